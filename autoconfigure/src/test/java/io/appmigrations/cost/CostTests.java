package io.appmigrations.cost;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.appmigrations.Migrations;
import io.appmigrations.StampRequest;
import io.appmigrations.internal.database.version.MigrationLog;
import io.appmigrations.internal.execution.MigrationRunner;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.settings.MigrationSettings;
import io.appmigrations.standalone.MigrationsFactory;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.RoundTripCounter;
import io.appmigrations.testing.TestDatabase;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a start, an upgrade and a comparison cost, in units that are the same on every
 * machine.
 */
@DatabaseTest
@OnNewestPostgres
class CostTests {

	private static final Path EXPECTED = Path.of("src/test/resources/io/appmigrations/cost/costs.txt");

	private static final String LOCATION = "classpath:db/things";

	/**
	 * Of a start, round trips, statements and connections are those that the tool adds to
	 * what the pool and the driver do in the same application without it. Files are those
	 * of revisions that were read, and a jar is one. Classes are the tool's own.
	 */
	private static final String HEADING = """
			# What it costs, in units that are the same on every machine. -Dcosts.write writes the table anew; a number that
			# grows is a decision, whose reason belongs into the commit. "start" is an application with Spring Boot and HikariCP:
			# what these do without the tool is not counted. "upgrade" and "check" are the tool alone.
			what                                                    round trips  statements  connections  files  classes""";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@Test
	void nothingCostsMoreThanItDid(TestDatabase database) throws Exception {
		try (RoundTripCounter counter = new RoundTripCounter(database)) {
			Measuring measuring = new Measuring(database, counter);
			Path ten = jar("ten", 1, 10);
			Path thousand = jar("thousand", 1, 1000);
			Path files = files(10);
			measuring.base();
			measuring.start("start, 10 revisions pending", ten, "ten");
			measuring.start("start, nothing pending, 10 revisions in a jar", ten, "ten");
			measuring.prepare(thousand, LOCATION, "thousand");
			measuring.start("start, nothing pending, 1000 revisions in a jar", thousand, "thousand");
			measuring.upgrade("upgrade, 10 revisions pending", ten, LOCATION, "again");
			measuring.upgrade("upgrade, 10 revisions pending, session untouched", jar("plain", "", 1, 10), LOCATION,
					"plain");
			measuring.upgrade("upgrade, nothing pending, 10 revisions in a jar", ten, LOCATION, "again");
			measuring.upgrade("upgrade, nothing pending, a build that is not known", jar("comment", 2, 10), LOCATION,
					"again");
			measuring.prepare(ten, "file:" + files, "folder");
			measuring.upgrade("upgrade, nothing pending, 10 revisions in a folder", ten, "file:" + files, "folder");
			measuring.check("check, 10 tables");
			String costs = measuring.table();
			if (System.getProperty("costs.write") != null) {
				Files.writeString(EXPECTED, costs);
			}
			assertThat(costs).as(measuring.classes()).isEqualTo(Files.readString(EXPECTED));
		}
	}

	/** A line for each thing that was measured. */
	private final class Measuring {

		private final TestDatabase database;

		private final RoundTripCounter counter;

		private final List<String> lines = new ArrayList<>(List.of(HEADING));

		private final StringBuilder classes = new StringBuilder();

		private int roundTrips;

		private int statements;

		private int connections;

		Measuring(TestDatabase database, RoundTripCounter counter) {
			this.database = database;
			this.counter = counter;
		}

		private String url() {
			return "jdbc:postgresql://localhost:%s/%s?sslmode=disable".formatted(this.counter.port(),
					this.database.name());
		}

		private String ownUrl() {
			return url() + "&user=%s&password=%s".formatted(this.database.username(), this.database.password());
		}

		private String[] properties(String location, String table) {
			return new String[] { "spring.datasource.url=" + url(),
					"spring.datasource.username=" + this.database.username(),
					"spring.datasource.password=" + this.database.password(), "app.migrations.locations=" + location,
					"app.migrations.version-table=" + table };
		}

		/** What the pool and the driver do anyway. */
		void base() throws Exception {
			this.counter.reset();
			try (CountingClassLoader loader = new CountingClassLoader()) {
				run(loader, "connect", (Object) properties("file:.", "none"));
			}
			this.roundTrips = this.counter.count();
			this.statements = this.counter.statements();
			this.connections = this.counter.connections();
		}

