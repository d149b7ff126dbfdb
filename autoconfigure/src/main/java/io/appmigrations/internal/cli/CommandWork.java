package io.appmigrations.internal.cli;

import io.appmigrations.internal.engine.DefaultMigrations;
import org.jspecify.annotations.Nullable;

/**
 * What a command does with the application's {@link DefaultMigrations}, once there is a
 * context to take them from. What comes of it is kept for the command, which waits
 * outside of the context.
 *
 * @param <T> the type of the result
 */
final class CommandWork<T> {

	private final Work<T> work;

	private @Nullable T result;

	private @Nullable Throwable failure;

	private boolean done;

	CommandWork(Work<T> work) {
		this.work = work;
	}

	/** Runs inside of the context. A failure of the command is none of the context. */
	void run(DefaultMigrations migrations) {
		this.done = true;
		try {
			this.result = this.work.run(migrations);
		}
		catch (RuntimeException | Error ex) {
			this.failure = ex;
		}
	}

	void fail(Throwable failure) {
		this.done = true;
		this.failure = failure;
	}

	boolean isDone() {
		return this.done;
	}

	T result() {
		if (this.failure instanceof Error error) {
			throw error;
		}
		if (this.failure instanceof RuntimeException exception) {
			throw exception;
		}
		if (this.result == null) {
			throw new IllegalStateException("The command was not run");
		}
		return this.result;
	}

	/**
	 * The work itself.
	 *
	 * @param <T> the type of the result
	 */
	@FunctionalInterface
	interface Work<T> {

		T run(DefaultMigrations migrations);

	}

}
