package io.appmigrations.internal.execution;

/**
 * Carries a {@link StatementFailure} from where a statement failed to where its
 * transaction is known.
 */
final class StatementException extends Exception {

	private final StatementFailure failure;

	StatementException(StatementFailure failure) {
		super(failure.summary());
		this.failure = failure;
	}

	StatementFailure failure() {
		return this.failure;
	}

}
