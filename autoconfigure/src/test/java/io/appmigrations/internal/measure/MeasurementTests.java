package io.appmigrations.internal.measure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.script.Placeholders;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.Section;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests for {@link Measurement}: what a statement locks, reads and writes is compared
 * with what the manual says (ALTER TABLE, 13.3), on each version.
 */
@DatabaseTest
class MeasurementTests {

	private static final Pattern CASE = Pattern.compile("(?:(-?\\d+): )?(.*?) \\| (.*)");

	@Test
	void aStatementDoesWhatTheManualSays(TestDatabase database) throws IOException {
		List<String> expected = new ArrayList<>();
		List<String> measured = new ArrayList<>();
		try (MigrationConnection connection = connectWithTables(database)) {
			for (String line : resource("statements.txt").lines().filter((each) -> !each.startsWith("#")).toList()) {
				Matcher matcher = CASE.matcher(line);
				assertThat(matcher.matches()).as(line).isTrue();
				if (appliesTo(connection.server().majorVersion(), matcher.group(1))) {
					String sql = matcher.group(2);
					expected.add(sql + " | " + matcher.group(3));
					measured.add(sql + " | " + describe(measure(connection, "", sql)));
				}
			}
		}
		assertThat(measured).containsExactlyElementsOf(expected).hasSizeGreaterThan(100);
	}

	private static boolean appliesTo(int version, @Nullable String limit) {
		return limit == null
				|| (limit.startsWith("-") ? version <= -Integer.parseInt(limit) : version >= Integer.parseInt(limit));
	}

	/** In whatever schema the extension is, and whatever the login may see of it. */
	@Test
	void theDatabaseCountsStatements(TestDatabase database) throws SQLException {
		String login = "calls_" + database.name();
		try (Connection session = database.dataSource().getConnection();
				Statement statement = session.createStatement()) {
			statement.execute("show shared_preload_libraries");
			try (ResultSet rows = statement.getResultSet()) {
				assumeTrue(rows.next() && rows.getString(1).contains("pg_stat_statements"));
			}
			statement.execute("""
					create schema "ext s"; create extension pg_stat_statements schema "ext s";
					create role LOGIN login password 'x'; create table orders (id int, n int);
					create table orders_old (id int); select "ext s".pg_stat_statements_reset();
					set pg_stat_statements.track = 'all'""".replace("LOGIN", login));
			for (int i = 0; i < 30; i++) {
				statement.execute("select count(*) from orders where n = " + i);
			}
			statement.execute("update public.orders set n = 1");
			statement.execute("select from orders_old");
			statement.execute("create index on orders (n)");
			try (MigrationConnection connection = database.connect()) {
				LiveTables live = LiveTables.read(connection);
				assertThat(live.tables().get("public.orders")).extracting(LiveTables.Table::callsPerMinute)
					.isEqualTo(31L);
				assertThat(live.tables().get("public.orders_old")).extracting(LiveTables.Table::callsPerMinute)
					.isEqualTo(1L);
			}
			for (String right : List.of("usage on schema public", "usage on schema \"ext s\"")) {
				statement.execute("grant %s to %s".formatted(right, login));
				try (MigrationConnection connection = TestDatabase.connect(database.dataSource(login, "x"))) {
					assertThat(LiveTables.read(connection).tables().get("public.orders"))
						.extracting(LiveTables.Table::calls)
						.isEqualTo(0L);
				}
			}
			statement.execute("drop owned by %1$s; drop role %1$s".formatted(login));
		}
	}

	@Test
	void aLockIsHeldUntilTheTransactionEnds(TestDatabase database) throws IOException {
		String sql = """
				alter table t add column x integer;
				create table fresh (id bigint primary key);
				create index on fresh (id);
				update t set x = 1;
				alter table p add column y integer;
				""";
		try (MigrationConnection connection = connectWithTables(database)) {
			List<StatementFacts> facts = measure(connection, "", sql).facts();
			assertThat(facts).extracting(StatementFacts::work)
				.containsExactly(Work.INSTANT, Work.INSTANT, Work.INSTANT, Work.SCAN, Work.INSTANT);
			assertThat(facts).extracting(StatementFacts::transaction).containsOnly(1);
			assertThat(taken(facts)).containsExactly("public.t ACCESS EXCLUSIVE", "", "", "",
					"public.p ACCESS EXCLUSIVE");
			assertThat(facts.get(3).held()).extracting((lock) -> lock.relation().name(), RelationLock::since)
				.containsExactly(tuple("t", 1));
			assertThat(facts.get(1).created()).containsExactly("public.fresh");
			// all of it was rolled back
			assertThat(measure(connection, "", sql).refusal()).isNull();
		}
	}

