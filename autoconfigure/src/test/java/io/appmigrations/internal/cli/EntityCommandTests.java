package io.appmigrations.internal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.appmigrations.internal.cli.Cli.Answered;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@code revision --autogenerate} and {@code check} with the entities of an
 * application that has two persistence units.
 */
@DatabaseTest
class EntityCommandTests {

	@TempDir
	private Path folder;

	@Test
	void allPersistenceUnitsAreCompared(TestDatabase database) {
		Cli cli = Cli.of(Application.class)
			.locations(this.folder)
			.with("--spring.datasource.url=" + database.url(), "--spring.datasource.username=" + database.username(),
					"--spring.datasource.password=" + database.password());
		Answered revision = cli.run("revision", "--autogenerate", "-m", "everything", "--json");
		assertThat(revision.status()).as(revision.out() + revision.err()).isZero();
		assertThat(revision.<List<String>>json("$.changes[*].object")).contains("billing.invoices", "public.people",
				"public.people_seq", "billing");
		assertThat(cli.run("check", "--json").<String>json("$.error.code")).isEqualTo("database_not_up_to_date");
		assertThat(cli.run("upgrade", "heads").status()).isZero();
		Answered same = cli.run("check");
		assertThat(same.status()).as(same.out() + same.err()).isZero();
		database.jdbc()
			.sql("alter table billing.invoices drop column total; alter table people drop column name")
			.update();
		assertThat(cli.run("check").out()).isEqualTo("""
				add column          billing.invoices.total
				add column          public.people.name
				""");
	}

	@Test
	void filesDeclareWhatEntitiesCannotSay(TestDatabase database, @TempDir Path models) throws IOException {
		Files.writeString(models.resolve("a.sql"),
				"create view shown_people as select shown(name) as name from people;");
		Path functions = Files.writeString(models.resolve("b.sql"), """
				create function shown(text) returns text language sql immutable as $$
				  select upper($1)
				$$;
				create index people_shown on people (shown(name)) where name is not null;
				""");
		Cli cli = Cli.of(Application.class).locations(this.folder).database(database);
		String list = "--app.migrations.autogenerate.model=jpa,file:%s/*.sql".formatted(models);
		Answered revision = cli.run("revision", "--autogenerate", "-m", "everything", "--json", list);
		assertThat(revision.status()).as(revision.out() + revision.err()).isZero();
		assertThat(revision.<List<String>>json("$.changes[*].object")).contains("public.shown(text)",
				"public.shown_people", "public.people_shown", "public.people", "billing.invoices");
		assertThat(cli.run("upgrade", "heads").status()).isZero();
		assertThat(cli.run("check", list).status()).isZero();
		Files.writeString(functions, Files.readString(functions).replace("upper", "lower"));
		String reverse = "--app.migrations.autogenerate.model=file:%1$s/b.sql,file:%1$s/a.sql,jpa".formatted(models);
		for (String order : List.of(list, reverse)) {
			Answered check = cli.run("check", order);
			assertThat(check.status()).as(check.err()).isEqualTo(CommandLineTool.NO);
			assertThat(check.out()).isEqualTo("""
					alter function      public.shown(text)
					--- function public.shown(text)
					+++ function public.shown(text)
					@@ -3,5 +3,5 @@
					  language sql
					  immutable
					 as $function$
					-  select upper($1)
					+  select lower($1)
					 $function$
					""");
		}
		Answered changed = cli.run("revision", "--autogenerate", "-m", "lower", list);
		assertThat(changed.err()).contains("-  select upper($1)\n", "+  select lower($1)\n", "proven");
		assertThat(changed.out()).endsWith("_lower.sql\n").hasLineCount(1);
		assertThat(cli.run("check", "--from-revisions", list).status()).isZero();
	}

	@Test
	void theDatabaseThatTheCommandLookedAtIsEnough(TestDatabase database) {
		Cli named = Cli.of(Application.class).locations(this.folder).database(database);
		Answered revision = named.run("revision", "--autogenerate", "-m", "everything");
		assertThat(revision.status()).as(revision.out() + revision.err()).isZero();
		assertThat(named.run("upgrade", "heads").status()).isZero();
		assertThat(named.run("check").status()).isZero();
		Answered configured = Cli.of(Application.class)
			.locations(this.folder)
			.with("--app.migrations.url=" + database.url(), "--app.migrations.username=" + database.username(),
					"--app.migrations.password=" + database.password())
			.run("check");
		assertThat(configured.status()).as(configured.out() + configured.err()).isZero();
	}

	@Test
	void unitsAreSetUpAsTheApplicationDoesIt(TestDatabase database) {
		Answered revision = Cli.of(Application.class)
			.locations(this.folder)
			.database(database)
			.with("--spring.datasource.driver-class-name=no.such.Driver")
			.run("revision", "--autogenerate", "-m", "x");
		assertThat(revision.status()).isEqualTo(CommandLineTool.FAILED);
		assertThat(revision.err()).contains("error: The persistence unit of bean 'people' cannot be set up: ",
				"(invalid_configuration)", "It is set up with the application's own beans and properties");
	}

	@EnableAutoConfiguration(exclude = HibernateJpaAutoConfiguration.class)
	static class Application {

		@Bean
		LocalContainerEntityManagerFactoryBean people(DataSource dataSource) {
			return unit("people", dataSource, Person.class);
		}

		@Bean
		LocalContainerEntityManagerFactoryBean billing(DataSource dataSource) {
			return unit("billing", dataSource, Invoice.class);
		}

		private static LocalContainerEntityManagerFactoryBean unit(String name, DataSource dataSource,
				Class<?>... entities) {
			LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
			factory.setPersistenceUnitName(name);
			factory.setDataSource(dataSource);
			factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
			factory.setManagedTypes(
					PersistenceManagedTypes.of(Stream.of(entities).map(Class::getName).toArray(String[]::new)));
			return factory;
		}

	}

	@Entity
	@Table(name = "people")
	static class Person {

		@Id
		@GeneratedValue
		Long id;

		@Column(nullable = false)
		String name;

	}

	@Entity
	@Table(name = "invoices", schema = "billing")
	static class Invoice {

		@Id
		Long id;

		long total;

	}

}
