package io.appmigrations.sample.embeddedpostgres;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * An {@link AbstractFailureAnalyzer} that shows a {@link LocalPostgresException} without
 * the stack trace.
 */
final class LocalPostgresFailureAnalyzer extends AbstractFailureAnalyzer<LocalPostgresException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, LocalPostgresException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.getAction(), cause);
	}

}
