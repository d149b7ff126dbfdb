package io.appmigrations.internal.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.Repair;
import io.appmigrations.StampRequest;
import io.appmigrations.internal.script.BuildRevisions;
import io.appmigrations.internal.script.FoundRevisions;
import io.appmigrations.internal.script.JavaRevisionScript;
import io.appmigrations.internal.script.RevisionLocations;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.javarevision.RevisionContext;
import io.appmigrations.javarevision.RevisionInfo;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.settings.MigrationSettings;
import io.appmigrations.settings.MigrationSettingsBuilder;
import io.appmigrations.settings.Reaction;
import io.appmigrations.settings.TenantSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.RoundTripCounter;
import io.appmigrations.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * A build that the database knows does not read its revisions, and any other reads them.
 */
@DatabaseTest
class KnownBuildTests {

	private static final AutogenerateSettings NO_MODEL = AutogenerateSettings.of((major, minor, schema) -> {
		throw new IllegalStateException("There is no model");
	});

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	private Build build() {
		return new Build(this.folder.resolve("first")).with(3);
	}

	@Test
	void aStartWithNothingPendingReadsNoRevisionAndCostsOneRoundTrip(TestDatabase database) throws IOException {
		Build build = build();
		try (RoundTripCounter counter = new RoundTripCounter(database)) {
			DataSource counted = counter.dataSource(database);
			assertThat(build.upgrade(counted).steps()).hasSize(3);
			assertThat(build.reads()).isOne();
			for (int i = 0; i < 2; i++) {
				MigrationResult result = build.upgrade(counted);
				assertThat(result.steps()).isEmpty();
				assertThat(result.current()).containsExactly("r3");
				assertThat(build.reads()).isZero();
				assertThat(counter.count()).isEqualTo(1);
			}
			// of what the log knows, the known build's query has read nothing
			assertThat(build.on(counted).findings()).isEmpty();
			// a build with nothing to run that was never seen here
			Build second = new Build(this.folder.resolve("second")).with(3).comment("r1");
			second.upgrade(counted);
			assertThat(second.reads()).isOne();
			assertThat(counter.count()).isEqualTo(2);
			second.upgrade(counted);
			assertThat(second.reads()).isZero();
			assertThat(counter.count()).isEqualTo(1);
		}
		assertThat(database.log()).hasSize(3);
	}

