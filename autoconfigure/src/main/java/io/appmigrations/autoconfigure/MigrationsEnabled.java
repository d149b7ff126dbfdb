package io.appmigrations.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether {@code app.migrations.enabled} is true, in any of the ways in which Spring
 * writes it: {@code @ConditionalOnBooleanProperty} takes {@code on} and {@code 1} for
 * false, and the migrations would silently not run. Where the application is processed
 * ahead of time the condition always matches, since it would be frozen: the beans ask
 * again when it runs.
 */
final class MigrationsEnabled extends SpringBootCondition {

	private static final String PROPERTY = "app.migrations.enabled";

	/**
	 * Reads the property.
	 * @throws org.springframework.boot.context.properties.bind.BindException where it is
	 * neither true nor false
	 */
	static boolean in(Environment environment) {
		return Binder.get(environment).bind(PROPERTY, Boolean.class).orElse(true);
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
			return ConditionOutcome.match("whether to migrate is decided at run time");
		}
		boolean enabled = in(context.getEnvironment());
		return new ConditionOutcome(enabled,
				ConditionMessage.forCondition("App Migrations").because(PROPERTY + " is " + enabled));
	}

}
