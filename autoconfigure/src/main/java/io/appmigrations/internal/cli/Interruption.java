package io.appmigrations.internal.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.execution.ShutdownGuard;

/**
 * Answers if the process is shut down before the command is done (by Ctrl-C or
 * {@code SIGTERM}), and sees to it that this is no success. A run that changes the
 * database gets the time that it needs to end well, and answers itself.
 */
final class Interruption implements AutoCloseable {

	/** For a command that was doing something else than a run. */
	private static final Duration ANSWER = Duration.ofSeconds(1);

	private final Answer answer;

	private final CountDownLatch finished = new CountDownLatch(1);

	private final Thread hook = new Thread(this::end, "app-migrations-interruption");

	private volatile int status;

	Interruption(Answer answer) {
		this.answer = answer;
		try {
			Runtime.getRuntime().addShutdownHook(this.hook);
		}
		catch (IllegalStateException ex) {
			throw new MigrationException(ErrorCode.INTERRUPTED_REVISION, "The process is already shutting down", null,
					ex);
		}
	}

	private void end() {
		Duration left = ShutdownGuard.awaitRuns();
		// what a run has come to is known to its command alone, which may have little of
		// the processor
		long answer = Math.max(left.toMillis(), ANSWER.toMillis());
		try {
			if (this.finished.await(answer, TimeUnit.MILLISECONDS)) {
				if (this.status == 0) {
					// done nevertheless: how the process was ended is its status
					return;
				}
			}
			else {
				this.answer.interrupted();
				this.status = CommandLineTool.FAILED;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		Runtime.getRuntime().halt(this.status);
	}

	/** The command has answered. */
	int done(int status) {
		this.status = status;
		this.finished.countDown();
		return status;
	}

	@Override
	public void close() {
		try {
			Runtime.getRuntime().removeShutdownHook(this.hook);
		}
		catch (IllegalStateException ex) {
			// it runs already
			this.finished.countDown();
		}
	}

}
