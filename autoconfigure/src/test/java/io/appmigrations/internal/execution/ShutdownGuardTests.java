package io.appmigrations.internal.execution;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.appmigrations.MigrationException;
import io.appmigrations.testing.Patience;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ShutdownGuardTests {

	/** The pause would take an hour. */
	@Test
	void pauseEndsWhenTheProcessIsToldToEnd() throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", System.getProperty("java.class.path"),
				Waiting.class.getName())
			.redirectErrorStream(true)
			.start();
		try (BufferedReader output = process.inputReader()) {
			assertThat(output.readLine()).isEqualTo("waiting");
			// not by the process itself, which would close its output
			process.toHandle().destroy();
			assertThat(output.readLine()).isEqualTo("interrupted_revision Shutting down: stopped before another try");
			// what comes after it does not even begin
			assertThat(output.readLine()).isEqualTo("interrupted_revision Shutting down: stopped before the next");
		}
		assertThat(process.waitFor(Patience.MINUTES, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).isNotZero();
	}

	static final class Waiting {

		private Waiting() {
		}

		public static void main(String[] arguments) throws InterruptedException {
			Thread waiting = new Thread(() -> {
				tell(() -> ShutdownGuard.pause(Duration.ofHours(1), "another try"));
				tell(() -> ShutdownGuard.requireNotEnding("the next"));
			});
			// the process does not end before both were told
			Runtime.getRuntime().addShutdownHook(new Thread(() -> {
				try {
					waiting.join();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}));
			ShutdownGuard.pause(Duration.ofMillis(1), "nothing");
			System.out.println("waiting");
			waiting.start();
			waiting.join();
		}

		private static void tell(Runnable pause) {
			try {
				pause.run();
				System.out.println("went on");
			}
			catch (MigrationException ex) {
				System.out.println(ex.getCode().code() + " " + ex.getMessage());
			}
		}

	}

}
