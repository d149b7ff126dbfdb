package io.appmigrations.autoconfigure;

import io.appmigrations.MigrationException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/**
 * Shows a {@link MigrationException} as a description and an action instead of a stack
 * trace.
 */
class MigrationFailureAnalyzer extends AbstractFailureAnalyzer<MigrationException> implements Ordered {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MigrationException cause) {
		String description = "%s\n\n(%s)".formatted(cause.getMessage(), cause.getCode());
		return new FailureAnalysis(description, cause.getHint(), cause);
	}

	/** Before analyzers that would explain a cause of it. */
	@Override
	public int getOrder() {
		return 0;
	}

}
