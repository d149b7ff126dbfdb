package io.appmigrations.autoconfigure;

import java.util.concurrent.atomic.AtomicBoolean;

import io.appmigrations.internal.execution.ShutdownGuard;

/**
 * Sees to it that a process that was to migrate and exit does not end with 0 before that
 * is done: a Java revision, a bean or another thread may call {@code System.exit}.
 */
final class UnfinishedExit {

	private static final AtomicBoolean GUARDED = new AtomicBoolean();

	private static volatile boolean finished;

	private UnfinishedExit() {
	}

	/** Begins to guard this process, however many applications it starts. */
	static void guard() {
		if (GUARDED.compareAndSet(false, true)) {
			try {
				Runtime.getRuntime().addShutdownHook(new Thread(UnfinishedExit::end, "app-migrations-unfinished"));
			}
			catch (IllegalStateException ex) {
				// the process ends already, before anything was begun
				Runtime.getRuntime().halt(1);
			}
		}
	}

	/** What was asked for is done, or has failed and said so. */
	static void finished() {
		finished = true;
	}

	private static void end() {
		// a signal has a status of its own, which is never 0
		if (finished || isSignalled()) {
			return;
		}
		ShutdownGuard.awaitRuns();
		System.err.println(
				"error: --migrate-only was given, but something called System.exit before it finished (a Java revision "
						+ "or a bean of the application)");
		System.err.flush();
		Runtime.getRuntime().halt(1);
	}

	/** The JVM has a thread for each signal, which waits for the hooks. */
	private static boolean isSignalled() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((thread) -> thread.getName().matches("SIG[A-Z]+ handler"));
	}

}
