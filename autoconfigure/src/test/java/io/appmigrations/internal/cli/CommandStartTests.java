package io.appmigrations.internal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.appmigrations.autoconfigure.AppMigrationsAutoConfiguration;
import io.appmigrations.internal.cli.Cli.Answered;
import io.appmigrations.internal.cli.library.LibraryApplication;
import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.internal.hibernate.EntityModelReader;
import io.appmigrations.model.Model;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.task.ThreadPoolTaskExecutorBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.MessageSource;
import org.springframework.context.NoSuchMessageException;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of what the start of a command makes of an application.
 */
@DatabaseTest
@OnNewestPostgres
class CommandStartTests {

	private static final String SUFFIX = "AutoConfiguration";

	/** What a command needs that looks at no entities and runs no revision. */
	private static final Set<String> AUTO_CONFIGURATIONS = Set.of("AppMigrations", "Aop", "ConfigurationProperties",
			"DataSource", "PropertyPlaceholder");

	/** What one needs besides that maps entities. */
	private static final Set<String> FOR_ENTITIES = Set.of("DataSourceTransactionManager", "HibernateJpa", "Jta",
			"TransactionManagerCustomization", "Validation");

	@TempDir
	private Path folder;

	@SuppressWarnings("NullAway.Init")
	private String[] database;

	private @Nullable ConfigurableListableBeanFactory beanFactory;

	@BeforeEach
	void setUp(TestDatabase database) {
		LibraryApplication.CREATED.clear();
		this.database = new String[] { "--spring.datasource.url=" + database.url(),
				"--spring.datasource.username=" + database.username(),
				"--spring.datasource.password=" + database.password(), "--spring.datasource.hikari.maximum-pool-size=2",
				"--app.migrations.locations=file:" + this.folder };
	}

	@Test
	void nothingOfTheApplicationIsCreatedForWhatNeedsNoEntities() {
		Set<String> parts = inCommand(Set.of(), (migrations) -> {
			assertThat(migrations.current().current()).isEmpty();
			return autoConfigurations();
		});
		assertThat(LibraryApplication.CREATED).isEmpty();
		assertThat(parts).isEqualTo(AUTO_CONFIGURATIONS);
	}

