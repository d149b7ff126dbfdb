package io.appmigrations.internal.execution;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import io.appmigrations.Migrations;
import io.appmigrations.Mode;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Revisions that are far bigger than the heap of the process that reads and runs them:
 * statements, data of {@code COPY} and rows of queries, each by itself bigger than it.
 */
@DatabaseTest
class SmallHeapTests {

	private static final String HEAP = "-Xmx32m";

	private static final int LINES = 34_000;

	private static final String KILOBYTE = "x".repeat(1000);

	@Test
	void revisionsBiggerThanTheHeapAreRunAndThenNotPending(TestDatabase database, @TempDir Path folder)
			throws Exception {
		write(folder.resolve("a1.sql"), "a1", "", "", LINES);
		write(folder.resolve("b2.sql"), "b2", "a1", " transaction:off", LINES / 20);
		Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:+UseSerialGC", HEAP, "-cp", System.getProperty("java.class.path"), SmallHeapTests.class.getName(),
				database.url(), database.username(), database.password(), "file:" + folder))
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		assertThat(output).contains("2 steps", "0 steps", "2 steps down", "script of ");
		assertThat(database.rows()).isEmpty();
	}

	private static void write(Path file, String id, String down, String options, int lines) throws IOException {
		try (BufferedWriter writer = Files.newBufferedWriter(file)) {
			writer
				.write("-- revision: %s\n-- down-revision: %s\n\n-- migrate:upgrade%s\n".formatted(id, down, options));
			writer.write("create table t_%s (id int, a text);\n".formatted(id));
			for (int i = 0; i < lines; i++) {
				writer.write("insert into t_%s values (%s, '%s');\n".formatted(id, i, KILOBYTE));
			}
			writer.write("copy t_%s (a) from stdin;\n".formatted(id));
			for (int i = 0; i < lines; i++) {
				writer.write(KILOBYTE + "\n");
			}
			writer.write("\\.\nselect a from t_%s;\n".formatted(id));
			writer.write("update t_%s set id = 0 where false returning a;\n".formatted(id));
			writer.write("-- migrate:downgrade%s\ndrop table t_%s;\n".formatted(options, id));
			for (int i = 0; i < lines / 20; i++) {
				writer.write("select '%s';\n".formatted(KILOBYTE));
			}
		}
	}

	/** Runs in the process with the small heap. */
	public static void main(String[] arguments) throws IOException {
		DriverManagerDataSource database = new DriverManagerDataSource(arguments[0], arguments[1], arguments[2]);
		System.out.println(migrations(database, arguments[3]).upgrade("heads").steps().size() + " steps");
		System.out.println(migrations(database, arguments[3]).upgrade("heads").steps().size() + " steps");
		AtomicLong length = new AtomicLong();
		Objects.requireNonNull(migrations(database, arguments[3]).upgrade("heads", Mode.OFFLINE).script())
			.writeTo(new Counting(length));
		System.out.println("script of " + length.get());
		System.out.println(migrations(database, arguments[3]).downgrade("base").steps().size() + " steps down");
	}

	private static Migrations migrations(DriverManagerDataSource database, String location) {
		return Revisions.none().in(location).on(database);
	}

	/** Counts what is written. */
	private record Counting(AtomicLong length) implements Appendable {

		@Override
		public Appendable append(CharSequence text) {
			this.length.addAndGet(text.length());
			return this;
		}

		@Override
		public Appendable append(CharSequence text, int start, int end) {
			this.length.addAndGet(end - start);
			return this;
		}

		@Override
		public Appendable append(char c) {
			this.length.incrementAndGet();
			return this;
		}

	}

}