	static Stream<Arguments> changes() {
		return Stream.of(
				change("a comment in a file", (build, database) -> build.comment("r2"), Outcome.NOTHING, Outcome.KNOWN),
				change("another name for a file", (build, database) -> build.move("r2"), Outcome.NOTHING,
						Outcome.KNOWN),
				change("the time of a file", (build, database) -> build.touch("r2"), Outcome.KNOWN, Outcome.KNOWN),
				change("a statement in a file of the same size and time",
						(build, database) -> build.replaceQuietly("r2", "t2", "u2"), Outcome.CHECKSUM_MISMATCH,
						Outcome.CHECKSUM_MISMATCH),
				change("one more file", (build, database) -> build.with(4), Outcome.RUN, Outcome.KNOWN),
				change("a file is gone", (build, database) -> build.delete("r3"), Outcome.NOTHING, Outcome.NOTHING),
				change("a file without a header", (build, database) -> build.write("r9", "select 1;"), Outcome.INVALID,
						Outcome.INVALID),
				change("a row is deleted", "delete from app_migrations", Outcome.LOST, Outcome.LOST),
				change("a row is changed", "update app_migrations set revision = 'r2'", Outcome.LOST, Outcome.LOST),
				change("a row is added", "insert into app_migrations values ('r1')", Outcome.NOTHING, Outcome.NOTHING),
				change("a row without a revision",
						"alter table app_migrations drop constraint app_migrations_pkey, alter revision drop not null; insert into app_migrations values (null)",
						Outcome.CONFIGURATION, Outcome.CONFIGURATION),
				change("the tables are dropped", "drop table app_migrations, app_migrations_log, t1, t2, t3",
						Outcome.RUN, Outcome.KNOWN),
				change("the log is dropped", "drop table app_migrations_log", Outcome.NOTHING, Outcome.NOTHING),
				change("the log is emptied", "truncate app_migrations_log", Outcome.NOTHING, Outcome.NOTHING),
				change("the last record is deleted",
						"delete from app_migrations_log where id = (select max(id) from app_migrations_log)",
						Outcome.NOTHING, Outcome.KNOWN),
				change("a backup of the tables is restored",
						"delete from app_migrations_log where revision <> 'r1'; update app_migrations set revision = 'r1'; drop table t2, t3",
						Outcome.RUN, Outcome.KNOWN),
				change("the log gets a record",
						"insert into app_migrations_log (revision, direction, outcome) values ('r3', 'upgrade', 'failed')",
						Outcome.NOTHING, Outcome.KNOWN),
				change("a downgrade is interrupted",
						"insert into app_migrations_log (revision, direction, outcome, progress) values ('r3', 'downgrade', 'started', '{\"statement\": 1}')",
						Outcome.INTERRUPTED, Outcome.INTERRUPTED),
				change("a later release has changed the tables",
						"comment on table app_migrations is 'tables of version 9, usable from version 9'",
						Outcome.UNSUPPORTED, Outcome.UNSUPPORTED),
				change("stamp", (build, database) -> build.on(database).stamp(StampRequest.to("r2")), Outcome.RUN_AGAIN,
						Outcome.RUN_AGAIN),
				change("downgrade", (build, database) -> build.on(database).downgrade("r1"), Outcome.RUN,
						Outcome.KNOWN),
				change("downgrade and upgrade of another build", (build, database) -> {
					build.unknown(database).downgrade("r1");
					build.unknown(database).upgrade("heads");
				}, Outcome.NOTHING, Outcome.KNOWN),
				change("repair of an edit with another build", (build, database) -> {
					Build edited = new Build(build.folder.resolveSibling("edited")).with(3)
						.replaceQuietly("r2", "t2", "u2");
					edited.on(database).repair(Repair.builder().accept(List.of("r2")).build());
				}, Outcome.CHECKSUM_MISMATCH, Outcome.CHECKSUM_MISMATCH),
				change("another target", (build, database) -> build.target = "r3", Outcome.NOTHING, Outcome.KNOWN),
				change("another reaction to edits", (build, database) -> build.onChecksumMismatch = Reaction.WARN,
						Outcome.NOTHING, Outcome.KNOWN),
				change("another table", (build, database) -> {
					build.versionTable = "other";
					database.jdbc().sql("drop table t1, t2, t3").update();
				}, Outcome.RUN, Outcome.KNOWN));
	}

	private static Arguments change(String name, String sql, Outcome first, Outcome second) {
		return change(name, (build, database) -> database.jdbc().sql(sql).update(), first, second);
	}

	private static Arguments change(String name, Change change, Outcome first, Outcome second) {
		return arguments(Named.of(name, change), first, second);
	}

	@ParameterizedTest
	@MethodSource("changes")
	void whateverMattersIsFound(Change change, Outcome first, Outcome second, TestDatabase database) {
		Build build = build();
		build.upgrade(database.pool());
		assertThat(Outcome.of(build, database)).isEqualTo(Outcome.KNOWN);
		change.make(build, database);
		assertThat(Outcome.of(build, database)).isEqualTo(first);
		assertThat(Outcome.of(build, database)).isEqualTo(second);
	}

	@Test
	void buildsThatAlternateAreAllKnown(TestDatabase database) {
		List<Build> builds = IntStream.range(0, 9)
			.mapToObj((number) -> new Build(this.folder.resolve("b" + number)).with(3).comment("r1", number))
			.toList();
		List<Build> few = builds.subList(0, 8);
		few.forEach((build) -> build.upgrade(database.pool()));
		few.forEach((build) -> assertThat(Outcome.of(build, database)).isEqualTo(Outcome.KNOWN));
		assertThat(Outcome.of(builds.get(8), database)).isEqualTo(Outcome.NOTHING);
		builds.subList(1, 9).forEach((build) -> assertThat(Outcome.of(build, database)).isEqualTo(Outcome.KNOWN));
		// the one that was seen first is forgotten
		assertThat(Outcome.of(builds.get(0), database)).isEqualTo(Outcome.NOTHING);
		assertThat(notes(database)).isEqualTo(8);
	}

	private static int notes(TestDatabase database) {
		return database.jdbc()
			.sql("select coalesce(sum(jsonb_array_length(progress -> 'builds')), 0) from app_migrations_log")
			.query(Integer.class)
			.single();
	}

