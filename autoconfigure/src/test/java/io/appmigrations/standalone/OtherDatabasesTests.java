package io.appmigrations.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.appmigrations.AutogenerateOptions;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.internal.database.SameLogin;
import io.appmigrations.settings.MigrationSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Without Spring Boot, what works in a new database has the login of the data source.
 */
@DatabaseTest
class OtherDatabasesTests {

	private static final String PASSWORD = "s3cret-of-the-owner";

	@TempDir
	private Path folder;

	private static Map<String, DataSource> dataSources(String url, String user, String password) {
		Map<String, DataSource> all = new LinkedHashMap<>();
		all.put("DriverManager", new DriverManagerDataSource(url, user, password));
		all.put("SimpleDriver", new SimpleDriverDataSource(new Driver(), url, user, password));
		all.put("single connection", new SingleConnectionDataSource(url, user, password, true));
		Properties properties = new Properties();
		properties.setProperty("user", user);
		properties.setProperty("password", password);
		all.put("properties", new DriverManagerDataSource(url, properties));
		all.put("URL", new DriverManagerDataSource(
				"%s%suser=%s&password=%s".formatted(url, url.contains("?") ? "&" : "?", user, password)));
		PGSimpleDataSource driver = new PGSimpleDataSource();
		driver.setUrl(url);
		driver.setUser(user);
		driver.setPassword(password);
		all.put("driver", driver);
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(url);
		pool.setUsername(user);
		pool.setPassword(password);
		all.put("pool", pool);
		HikariDataSource around = new HikariDataSource();
		around.setDataSource(driver);
		all.put("pool around the driver", around);
		HikariDataSource named = new HikariDataSource();
		named.setJdbcUrl(url);
		named.setDataSourceProperties(properties);
		all.put("pool with properties", named);
		all.put("proxy", new LazyConnectionDataSourceProxy(new DelegatingDataSource(driver)));
		return all;
	}

	@Test
	void revisionsAreReplayedWithTheSameLogin(TestDatabase database) throws IOException {
		database.jdbc().sql("create role replaying login createdb password '%s'".formatted(PASSWORD)).update();
		try {
			Files.writeString(this.folder.resolve("a.sql"),
					"-- a\n-- revision: a1\n-- migrate:upgrade\ncreate table a (id int);\n-- migrate:downgrade\ndrop table a;\n");
			Path model = Files.writeString(this.folder.resolve("model.ddl"), "create table a (id int, more text);");
			database.jdbc().sql("grant create on schema public to replaying").update();
			dataSources(database.url(), "replaying", PASSWORD).forEach((name, dataSource) -> {
				Migrations migrations = MigrationsFactory.create(dataSource,
						MigrationSettings.builder().locations(List.of("file:" + this.folder)).build());
				assertThat(migrations
					.check(AutogenerateOptions.builder().model(model.toString()).fromRevisions(true).build())
					.upgrade()).as(name).hasSize(1);
				close(dataSource);
			});
		}
		finally {
			database.jdbc().sql("drop owned by replaying; drop role replaying").update();
		}
	}

	private static void close(DataSource dataSource) {
		if (dataSource instanceof HikariDataSource pool) {
			pool.close();
		}
		if (dataSource instanceof SingleConnectionDataSource single) {
			single.destroy();
		}
	}

	@Test
	void loginIsThatOfTheDataSource(TestDatabase database) {
		dataSources(database.url(), database.username(), database.password()).forEach((name, dataSource) -> {
			DataSource opened = new SameLogin(dataSource).apply(name.equals("URL")
					? Objects.requireNonNull(((DriverManagerDataSource) dataSource).getUrl()) : database.url());
			assertThat(JdbcClient.create(opened).sql("select user").query(String.class).single()).as(name)
				.isEqualTo(database.username());
			close(dataSource);
		});
	}

	@Test
	void passwordIsNotShown() {
		dataSources("jdbc:postgresql://localhost:1/none", "ann", PASSWORD).forEach((name, dataSource) -> {
			if (name.startsWith("pool")) {
				return;
			}
			assertThat(String.valueOf(new SameLogin(dataSource).apply("jdbc:postgresql://localhost:1/none"))).as(name)
				.doesNotContain(PASSWORD);
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> MigrationsFactory.create(dataSource, MigrationSettings.builder().build()).current())
				.satisfies((ex) -> assertThat(ex.getMessage() + ex.getHint() + ex.getCause()).as(name)
					.doesNotContain(PASSWORD));
		});
	}

}
