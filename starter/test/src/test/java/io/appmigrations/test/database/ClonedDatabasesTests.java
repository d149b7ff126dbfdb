package io.appmigrations.test.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.appmigrations.MigrationException;
import io.appmigrations.settings.MigrationSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Templates and clones, of several processes on one server. A process is here an object
 * with a session of its own.
 */
class ClonedDatabasesTests {

	private static final String OLD_TEMPLATE = "app_migrations_template_0123456789abcdef_01234567";

	private final PostgresServer server = ClonedDatabases.get().server();

	private final JdbcClient admin = JdbcClient.create(
			new DriverManagerDataSource(this.server.maintenanceUrl(), this.server.username(), this.server.password()));

	private final ClonedDatabases first = new ClonedDatabases(this.server);

	private final ClonedDatabases second = new ClonedDatabases(this.server);

	private final Template orders = template("classpath:db/migrations");

	@BeforeEach
	@AfterEach
	void dropTheTemplateOfSlowRevisions() throws SQLException {
		templates(template("classpath:db/slow")).forEach(this::drop);
	}

	@AfterEach
	void end() throws SQLException {
		this.first.close();
		this.second.close();
	}

	@Test
	void processesShareATemplate() {
		Template slow = template("classpath:db/slow");
		List<CompletableFuture<ClonedDatabase>> clones = Stream.of(this.first, this.second, this.first, this.second)
			.map((each) -> CompletableFuture.supplyAsync(() -> each.create(slow)))
			.toList();
		assertThat(clones.stream().map(CompletableFuture::join).map(ClonedDatabasesTests::runs)).hasSize(4)
			.containsOnly(1);
		assertThat(clones.stream()
			.map((clone) -> clone.join().jdbc().sql("select l::text from app_migrations_log l"))
			.map((query) -> query.query(String.class).single())
			.distinct()).hasSize(1);
		clones.forEach((clone) -> this.first.drop(clone.join()));
	}

	private static int runs(ClonedDatabase clone) {
		return clone.jdbc().sql("select count(*) from app_migrations_log").query(Integer.class).single();
	}

