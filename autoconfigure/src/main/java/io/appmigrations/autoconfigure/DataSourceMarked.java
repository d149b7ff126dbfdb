package io.appmigrations.autoconfigure;

import java.util.stream.Stream;

import javax.sql.DataSource;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether there is a {@code DataSource} for migrations only. {@code ConditionalOnBean}
 * does not see it, since it is not a default candidate.
 */
final class DataSourceMarked implements ConfigurationCondition {

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		return beanFactory != null && Stream.of(beanFactory.getBeanNamesForType(DataSource.class, true, false))
			.anyMatch((name) -> beanFactory.findAnnotationOnBean(name, MigrationsDataSource.class, false) != null);
	}

}