	@Test
	void theTargetNoneOnlyLooks(TestDatabase database) {
		Build build = build();
		build.upgrade(database.pool());
		build.target = "none";
		assertThat(Outcome.of(build, database)).isEqualTo(Outcome.KNOWN);
		build.with(4);
		for (int i = 0; i < 2; i++) {
			assertThat(Outcome.of(build, database)).isEqualTo(Outcome.NOTHING);
		}
		assertThat(database.rows()).containsExactly("r3");
	}

	/** What is noted after a run must be true of the next one, which may go on. */
	@ParameterizedTest
	@ValueSource(strings = { "+1", "current+1", "side@+1" })
	void aTargetThatCountsFromWhereTheDatabaseIsGoesOn(String target, TestDatabase database) {
		Build build = new Build(this.folder.resolve("first")).with(3)
			.replaceQuietly("r1", "-- down-revision: \n", "-- branch-labels: side\n");
		build.target = "r1";
		build.upgrade(database.pool());
		build.target = target;
		for (String row : List.of("r2", "r3")) {
			assertThat(Outcome.of(build, database)).isEqualTo(Outcome.RUN);
			assertThat(database.rows()).containsExactly(row);
		}
		build.target = "heads";
		assertThat(Outcome.of(build, database)).isEqualTo(Outcome.NOTHING);
	}

	/** A known build is not told of a row by another name than one that is read. */
	@Test
	void aDatabaseThatFinishedWhatIsSquashedIsNamedByTheSquashedRevision(TestDatabase database) {
		Build build = build();
		build.target = "r2";
		build.upgrade(database.pool());
		build.write("s", """
				-- all of them
				-- revision: s9
				-- replaces: r1, r2, r3
				-- migrate:upgrade
				create table t1 (); create table t2 (); create table t3 ();
				""");
		build.target = "heads";
		assertThat(Outcome.of(build, database)).isEqualTo(Outcome.RUN);
		for (int i = 0; i < 2; i++) {
			assertThat(build.upgrade(database.pool()).current()).containsExactly("s9");
		}
	}

	@Test
	void aWarningIsGivenAtEachStart(TestDatabase database) {
		Build build = build();
		build.onChecksumMismatch = Reaction.WARN;
		build.upgrade(database.pool());
		build.replaceQuietly("r2", "t2", "u2");
		for (int i = 0; i < 2; i++) {
			assertThat(Outcome.of(build, database)).isEqualTo(Outcome.NOTHING);
		}
		build.replaceQuietly("r2", "u2", "t2");
		assertThat(Outcome.of(build, database)).isEqualTo(Outcome.KNOWN);
	}

	/** Its record may still change, and nothing would be recorded after the note. */
	@Test
	void whatWasStartedAndNotFinishedKeepsTheNoteFromBeingWritten(TestDatabase database) {
		Build build = build();
		build.upgrade(database.pool());
		database.jdbc()
			.sql("insert into app_migrations_log (revision, direction, outcome, progress) values ('r3', 'downgrade', 'started', '{}')")
			.update();
		for (int i = 0; i < 2; i++) {
			assertThat(Outcome.of(build, database)).isEqualTo(Outcome.NOTHING);
		}
		database.jdbc()
			.sql("update app_migrations_log set progress = '{\"statement\": 1}' where outcome = 'started'")
			.update();
		assertThat(Outcome.of(build, database)).isEqualTo(Outcome.INTERRUPTED);
	}

	@Test
	void aLoginThatMayOnlyReadNeedsNoNoteAndUsesThatOfAnother(TestDatabase database) {
		Build build = build();
		build.unknown(database).upgrade("heads");
		String login = "reader_" + database.name();
		database.jdbc().sql("create role %s login password 'pw'".formatted(login)).update();
		try {
			database.jdbc()
				.sql("grant usage on schema public to %1$s; grant select on app_migrations, app_migrations_log to %1$s"
					.formatted(login))
				.update();
			DataSource reader = database.dataSource(login, "pw");
			for (int i = 0; i < 2; i++) {
				assertThat(build.upgrade(reader).steps()).isEmpty();
				assertThat(build.reads()).isOne();
				assertThat(notes(database)).isZero();
			}
			build.upgrade(database.pool());
			build.reads();
			assertThat(build.upgrade(reader).current()).containsExactly("r3");
			assertThat(build.reads()).isZero();
		}
		finally {
			database.jdbc().sql("drop owned by %1$s; drop role %1$s".formatted(login)).update();
		}
	}