	@Test
	void withoutATransactionEachStatementHasItsOwn(TestDatabase database) throws IOException {
		String sql = """
				alter table t add column x integer;
				create index concurrently t_x_idx on t (x);
				begin;
				alter table t add constraint t_x_check check (x > 0) not valid;
				comment on table p is 'x';
				commit;
				alter table t validate constraint t_x_check;
				set lock_timeout = '1s';
				reindex index concurrently t_x_idx;
				drop index concurrently t_x_idx;
				vacuum full p;
				alter table t alter column x set not null;
				""";
		try (MigrationConnection connection = connectWithTables(database)) {
			SectionFacts section = measure(connection, "transaction:off", sql);
			assertThat(section.refusal()).isNull();
			List<StatementFacts> facts = section.facts();
			assertThat(taken(facts)).containsExactly("public.t ACCESS EXCLUSIVE", "public.t SHARE UPDATE EXCLUSIVE",
					"public.t ACCESS EXCLUSIVE", "public.p SHARE UPDATE EXCLUSIVE", "public.t SHARE UPDATE EXCLUSIVE",
					"", "public.t SHARE UPDATE EXCLUSIVE", "public.t SHARE UPDATE EXCLUSIVE",
					"public.p ACCESS EXCLUSIVE", "public.t ACCESS EXCLUSIVE");
			assertThat(facts).extracting(StatementFacts::work)
				.containsExactly(Work.INSTANT, Work.INDEX_BUILD, Work.INSTANT, Work.INSTANT, Work.SCAN, Work.INSTANT,
						Work.INDEX_BUILD, Work.INSTANT, Work.REWRITE, Work.SCAN);
			assertThat(facts).extracting(StatementFacts::transaction).containsExactly(1, 2, 3, 3, 7, 8, 9, 10, 11, 12);
			assertThat(facts.stream().filter(StatementFacts::alone).map((each) -> each.statement().words().get(0)))
				.containsExactly("create", "reindex", "drop", "vacuum");
		}
	}

	@Test
	void whatPostgresqlRefusesEndsTheMeasurement(TestDatabase database) throws IOException {
		try (MigrationConnection connection = connectWithTables(database)) {
			SectionFacts section = measure(connection, "",
					"alter table t add column x integer;\ncreate index concurrently on t (x);\nselect 1;\n");
			assertThat(section.facts()).hasSize(1);
			Refusal refusal = Objects.requireNonNull(section.refusal());
			assertThat(refusal.needsAutocommit()).isTrue();
			assertThat(refusal.number()).isEqualTo(2);
			assertThat(Objects.requireNonNull(measure(connection, "", "alter table none add x int;").refusal())
				.needsAutocommit()).isFalse();
		}
	}

	/** Every mode against every other, in two sessions. */
	@Test
	void modesExcludeEachOtherAsTheServerSays(TestDatabase database) throws SQLException {
		database.jdbc().sql("create table t (id bigint)").update();
		try (Connection one = database.dataSource().getConnection();
				Connection other = database.dataSource().getConnection()) {
			one.setAutoCommit(false);
			other.setAutoCommit(false);
			for (LockMode held : LockMode.values()) {
				lock(one, held);
				for (LockMode wanted : LockMode.values()) {
					assertThat(held.conflictsWith(wanted)).as("%s and %s", held, wanted)
						.isEqualTo(!lock(other, wanted));
					other.rollback();
				}
				one.rollback();
			}
		}
	}

	private static boolean lock(Connection connection, LockMode mode) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute("lock table t in %s mode nowait".formatted(mode.toString()));
			return true;
		}
		catch (SQLException ex) {
			assertThat(ex.getSQLState()).isEqualTo("55P03");
			return false;
		}
	}

	private static MigrationConnection connectWithTables(TestDatabase database) throws IOException {
		database.jdbc().sql(resource("tables.sql")).update();
		return TestDatabase.connect(database.dataSource());
	}

	private static SectionFacts measure(MigrationConnection connection, String options, String sql) {
		String text = "-- x\n--\n-- revision: a1\n\n-- migrate:upgrade %s\n%s\n".formatted(options, sql);
		Section section = RevisionFileReader.read("a.sql", text.getBytes(StandardCharsets.UTF_8)).upgrade();
		return Measurement.of(connection, section, new Placeholders(false, Map.of()));
	}

	private static List<String> taken(List<StatementFacts> facts) {
		return facts.stream()
			.map((each) -> each.taken()
				.stream()
				.filter((lock) -> lock.relation().kind() == Relation.Kind.TABLE
						&& lock.mode() != LockMode.ROW_EXCLUSIVE)
				.map((lock) -> lock.relation() + " " + lock.mode())
				.collect(Collectors.joining(", ")))
			.toList();
	}

	/** Of indexes, only what keeps readers of the table waiting, and is not implied. */
	private static String describe(SectionFacts section) {
		if (section.refusal() != null) {
			return "refused";
		}
		StatementFacts facts = section.facts().get(section.facts().size() - 1);
		boolean whole = facts.work() == Work.REWRITE || facts.statement().startsWith("truncate");
		Set<String> locks = new TreeSet<>();
		facts.locks()
			.stream()
			.filter((lock) -> lock.relation().kind() != Relation.Kind.INDEX || (lock.mode().blocksReads() && !whole))
			.forEach((lock) -> locks.add(lock.relation().name() + " " + abbreviated(lock.mode())));
		Set<Relation> of = switch (facts.work()) {
			case INSTANT -> Set.of();
			case SCAN -> facts.scanned();
			case INDEX_BUILD -> facts.indexed();
			case REWRITE -> facts.rewritten();
		};
		return ((locks.isEmpty() ? "none" : String.join(", ", locks)) + " | "
				+ facts.work().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " "
				+ of.stream().map(Relation::name).sorted().collect(Collectors.joining(", ")))
			.strip();
	}

	private static String abbreviated(LockMode mode) {
		return switch (mode) {
			case ACCESS_SHARE -> "AS";
			case ROW_SHARE -> "RS";
			case ROW_EXCLUSIVE -> "RX";
			case SHARE_UPDATE_EXCLUSIVE -> "SUX";
			case SHARE -> "S";
			case SHARE_ROW_EXCLUSIVE -> "SRX";
			case EXCLUSIVE -> "X";
			case ACCESS_EXCLUSIVE -> "AX";
		};
	}

	private static String resource(String name) throws IOException {
		try (InputStream in = MeasurementTests.class.getResourceAsStream(name)) {
			return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