	@Test
	void onlyWhatTakesPartInTheMappingIsCreatedForEntities() {
		Model model = inCommand(Set.of(CommandNeed.ENTITIES), (migrations) -> model(beanFactory()));
		assertThat(LibraryApplication.CREATED).containsExactlyInAnyOrder("instants", "Naming", "IsbnConverter",
				"Checksums");
		LibraryApplication.CREATED.clear();
		Set<String> parts = inCommand(Set.of(CommandNeed.ENTITIES), (migrations) -> autoConfigurations());
		assertThat(parts).containsAll(AUTO_CONFIGURATIONS)
			.hasSize(AUTO_CONFIGURATIONS.size() + FOR_ENTITIES.size())
			.containsAll(FOR_ENTITIES);
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(LibraryApplication.class)
			.run(this.database)) {
			assertThat(LibraryApplication.CREATED).contains("Desk", "Lending", "Reminders", "Runner", "ran", "Index",
					"built", "Notifier");
			Model full = model(context.getBeanFactory());
			assertThat(full.statements()).isEqualTo(model.statements())
				.extracting(Model.Statement::sql)
				.anySatisfy((sql) -> assertThat(sql).startsWith("create table lib_book ").contains("isbn bigint"))
				.anySatisfy((sql) -> assertThat(sql).startsWith("create table lib_shelf ")
					.contains("dusted_at timestamp(6)"));
			assertThat(full.schemas()).isEqualTo(model.schemas());
			assertThat(full.generators()).isEqualTo(model.generators());
		}
	}

	@Test
	void theApplicationStartsAgainWhereABeanIsMissed() {
		Answered check = Cli.of(LibraryApplication.class)
			.with(this.database)
			.with("--library.failing=true", "--library.schema-from-database=true")
			.run("check");
		assertThat(check.out()).as(check.err()).contains("create table", "of_the_database.lib_book");
		assertThat(check.err()).doesNotContain("error");
		assertThat(check.status()).isEqualTo(CommandLineTool.NO);
		assertThat(LibraryApplication.CREATED).contains("Naming").doesNotContain("Desk", "Lending", "Index", "Runner");
	}

	/** {@code JdbcTemplate} depends on whatever migrates. */
	@Test
	void noCommandMigratesForABeanThatTheMappingNeeds(TestDatabase database) throws IOException {
		writeRevision();
		Path script = Files.writeString(this.folder.resolve("schema.ddl"), "create table made_by_script (id int);");
		Answered check = Cli.of(LibraryApplication.class)
			.with(this.database)
			.with("--library.schema-from-database=true", "--spring.sql.init.mode=always",
					"--spring.sql.init.schema-locations=file:" + script)
			.run("revision", "--autogenerate", "-m", "all");
		assertThat(check.err()).contains("(database_not_up_to_date)");
		assertThat(database.jdbc()
			.sql("select relname from pg_class where relname in ('app_migrations', 'made_by_script')")
			.query(String.class)
			.list()).isEmpty();
	}

	@Test
	void theApplicationStartsAgainWhereAListenerMissesABean() {
		Answered check = Cli.of(LibraryApplication.class)
			.with(this.database)
			.with("--library.failing=true", "--library.counting=2")
			.run("check", "--json");
		assertThat(check.<List<?>>json("$.changes")).as(check.err()).isNotEmpty();
		assertThat(check.err()).doesNotContain("error");
		assertThat(check.status()).isEqualTo(CommandLineTool.NO);
		assertThat(LibraryApplication.CREATED).contains("Counter").doesNotContain("Desk", "Lending", "Index", "Runner");
	}

	@ParameterizedTest
	@ValueSource(strings = { "check", "upgrade heads" })
	void aListenerThatCannotBeCreatedIsAFailureOfTheApplication(String command) throws IOException {
		writeRevision();
		Answered answered = Cli.of(LibraryApplication.class)
			.with(this.database)
			.with("--library.counting=two")
			.run(command.split(" "));
		assertThat(answered.out()).isEmpty();
		assertThat(answered.err()).containsOnlyOnce("error: ")
			.contains("The application's configuration cannot be read", "(invalid_configuration)");
		assertThat(answered.status()).isEqualTo(CommandLineTool.FAILED);
	}

	/** It may have run something, so it does not start again. */
	@Test
	void whatRunsRevisionsNamesThePropertyWhereABeanIsMissed() throws IOException {
		writeRevision();
		Answered upgrade = Cli.of(LibraryApplication.class)
			.with(this.database)
			.with("--library.metering=true")
			.run("upgrade", "heads");
		assertThat(upgrade.status()).isEqualTo(CommandLineTool.FAILED);
		assertThat(upgrade.err()).contains("MeterRegistry", "set app.migrations.command-filter=false");
	}

	@Test
	void theApplicationStartsAgainWhereItsDatabaseNeedsWhatWasLeftOut() {
		Answered current = Cli.of(OnTasks.class)
			.with(Arrays.stream(this.database)
				.map((option) -> option.replace("--spring.datasource.", "--library."))
				.toArray(String[]::new))
			.run("current");
		assertThat(current.err()).doesNotContain("error");
		assertThat(current.status()).isZero();
	}

	/** They cost the start nothing, and are Spring's if somebody asks. */
	@Test
	void messagesAreThoseOfAnApplicationThatHasNone() {
		String message = inCommand(Set.of(), (migrations) -> {
			MessageSource source = beanFactory().getBean(MessageSource.class);
			assertThat(source).isInstanceOf(UnusedMessages.class);
			assertThatExceptionOfType(NoSuchMessageException.class)
				.isThrownBy(() -> source.getMessage("none", null, Locale.ROOT));
			return String.valueOf(source.getMessage("none", new Object[] { "a" }, "{0} b", Locale.ROOT));
		});
		assertThat(message).isEqualTo("a b");
	}

	private void writeRevision() throws IOException {
		Files.writeString(this.folder.resolve("a1.sql"), """
				-- first
				-- revision: a1

				-- migrate:upgrade
				select 1;
				""");
	}

	/** Does something where a command would. */
	private <T> T inCommand(Set<CommandNeed> needs, Function<DefaultMigrations, T> work) {
		SpringApplication application = new SpringApplication(LibraryApplication.class);
		application.addInitializers((context) -> this.beanFactory = context.getBeanFactory());
		List<String> arguments = Stream.concat(Arrays.stream(this.database), Stream.of("--library.failing=true"))
			.toList();
		return new ApplicationRun(application, arguments, needs)
			.run(() -> new CommandWork<>((selected) -> work.apply(selected.values().iterator().next())));
	}

	private ConfigurableListableBeanFactory beanFactory() {
		return Objects.requireNonNull(this.beanFactory);
	}

	private static Model model(ConfigurableListableBeanFactory beanFactory) {
		return EntityModelReader.read(beanFactory, 18, 4, "public");
	}

	/** But for Testcontainers', which are on the class path of these tests. */
	private Set<String> autoConfigurations() {
		return Arrays.stream(beanFactory().getBeanDefinitionNames())
			.map((name) -> String.valueOf(beanFactory().getBeanDefinition(name).getBeanClassName()))
			.filter((name) -> name.endsWith(SUFFIX) && !name.startsWith("org.springframework.boot.testcontainers."))
			.map((name) -> name.substring(name.lastIndexOf('.') + 1, name.length() - SUFFIX.length()))
			.collect(Collectors.toSet());
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	@ImportAutoConfiguration(DatabaseOnTasks.class)
	static class OnTasks {

	}

	/** Its {@code DataSource} needs what no command needs. */
	@AutoConfiguration(after = TaskExecutionAutoConfiguration.class, before = AppMigrationsAutoConfiguration.class)
	static class DatabaseOnTasks {

		@Bean
		@ConditionalOnBean(ThreadPoolTaskExecutorBuilder.class)
		DataSource database(Environment environment) {
			return DataSourceBuilder.create()
				.url(environment.getRequiredProperty("library.url"))
				.username(environment.getRequiredProperty("library.username"))
				.password(environment.getRequiredProperty("library.password"))
				.build();
		}

	}

}