	@Test
	void nothingIsWrittenWhereNothingMayBeWritten(TestDatabase database) {
		Build build = build();
		build.unknown(database).upgrade("heads");
		database.set("default_transaction_read_only = on");
		assertThat(Outcome.of(build, database)).isEqualTo(Outcome.NOTHING);
		assertThat(notes(database)).isZero();
	}

	/** A server that a pool's connection is not read-only for would write. */
	@Test
	void nothingIsWrittenOverAConnectionThatIsDeclaredReadOnly(TestDatabase database) {
		Build build = build();
		build.unknown(database).upgrade("heads");
		DriverManagerDataSource readOnly = new DriverManagerDataSource(database.url(), database.username(),
				database.password());
		Properties properties = new Properties();
		properties.setProperty("readOnly", "true");
		readOnly.setConnectionProperties(properties);
		assertThat(build.upgrade(readOnly).current()).containsExactly("r3");
		assertThat(notes(database)).isZero();
	}

	/** Neither a lock nor a standby that is down may hold up a start. */
	@Test
	void theNoteIsCommittedWithSettingsOfItsOwn(TestDatabase database) {
		Build build = build();
		build.unknown(database).upgrade("heads");
		database.set("synchronous_commit = local");
		database.jdbc().sql("""
				create table seen (lock text, commit text);
				create function see() returns trigger language plpgsql as $$
				begin
				  insert into seen values (current_setting('lock_timeout'), current_setting('synchronous_commit'));
				  return new;
				end $$;
				create trigger see before update on app_migrations_log for each row execute function see()
				""").update();
		assertThat(Outcome.of(build, database)).isEqualTo(Outcome.NOTHING);
		assertThat(database.jdbc().sql("select lock || ' ' || commit from seen").query(String.class).list())
			.containsExactly("1s off");
		assertThat(database.jdbc()
			.sql("select current_setting('lock_timeout') || ' ' || current_setting('synchronous_commit')")
			.query(String.class)
			.single()).isEqualTo("0 local");
	}

	@Test
	void theNoteWaitsForNobody(TestDatabase database) throws SQLException {
		Build build = build();
		build.unknown(database).upgrade("heads");
		try (Connection other = database.dataSource().getConnection(); Statement statement = other.createStatement()) {
			other.setAutoCommit(false);
			statement.execute("select from app_migrations_log for update");
			assertThat(Outcome.of(build, database)).isEqualTo(Outcome.NOTHING);
			assertThat(notes(database)).isZero();
			other.rollback();
			// it would wait for this one, and gives up
			statement.execute("lock table app_migrations_log in exclusive mode");
			assertThat(Outcome.of(build, database)).isEqualTo(Outcome.NOTHING);
			assertThat(notes(database)).isZero();
		}
		assertThat(Outcome.of(build, database)).isEqualTo(Outcome.NOTHING);
		assertThat(Outcome.of(build, database)).isEqualTo(Outcome.KNOWN);
	}

	@Test
	void manyStartsAtOnceNoteTheBuildOnce(TestDatabase database) {
		build().unknown(database).upgrade("heads");
		List<Build> builds = IntStream.range(0, 8).mapToObj((number) -> build()).toList();
		builds.stream()
			.map((build) -> CompletableFuture.runAsync(() -> build.upgrade(database.dataSource())))
			.toList()
			.forEach(CompletableFuture::join);
		Outcome.of(builds.get(0), database);
		assertThat(notes(database)).isOne();
		assertThat(Outcome.of(builds.get(1), database)).isEqualTo(Outcome.KNOWN);
	}

	@Test
	void tenantsReadTheRevisionsForTheFirstThatNeedsThem(TestDatabase database) {
		database.jdbc().sql("create schema a; create schema b; create schema c").update();
		Build build = build();
		build.tenants = List.of("a", "b");
		build.upgrade(database.dataSource());
		assertThat(build.reads()).isOne();
		MigrationResult nothing = build.upgrade(database.dataSource());
		assertThat(build.reads()).isZero();
		assertThat(nothing.tenants()).containsOnlyKeys("a", "b");
		build.tenants = List.of("a", "b", "c");
		assertThat(build.upgrade(database.dataSource()).steps()).hasSize(3);
		assertThat(build.reads()).isOne();
		build.upgrade(database.dataSource());
		assertThat(build.reads()).isZero();
		build.write("r9", "select 1;");
		assertThat(catchThrowableOfType(MigrationException.class, () -> build.upgrade(database.dataSource())).getCode())
			.isEqualTo(ErrorCode.INVALID_SCRIPT);
		assertThat(build.reads()).isOne();
	}

