package io.appmigrations.internal.cli;

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
