package io.appmigrations.faults;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.database.DatabaseUrl;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.graph.Target;
import io.appmigrations.internal.script.ModelFileReader;
import io.appmigrations.internal.script.RevisionFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random input: either it is understood or it is refused with an error of ours, in time.
 * {@code -Dfuzz.inputs=N} says how many of each kind there are, {@code -Dfuzz.seed=N}
 * repeats a run.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class FuzzTests {

	private static final int INPUTS = Integer.getInteger("fuzz.inputs", 5_000);

	private static final long SEED = Long.getLong("fuzz.seed", 1);

	private static final List<String> WORDS = List.of("-- revision: ", "a1", "\n", "\r\n", " ", "\t",
			"-- migrate:upgrade", "-- migrate:downgrade", "transaction:off", " batch:t.id", " size:5",
			"\nupdate t set a = 1", "\ndelete from t", " where ", "with x as (", " from ", "returning ",
			"-- down-revision: ", "-- depends-on: ", "-- branch-labels: ", "-- created: ", "2026-11-22T10:15:00Z", "'",
			"''", "\"", "$$", "$a$", "$1", "E'", "\\'", "\\", "\\.", "/*", "*/", "--", ";", "(", ")", "begin",
			"begin atomic", "case", "end", "commit", "do ", "create function f()", "create procedure p()",
			"copy t from stdin;", "U&'", "\u0000", "\u00e9", "\ud83d\ude00", "\ufeff", "select 1",
			"set standard_conforming_strings = off;", "lock-timeout:", "5s", "heads", "@", "+", "1", "-",
			"99999999999999");

	private static final List<String> TARGETS = List.of("a1", "b2", "c3", "heads", "head", "base", "billing", "@", "+",
			"-", "1", "2", "99999999999", ":", " ", "'", ";", "\u0000", "zz", "a");

	private static final List<String> URLS = List.of("postgres://", "jdbc:postgresql://", "jdbc:", "postgresql+x://",
			"mysql://", "u", ":", "@", "/", "?", "&", "=", "password", "PASSWORD", "sslpassword", "user", "%", "%40",
			"h", "5432", "localhost:1", "[::1]", ",", ";", " ", "#", "\\", "\"", "'", "sslmode=require", "//");

	private static String soup(Random random, List<String> words, int most) {
		return IntStream.range(0, random.nextInt(most))
			.mapToObj((i) -> words.get(random.nextInt(words.size())))
			.collect(Collectors.joining());
	}

	private static void survives(String what, Runnable work) {
		try {
			work.run();
		}
		catch (MigrationException ex) {
			assertThat(ex.getMessage()).isNotBlank();
		}
		catch (RuntimeException | Error ex) {
			throw new AssertionError("seed " + SEED + ": " + what, ex);
		}
	}

	@Test
	void revisionFilesAndStatements() {
		Random random = new Random(SEED);
		for (int i = 0; i < INPUTS; i++) {
			String soup = soup(random, WORDS, 60);
			String text = random.nextBoolean() ? soup : "-- revision: a1\n-- migrate:upgrade\n" + soup;
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			if (bytes.length > 0 && random.nextInt(10) == 0) {
				bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
			}
			survives(text, () -> RevisionFileReader.read("x.sql", bytes));
			survives(text, () -> ModelFileReader.read("x.sql", bytes));
		}
	}

	@Test
	void targets() {
		Random random = new Random(SEED);
		RevisionGraph graph = RevisionGraph.of(List.of(revision("a1", List.of(), List.of()),
				revision("b2", List.of("a1"), List.of("billing")), revision("c3", List.of("a1"), List.of())));
		for (int i = 0; i < INPUTS; i++) {
			String target = soup(random, TARGETS, 6);
			Set<String> rows = random.nextBoolean() ? Set.of("b2") : Set.of();
			survives(target, () -> MigrationPlan.upgrade(graph, rows, Target.parse(target)));
			survives(target, () -> MigrationPlan.downgrade(graph, rows, Target.parse(target)));
			survives(target, () -> MigrationPlan.stamp(graph, rows, List.of(Target.parse(target)), false));
		}
	}

	private static Revision revision(String id, List<String> down, List<String> labels) {
		return new Revision(id, down, List.of(), labels, "", null, id + ".sql");
	}

	/** Whatever shape a URL has: a password in it is not in any message. */
	@Test
	void passwordsInUrls() {
		Random random = new Random(SEED);
		String secret = "qZ7xW";
		int refused = 0;
		for (int i = 0; i < INPUTS; i++) {
			String before = soup(random, URLS, 5);
			String url = switch (random.nextInt(4)) {
				case 0 -> "postgres://u:" + secret + soup(random, URLS, 3) + "@localhost:1/d" + soup(random, URLS, 4);
				case 1 -> "jdbc:postgresql://localhost:1/d?user=u&password=" + secret + soup(random, URLS, 4);
				case 2 -> before + ":" + secret + "@localhost:1/" + soup(random, URLS, 4);
				default -> before + "password=" + secret + soup(random, URLS, 4);
			};
			try {
				DatabaseUrl parsed = DatabaseUrl.parse(url);
				assertThat(parsed.toString()).as(url).doesNotContain(secret);
				MigrationConnection.open(new DriverManagerDataSource(parsed.url(), String.valueOf(parsed.username()),
						String.valueOf(parsed.password())), (notice) -> {
						})
					.close();
			}
			catch (MigrationException ex) {
				refused++;
				assertThat(trace(ex)).as("seed %s: %s", SEED, url).doesNotContain(secret);
			}
		}
		assertThat(refused).isPositive();
	}

	private static String trace(Throwable failure) {
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		return trace + ((failure instanceof MigrationException ours) ? String.valueOf(ours.getHint()) : "");
	}

}
