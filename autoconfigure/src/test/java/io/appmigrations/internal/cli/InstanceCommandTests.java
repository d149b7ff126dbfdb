package io.appmigrations.internal.cli;

import java.nio.file.Path;
import java.util.List;

import io.appmigrations.internal.cli.Cli.Answered;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code --instance}: commands in an application with several databases.
 */
@DatabaseTest
@OnNewestPostgres
class InstanceCommandTests {

	private static final String INSTANCES = "--app.migrations.instances.";

	@TempDir
	private Path orders;

	@TempDir
	private Path reports;

	private Cli cli(TestDatabase ofOrders, TestDatabase ofReports) {
		Revisions.none()
			.sql("o1", "", "create table orders (id int);", "drop table orders;")
			.sql("o2", "o1", "create table line (id int);", "drop table line;")
			.writeTo(this.orders);
		Revisions.none().sql("r1", "", "create table ${name} (id int);", "drop table report;").writeTo(this.reports);
		return instance(instance(Cli.of(EmptyApplication.class), "orders", ofOrders, this.orders), "reports", ofReports,
				this.reports)
			.with("--app.migrations.placeholder-replacement=true", "-x", "name=report");
	}

	private static Cli instance(Cli cli, String name, TestDatabase database, Path folder) {
		return cli.with(INSTANCES + name + ".url=" + database.url(),
				INSTANCES + name + ".username=" + database.username(),
				INSTANCES + name + ".password=" + database.password(), INSTANCES + name + ".locations=file:" + folder);
	}

	@Test
	void commandIsForEachOrForTheOneThatIsNamed(TestDatabase ofOrders, TestDatabase ofReports) {
		Cli cli = cli(ofOrders, ofReports);
		assertThat(cli.run("upgrade", "o1", "--instance", "orders").out()).endsWith("The database is at o1.\n")
			.doesNotContain("orders:");
		assertThat(ofReports.hasTable("app_migrations")).isFalse();
		Answered behind = cli.run("current", "--check-heads");
		assertThat(behind.status()).isEqualTo(3);
		assertThat(behind.out()).startsWith("orders:\no1 ").contains("\n\nreports:\nbase (nothing is applied)\n");
		Answered up = cli.run("upgrade", "heads", "--json");
		assertThat(up.err()).doesNotContain("error");
		assertThat(up.status()).isZero();
		assertThat(up.<List<String>>json("$.instances.orders.steps[*].revision")).containsExactly("o2");
		assertThat(up.<List<String>>json("$.instances.reports.current")).containsExactly("r1");
		assertThat(ofReports.hasTable("report")).isTrue();
		assertThat(cli.run("--instance", "reports", "--app.migrations.lock-retries=1", "current", "--json")
			.<List<String>>json("$.current")).containsExactly("r1");
		assertThat(cli.run("downgrade", "base", "--instance=reports", "--json").<List<String>>json("$.current"))
			.isEmpty();
		assertThat(ofOrders.rows()).containsExactly("o2");
	}

	@Test
	void whatIsForOneSaysWhichThereAre(TestDatabase ofOrders, TestDatabase ofReports) {
		Cli cli = cli(ofOrders, ofReports);
		for (List<String> command : List.of(List.of("downgrade", "base"), List.of("upgrade", "o1"),
				List.of("upgrade", "heads", "--sql"), List.of("show", "o1"), List.of("revision", "-m", "x"),
				List.of("stamp", "heads"), List.of("init"), List.of("check", "--model", "schema.sql"),
				List.of("history", "--format", "html"), List.of("repair"))) {
			Answered answered = cli.run(command.toArray(String[]::new));
			assertThat(answered.status()).as("%s: %s", command, answered.err()).isEqualTo(1);
			assertThat(answered.err()).as("%s", command)
				.contains("this command is for one of them", "--instance NAME: orders, reports");
		}
		assertThat(cli.run("current", "--instance", "other").err()).contains("There is no instance 'other'",
				"orders, reports");
		assertThat(cli.run("current", "-x", "db_url=" + ofOrders.libpqUrl()).err())
			.contains("-x db_url selects one database", "--instance NAME");
		Answered other = cli.run("current", "-x", "db_url=" + ofOrders.libpqUrl(), "--instance", "reports");
		assertThat(other.status()).as(other.err()).isZero();
		assertThat(Cli.of(EmptyApplication.class).database(ofOrders).run("current", "--instance", "orders").err())
			.contains("There is no instance 'orders': the application has a single history");
	}

	/** Nobody else's database is needed, and a failure says whose it is. */
	@Test
	void databaseThatIsDownConcernsItsInstance(TestDatabase ofOrders, TestDatabase ofReports) {
		Cli cli = cli(ofOrders, ofReports).with(INSTANCES + "shut.url=jdbc:postgresql://localhost:1/none",
				INSTANCES + "shut.locations=file:" + this.orders);
		assertThat(cli.run("upgrade", "heads", "--instance", "orders").status()).isZero();
		Answered each = cli.run("current", "--json");
		assertThat(each.status()).isEqualTo(1);
		assertThat(each.<String>json("$.error.code")).isEqualTo("connection_failed");
		assertThat(each.<String>json("$.error.message")).startsWith("Instance shut: ");
		assertThat(each.<String>json("$.error.hint")).contains("app.migrations.instances.shut.connect-retries");
		assertThat(each.<List<String>>json("$.instances.orders.current")).containsExactly("o2");
		assertThat(each.<List<String>>json("$.instances.*.current[*]")).containsExactly("o2");
		Answered text = cli.run("current");
		assertThat(text.out()).startsWith("orders:\no2 ").endsWith("reports:\nbase (nothing is applied)\n");
		assertThat(text.err()).contains("Instance shut: No connection");
	}

	@Test
	void adviceNamesThePropertiesOfTheInstance(TestDatabase ofOrders, TestDatabase ofReports) {
		Answered wrong = cli(ofOrders, ofReports).with(INSTANCES + "reports.username=nobody_at_all")
			.run("current", "--instance", "reports");
		assertThat(wrong.status()).isEqualTo(1);
		assertThat(wrong.err()).contains("Instance reports: No connection",
				"app.migrations.instances.reports.username and .password");
	}

	@EnableAutoConfiguration
	static class EmptyApplication {

	}

}