	@Test
	void manyTenantsWithNothingPendingAreAskedTogether(TestDatabase database) throws IOException {
		Build build = new Build(this.folder.resolve("tenants")).with(1);
		try (RoundTripCounter counter = new RoundTripCounter(database)) {
			for (int tenants : List.of(12, 48)) {
				build.tenants = IntStream.range(0, tenants).mapToObj((number) -> "Ten'ant " + number).toList();
				build.upgrade(database.pool());
				build.reads();
				counter.reset();
				MigrationResult nothing = build.upgrade(counter.dataSource(database));
				assertThat(build.reads()).isZero();
				assertThat(nothing.tenants()).hasSize(tenants)
					.allSatisfy((name, tenant) -> assertThat(tenant.current()).containsExactly("r1"));
				assertThat(counter.connections()).isOne();
				assertThat(counter.texts()).filteredOn((sql) -> sql.contains("app_migrations")).hasSize(2);
			}
		}
		database.jdbc().sql("drop schema \"Ten'ant 3\" cascade").update();
		assertThat(build.upgrade(database.pool()).steps()).hasSize(1);
		assertThat(build.reads()).isOne();
	}

	/** What is wrong with one is said of that one. */
	@Test
	void aTenantThatCannotBeReadIsNamedAmongMany(TestDatabase database) {
		Build build = new Build(this.folder.resolve("tenants")).with(1);
		build.tenants = IntStream.range(0, 12).mapToObj((number) -> "tenant_" + number).toList();
		build.upgrade(database.pool());
		database.jdbc().sql("alter table tenant_7.app_migrations_log rename column progress to other").update();
		assertThat(catchThrowableOfType(MigrationException.class, () -> build.upgrade(database.pool())))
			.hasMessageContainingAll("1 of 12 tenants failed, the others are done", "tenant_7");
	}

	/** The one that reads them must not note for the others what nobody has read. */
	@Test
	void filesThatChangeWhileTheyAreReadAreOfNoBuildForAnyTenant(TestDatabase database) {
		database.jdbc().sql("create schema a; create schema b").update();
		Build build = build();
		build.tenants = List.of("a", "b");
		build.parallelism = 1;
		build.afterRead = () -> build.with(4);
		assertThat(build.upgrade(database.dataSource()).steps()).hasSize(6);
		build.afterRead = () -> {
		};
		assertThat(build.upgrade(database.dataSource()).steps()).hasSize(2);
	}

	@Test
	void whatAJavaRevisionSaysOfItselfCounts(TestDatabase database) {
		Build build = build();
		build.upgrade(database.pool());
		build.java.add(new Fill());
		assertThat(Outcome.of(build, database)).isEqualTo(Outcome.RUN);
		assertThat(Outcome.of(build, database)).isEqualTo(Outcome.KNOWN);
		build.java.clear();
		assertThat(Outcome.of(build, database)).isEqualTo(Outcome.NOTHING);
	}

	/** How a start ends. */
	enum Outcome {

		/** The revisions were not read. */
		KNOWN,

		/** The revisions were read, and nothing was to be run. */
		NOTHING,

		RUN, RUN_AGAIN, CHECKSUM_MISMATCH, INVALID, LOST, CONFIGURATION, INTERRUPTED, UNSUPPORTED;

		static Outcome of(Build build, TestDatabase database) {
			build.reads();
			try {
				MigrationResult result = build.upgrade(database.pool());
				int reads = build.reads();
				assertThat(reads).isLessThanOrEqualTo(1);
				return (reads == 0) ? KNOWN : result.steps().isEmpty() ? NOTHING : RUN;
			}
			catch (MigrationException ex) {
				return switch (ex.getCode()) {
					case CHECKSUM_MISMATCH -> CHECKSUM_MISMATCH;
					case INVALID_SCRIPT -> INVALID;
					case DATABASE_NOT_UP_TO_DATE -> LOST;
					case INVALID_CONFIGURATION -> CONFIGURATION;
					case INTERRUPTED_REVISION -> INTERRUPTED;
					case UNSUPPORTED_DATABASE -> UNSUPPORTED;
					case STATEMENT_FAILED -> RUN_AGAIN;
					default -> throw ex;
				};
			}
		}

	}

	@FunctionalInterface
	interface Change {

		void make(Build build, TestDatabase database);

	}

