package io.appmigrations.internal.cli;

import java.util.Map;
import java.util.function.Function;

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

	private final Function<Map<String, DefaultMigrations>, T> work;

	private Map<String, DefaultMigrations> selected = Map.of();

	private @Nullable T result;

	private @Nullable Throwable failure;

	private boolean done;

	/**
	 * Does nothing yet.
	 * @param work what to do with the migrations of the databases that are selected
	 */
	CommandWork(Function<Map<String, DefaultMigrations>, T> work) {
		this.work = work;
	}

	/**
	 * Takes what migrates.
	 * @param selected by the name of the instance; a single one where the command line
	 * names one, or the application has no more
	 */
	void prepare(Map<String, DefaultMigrations> selected) {
		this.selected = selected;
	}

	/** Runs inside of the context. A failure of the command is none of the context. */
	void run() {
		this.done = true;
		try {
			this.result = this.work.apply(this.selected);
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

}