		/** In this process: nobody counts. */
		void prepare(Path jar, String location, String table) throws IOException {
			Thread thread = Thread.currentThread();
			ClassLoader before = thread.getContextClassLoader();
			try (URLClassLoader loader = new URLClassLoader(new URL[] { jar.toUri().toURL() }, before)) {
				thread.setContextClassLoader(loader);
				Migrations migrations = MigrationsFactory.create(this.database.pool(),
						MigrationSettings.builder().locations(List.of(location)).versionTable(table).build());
				migrations.stamp(StampRequest.to("heads"));
				assertThat(migrations.upgrade("heads").steps()).isEmpty();
			}
			finally {
				thread.setContextClassLoader(before);
			}
		}

		void start(String what, Path jar, String table) throws Exception {
			measure(what, jar, "start", true, (Object) properties(LOCATION, table));
		}

		void upgrade(String what, Path jar, String location, String table) throws Exception {
			measure(what, jar, "upgrade", false, ownUrl(), location, table);
		}

		void check(String what) throws Exception {
			String[] tables = IntStream.range(0, 10)
				.mapToObj((number) -> "create table c%s (id bigint primary key, name text)".formatted(number))
				.toArray(String[]::new);
			measure(what, CostTests.this.folder, "check", false, ownUrl(), tables);
		}

		private void measure(String what, Path more, String method, boolean pooled, Object... arguments)
				throws Exception {
			Path file = CostTests.this.folder.resolve("recording.jfr");
			try (CountingClassLoader loader = new CountingClassLoader(more); Recording recording = new Recording()) {
				recording.enable("jdk.FileRead").withThreshold(Duration.ZERO).withoutStackTrace();
				recording.start();
				this.counter.reset();
				run(loader, method, arguments);
				int trips = this.counter.count() - (pooled ? this.roundTrips : 0);
				int executed = this.counter.statements() - (pooled ? this.statements : 0);
				int connected = this.counter.connections() - (pooled ? this.connections : 0);
				recording.stop();
				recording.dump(file);
				Set<String> loaded = loader.loaded();
				if (what.contains("nothing pending,") && !what.contains("not known")) {
					assertThat(loaded).as(what)
						.doesNotContain(RevisionFileReader.class.getName(), MigrationRunner.class.getName(),
								MigrationLog.class.getName(), MigrationPlan.class.getName());
				}
				this.lines.add("%-56s%11s%12s%13s%7s%9s".formatted(what, trips, executed, connected, read(file).size(),
						loaded.size()));
				this.classes.append(what).append(":\n  ").append(String.join("\n  ", loaded)).append('\n');
			}
		}

		private static void run(ClassLoader loader, String method, Object... arguments) throws Exception {
			Thread thread = Thread.currentThread();
			ClassLoader before = thread.getContextClassLoader();
			thread.setContextClassLoader(loader);
			try {
				Class<?> application = loader.loadClass(CountedApplication.class.getName());
				Stream.of(application.getMethods())
					.filter((each) -> each.getName().equals(method))
					.findFirst()
					.orElseThrow()
					.invoke(null, arguments);
			}
			finally {
				thread.setContextClassLoader(before);
			}
		}

		private Set<String> read(Path recording) throws IOException {
			Set<String> read = new TreeSet<>();
			for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
				String path = event.getString("path");
				if (path != null && path.startsWith(CostTests.this.folder.toString()) && !path.endsWith(".jfr")) {
					read.add(path);
				}
			}
			return read;
		}

		String table() {
			return String.join("\n", this.lines) + "\n";
		}

		String classes() {
			return this.classes.toString();
		}

	}

	private static String revision(int number, String temporary, int build) {
		return """
				-- make %1$s
				--
				-- revision: r%1$s
				-- down-revision: %2$s

				-- migrate:upgrade
				create %4$stable t%1$s (id int);
				drop table t%1$s;

				-- migrate:downgrade

				-- build %3$s
				""".formatted(number, (number > 1) ? "r" + (number - 1) : "", build, temporary);
	}

	private Path jar(String name, int build, int revisions) throws IOException {
		return jar(name, "temporary ", build, revisions);
	}

	private Path jar(String name, String temporary, int build, int revisions) throws IOException {
		Path jar = this.folder.resolve(name + ".jar");
		try (OutputStream out = Files.newOutputStream(jar); JarOutputStream output = new JarOutputStream(out)) {
			output.putNextEntry(new JarEntry("db/"));
			output.putNextEntry(new JarEntry("db/things/"));
			for (int i = 1; i <= revisions; i++) {
				output.putNextEntry(new JarEntry("db/things/r%s.sql".formatted(i)));
				output.write(revision(i, temporary, build).getBytes(StandardCharsets.UTF_8));
			}
		}
		return jar;
	}

	private Path files(int revisions) throws IOException {
		Path files = Files.createDirectory(this.folder.resolve("files"));
		for (int i = 1; i <= revisions; i++) {
			Files.writeString(files.resolve("r%s.sql".formatted(i)), revision(i, "temporary ", 1));
		}
		return files;
	}

}