	/**
	 * The files of a build in a folder, and how often they were read.
	 */
	static final class Build {

		private final Path folder;

		private final AtomicInteger reads = new AtomicInteger();

		private final List<JavaRevision> java = new ArrayList<>();

		private List<String> tenants = List.of();

		private int parallelism = 2;

		private Runnable afterRead = () -> {
		};

		private String target = "heads";

		private Reaction onChecksumMismatch = Reaction.FAIL;

		private @Nullable String versionTable;

		Build(Path folder) {
			this.folder = folder;
			try {
				Files.createDirectories(folder);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		Build with(int number) {
			for (int i = 1; i <= number; i++) {
				write("r" + i, """
						-- make %1$s
						-- revision: r%1$s
						-- down-revision: %2$s
						-- migrate:upgrade
						create table t%1$s ();
						-- migrate:downgrade
						drop table t%1$s;
						""".formatted(i, (i > 1) ? "r" + (i - 1) : ""));
			}
			return this;
		}

		Build write(String name, String text) {
			return change(() -> Files.writeString(this.folder.resolve(name + ".sql"), text));
		}

		Build comment(String name) {
			return comment(name, 0);
		}

		Build comment(String name, int number) {
			return change(() -> {
				Path file = this.folder.resolve(name + ".sql");
				Files.writeString(file, Files.readString(file) + "-- build %s\n".formatted(number));
			});
		}

		Build replaceQuietly(String name, String before, String after) {
			return change(() -> {
				Path file = this.folder.resolve(name + ".sql");
				FileTime time = Files.getLastModifiedTime(file);
				Files.writeString(file, Files.readString(file).replace(before, after));
				Files.setLastModifiedTime(file, time);
			});
		}

		Build touch(String name) {
			return change(() -> Files.setLastModifiedTime(this.folder.resolve(name + ".sql"), FileTime.fromMillis(0)));
		}

		Build move(String name) {
			return change(
					() -> Files.move(this.folder.resolve(name + ".sql"), this.folder.resolve(name + "_moved.sql")));
		}

		Build delete(String name) {
			return change(() -> Files.delete(this.folder.resolve(name + ".sql")));
		}

		private Build change(Writing writing) {
			try {
				writing.write();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			return this;
		}

		/** How often the revisions were read since this was asked for the last time. */
		int reads() {
			return this.reads.getAndSet(0);
		}

		MigrationResult upgrade(DataSource database) {
			return on(database).upgrade(this.target);
		}

		DefaultMigrations on(TestDatabase database) {
			return on(database.pool());
		}

		DefaultMigrations on(DataSource database) {
			FoundRevisions found = found();
			return on(database, new BuildRevisions() {
				@Override
				public List<? extends RevisionScript> read() {
					Build.this.reads.incrementAndGet();
					List<? extends RevisionScript> read = found.read();
					Build.this.afterRead.run();
					return read;
				}

				@Override
				public Optional<String> fingerprint() {
					return found.fingerprint();
				}
			});
		}

		/** As a release runs them that knows nothing of fingerprints. */
		DefaultMigrations unknown(TestDatabase database) {
			return on(database.pool(), () -> found().read());
		}

		private FoundRevisions found() {
			return new FoundRevisions(locations(), KnownBuildTests.class.getClassLoader(),
					(inPackages) -> this.java.stream()
						.map((revision) -> JavaRevisionScript.of(revision.getClass(), () -> revision))
						.toList());
		}

		private RevisionLocations locations() {
			return new RevisionLocations(List.of("file:" + this.folder));
		}

		private DefaultMigrations on(DataSource database, BuildRevisions revisions) {
			MigrationSettingsBuilder settings = MigrationSettings.builder()
				.locations(locations().locations())
				.onChecksumMismatch(this.onChecksumMismatch)
				.tenants(new TenantSettings(this.tenants, null, this.parallelism));
			if (this.versionTable != null) {
				settings.versionTable(this.versionTable);
			}
			return new DefaultMigrations(new MigrationContext(database, settings.build(), revisions, List.of(),
					KnownBuildTests.class.getClassLoader(), NO_MODEL));
		}

		@FunctionalInterface
		private interface Writing {

			void write() throws IOException;

		}

	}

	@RevisionInfo(revision = "j4", downRevision = "r3", message = "fill")
	static final class Fill implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
			context.jdbc().sql("create table filled ()").update();
		}

	}

}
