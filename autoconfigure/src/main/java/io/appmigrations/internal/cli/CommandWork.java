package io.appmigrations.internal.cli;

import java.util.Map;
import java.util.function.Consumer;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
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

	private final @Nullable Consumer<Map<String, DefaultMigrations>> inEach;

	private Map<String, DefaultMigrations> selected = Map.of();

	private @Nullable T result;

	private @Nullable Throwable failure;

	private boolean done;

	/**
	 * Does nothing yet.
	 * @param work what to do with the migrations of one database
	 * @param inEach what to do if there are several, or {@code null} if one of them must
	 * be selected
	 */
	CommandWork(Work<T> work, @Nullable Consumer<Map<String, DefaultMigrations>> inEach) {
		this.work = work;
		this.inEach = inEach;
	}

	/**
	 * Takes what migrates.
	 * @param selected by the name of the instance; a single one where the command line
	 * names one, or the application has no more
	 */
	void prepare(Map<String, DefaultMigrations> selected) {
		if (selected.size() > 1 && this.inEach == null) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The application has several databases, and this command is for one of them",
					"Select it with --instance NAME: %s.".formatted(String.join(", ", selected.keySet())));
		}
		this.selected = selected;
	}

	/** Runs inside of the context. A failure of the command is none of the context. */
	void run() {
		this.done = true;
		try {
			if (this.selected.size() > 1 && this.inEach != null) {
				this.inEach.accept(this.selected);
			}
			else {
				this.result = this.work.run(this.selected.values().iterator().next());
			}
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
