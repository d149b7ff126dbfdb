package io.appmigrations.internal.execution;

import java.util.List;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a replay from committing what belongs to the whole server.
 */
final class CommitGuard {

	private CommitGuard() {
	}

	static @Nullable String query(RunContext context) {
		return context.settings().placeholders().substitution().forbidden();
	}

	/**
	 * Looks at a transaction before it is committed.
	 * @throws MigrationException with {@code unsafe_operation} if it must not be
	 */
	static void require(RunContext context, Step step) {
		String forbidden = query(context);
		if (forbidden != null && context.connection().query(forbidden, (rows) -> rows.next())) {
			throw new MigrationException(ErrorCode.UNSAFE_OPERATION,
					("The revisions cannot be replayed beyond %s: its code changes roles or something else that belongs "
							+ "to the whole server. The replay has rolled it back")
						.formatted(step.revision().describe()),
					"Write such a statement as it is (create role, alter role, grant ...), not as a text that is put "
							+ "together: a replay then leaves it out.");
		}
	}

	/**
	 * Looks at a block with a {@code commit} of its own.
	 * @throws MigrationException with {@code unsafe_operation} if it must not be
	 * committed; it is rolled back
	 */
	static void requireInBlock(RunContext context, Step step) {
		try {
			require(context, step);
		}
		catch (MigrationException ex) {
			context.connection().executeInternally(List.of("rollback"));
			throw ex;
		}
	}

	/** Code begins that commits by itself. */
	static void committing(RunContext context, Step step) {
		context.settings().placeholders().substitution().committing(step.revision().path());
	}

}
