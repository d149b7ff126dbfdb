package io.appmigrations.autoconfigure;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether the application has databases with a history each.
 */
final class InstancesConfigured implements Condition {

	@Override
	public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
		return !InstanceNames.in(context.getEnvironment()).isEmpty();
	}

	/**
	 * Whether the application has a single history.
	 */
	static final class None implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return InstanceNames.in(context.getEnvironment()).isEmpty();
		}

	}

}