	@Test
	void nobodyCanConnectToATemplate() {
		this.first.drop(this.first.create(this.orders));
		assertThat(templates(this.orders)).hasSize(1).allSatisfy((name) -> {
			JdbcClient jdbc = JdbcClient.create(
					new DriverManagerDataSource(this.server.url(name), this.server.username(), this.server.password()));
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> jdbc.sql("select 1").query(Integer.class).single())
				.withStackTraceContaining("is not currently accepting connections");
		});
	}

	@Test
	void theClonesOfAKilledProcessAreDroppedAndThoseOfOthersAreNot() throws SQLException {
		ClonedDatabase abandoned = this.first.create(this.orders);
		ClonedDatabase used = this.second.create(this.orders);
		this.first.close();
		try (ClonedDatabases third = new ClonedDatabases(this.server)) {
			third.drop(third.create(this.orders));
			assertThat(exists(abandoned.name())).isFalse();
			assertThat(exists(used.name())).isTrue();
		}
		this.second.drop(used);
		assertThat(exists(used.name())).isFalse();
	}

	/** Its lock was free meanwhile, so another process may be dropping its clones. */
	@Test
	void aProcessWhoseSessionBrokeTakesAnotherKeyIfItsOwnIsTaken() throws SQLException {
		ClonedDatabase before = this.first.create(this.orders);
		int key = Integer.parseUnsignedInt(keyOf(before), 16);
		try (AdminSession other = AdminSession.open(this.server)) {
			breakSessionThatHolds(key);
			assertThat(other.tryLock(key)).isTrue();
			ClonedDatabase after = this.first.create(this.orders);
			assertThat(keyOf(after)).isNotEqualTo(keyOf(before));
			assertThat(other.tryLock(Integer.parseUnsignedInt(keyOf(after), 16))).isFalse();
			this.first.drop(after);
			this.first.drop(before);
		}
	}

	@Test
	void aProcessWhoseSessionBrokeHoldsItsLockAgain() throws SQLException {
		ClonedDatabase before = this.first.create(this.orders);
		breakSessionThatHolds(Integer.parseUnsignedInt(keyOf(before), 16));
		ClonedDatabase after = this.first.create(this.orders);
		assertThat(keyOf(after)).isEqualTo(keyOf(before));
		this.second.drop(this.second.create(this.orders));
		assertThat(exists(before.name())).isTrue();
		this.first.drop(after);
		this.first.drop(before);
	}

	private static String keyOf(ClonedDatabase clone) {
		return clone.name().substring("app_migrations_test_".length()).substring(0, 8);
	}

	private void breakSessionThatHolds(int key) {
		assertThat(this.admin.sql(
				"select pg_terminate_backend(pid, 10000) from pg_locks where locktype = 'advisory' and objid::int8 = ?")
			.param(Integer.toUnsignedLong(key))
			.query(Boolean.class)
			.list()).containsExactly(true);
	}

	@Test
	void aCloneIsDroppedAlthoughSomebodyIsConnected() throws SQLException {
		ClonedDatabase clone = this.first.create(this.orders);
		try (var connection = clone.dataSource().getConnection()) {
			this.first.drop(clone);
			assertThat(connection.isValid(5)).isFalse();
		}
		assertThat(exists(clone.name())).isFalse();
	}

	@Test
	void theTemplateOfAKilledProcessIsRebuilt() {
		this.first.drop(this.first.create(this.orders));
		String template = templates(this.orders).get(0);
		this.admin.sql("alter database %s allow_connections true".formatted(template)).update();
		JdbcClient
			.create(new DriverManagerDataSource(this.server.url(template), this.server.username(),
					this.server.password()))
			.sql("drop table orders")
			.update();
		ClonedDatabase clone = this.second.create(this.orders);
		assertThat(clone.jdbc().sql("select count(*) from orders").query(Integer.class).single()).isEqualTo(1);
		this.second.drop(clone);
	}

	@Test
	void templatesThatAreNoLongerUsedAreDropped() {
		this.admin.sql("create database " + OLD_TEMPLATE).update();
		this.admin.sql("comment on database %s is '2020-01-01'".formatted(OLD_TEMPLATE)).update();
		this.admin.sql("alter database %s allow_connections false".formatted(OLD_TEMPLATE)).update();
		this.first.drop(this.first.create(this.orders));
		this.first.drop(this.first.create(template("classpath:db/slow")));
		assertThat(exists(OLD_TEMPLATE)).isFalse();
		assertThat(templates(this.orders)).hasSize(1);
	}

	@Test
	void waitsForTheProcessThatBuildsATemplateNotForever() throws SQLException {
		Template slow = template("classpath:db/slow");
		this.first.drop(this.first.create(slow));
		String name = templates(slow).get(0);
		drop(name);
		try (AdminSession other = AdminSession.open(this.server);
				ClonedDatabases impatient = new ClonedDatabases(this.server, Duration.ofMillis(100))) {
			assertThat(other.tryLock(name.hashCode())).isTrue();
			assertThatIllegalStateException().isThrownBy(() -> impatient.create(slow))
				.withMessageContaining("Another process has been building the template database " + name);
		}
	}

	@Test
	void aRevisionThatFailsIsTheErrorAndLeavesNoTemplate() {
		Template broken = template("classpath:db/broken");
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> this.first.create(broken))
				.withMessageContaining("no_such_type");
		}
		assertThat(templates(broken)).isEmpty();
	}

	@Test
	void aLoginThatMayNotCreateDatabasesIsTold() throws SQLException {
		this.admin.sql("drop role if exists app_migrations_plain").update();
		this.admin.sql("create role app_migrations_plain login password 'plain'").update();
		try (ClonedDatabases databases = new ClonedDatabases(
				new PostgresServer(this.server.maintenanceUrl(), "app_migrations_plain", "plain", true))) {
			assertThatIllegalStateException().isThrownBy(() -> databases.create(this.orders))
				.withMessageContaining("alter role \"app_migrations_plain\" createdb");
		}
		this.admin.sql("drop role app_migrations_plain").update();
	}

	@Test
	void whatTheRevisionsDependOnChangesTheFingerprint() {
		MigrationSettings settings = MigrationSettings.builder().build();
		assertThat(Stream
			.of(this.orders, template("classpath:db/slow"), of(settings, "a1"),
					of(settings.toBuilder().defaultSchema("crm").build(), "heads"),
					of(settings.toBuilder().versionTable("versions").build(), "heads"))
			.map(Template::fingerprint)).doesNotHaveDuplicates();
		assertThat(of(settings.toBuilder().lockRetries(3).build(), "heads").fingerprint())
			.isEqualTo(this.orders.fingerprint());
	}

	private static Template template(String location) {
		return of(MigrationSettings.builder().locations(List.of(location)).build(), "heads");
	}

	private static Template of(MigrationSettings settings, String target) {
		return Template.of(settings, target, ClonedDatabasesTests.class.getClassLoader());
	}

	private void drop(String database) {
		this.admin.sql("drop database if exists %s with (force)".formatted(database)).update();
	}

	private boolean exists(String database) {
		return this.admin.sql("select exists (select from pg_database where datname = ?)")
			.param(database)
			.query(Boolean.class)
			.single();
	}

	private List<String> templates(Template template) {
		return this.admin.sql("select datname from pg_database where starts_with(datname, ?)")
			.param("app_migrations_template_" + template.fingerprint())
			.query(String.class)
			.list();
	}

}
