package io.appmigrations.cost;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.autoconfigure.AppMigrationsAutoConfiguration;
import io.appmigrations.model.Model;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.settings.MigrationSettings;
import io.appmigrations.standalone.MigrationsFactory;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * An application with a pool. A class loader of its own runs it, which counts.
 */
@ImportAutoConfiguration({ DataSourceAutoConfiguration.class, AppMigrationsAutoConfiguration.class })
public class CountedApplication {

	/**
	 * Starts the application, and ends it.
	 * @param properties what is set
	 */
	public static void start(String... properties) {
		application(properties).run().close();
	}

	/**
	 * Starts the application without the tool, and borrows one connection.
	 * @param properties what is set
	 */
	public static void connect(String... properties) throws SQLException {
		try (ConfigurableApplicationContext context = application(properties).properties("app.migrations.enabled=false")
			.run(); Connection connection = context.getBean(DataSource.class).getConnection()) {
			connection.getAutoCommit();
		}
	}

	private static SpringApplicationBuilder application(String... properties) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(CountedApplication.class);
		builder.application().setBannerMode(Banner.Mode.OFF);
		builder.application().setRegisterShutdownHook(false);
		return builder.properties(properties)
			.properties("spring.datasource.hikari.maximum-pool-size=1", "logging.level.root=off");
	}

	/**
	 * Upgrades, without Spring Boot and without a pool.
	 * @param url the database
	 * @param location where the revisions are
	 * @param table the version table
	 */
	public static void upgrade(String url, String location, String table) {
		MigrationsFactory
			.create(database(url), MigrationSettings.builder().locations(List.of(location)).versionTable(table).build())
			.upgrade("heads");
	}

	/**
	 * Compares, without Spring Boot and without a pool.
	 * @param url the database
	 * @param tables the tables of the model
	 */
	public static void check(String url, String... tables) {
		List<Model.Statement> statements = Stream.of(tables)
			.map((sql) -> new Model.Statement(sql, "the test"))
			.toList();
		MigrationsFactory
			.create(database(url), MigrationSettings.builder().build(),
					AutogenerateSettings.of((majorVersion, minorVersion,
							defaultSchema) -> Model.builder("the test").statements(statements).complete().build()))
			.check(AutogenerateOptions.defaults());
	}

	/** Lets the driver say its name while it connects, not by a statement. */
	private static DataSource database(String url) {
		PGSimpleDataSource database = new PGSimpleDataSource();
		database.setUrl(url);
		database.setAssumeMinServerVersion("9.0");
		return new OfOneThread(database);
	}

	/**
	 * Gives connections to the thread that runs what is counted, and to no other: the
	 * watch over a run, and its progress, ask the server where the run takes a second or
	 * more, as on a busy machine.
	 */
	private static final class OfOneThread extends DelegatingDataSource {

		private final Thread owner = Thread.currentThread();

		OfOneThread(DataSource database) {
			super(database);
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (Thread.currentThread() != this.owner) {
				throw new SQLException("Only what does not depend on the clock is counted");
			}
			return super.getConnection();
		}

	}

	/** Of Spring Boot's pool. */
	@Bean
	static BeanPostProcessor ofOneThread() {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String name) {
				return (bean instanceof DataSource pool) ? new OfOneThread(pool) : bean;
			}

		};
	}

}
