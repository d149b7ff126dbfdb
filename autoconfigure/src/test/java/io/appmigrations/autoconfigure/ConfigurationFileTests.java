package io.appmigrations.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import io.appmigrations.Migrations;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What people write into configuration files. No database is asked.
 */
class ConfigurationFileTests {

	@TempDir
	private Path folder;

	private ConfigurableApplicationContext start(String... properties) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.config.location=optional:file:" + this.folder + "/",
					"spring.main.lazy-initialization=true", "spring.main.log-startup-info=false",
					"logging.level.org.springframework.boot=off")
			.properties(properties)
			.run();
	}

	@ParameterizedTest
	@ValueSource(strings = { "DATABASE_URL=postgres://me:pw@localhost:5432/shop",
			"DATABASE_URL=\"postgres://me:pw@localhost:5432/shop\"",
			"DATABASE_URL='postgres://me:pw@localhost:5432/shop'",
			"export DATABASE_URL=postgres://me:pw@localhost:5432/shop",
			"export DATABASE_URL=\"postgres://me:pw@localhost:5432/shop\"\nexport OTHER=x",
			"export OTHER=x\n  export DATABASE_URL = 'postgres://me:pw@localhost:5432/shop'" })
	void envFileIsReadAsAShellReadsIt(String text) throws Exception {
		Files.writeString(this.folder.resolve(".env"), text + "\n");
		try (ConfigurableApplicationContext context = start("app.migrations.target=none",
				"spring.config.import=file:" + this.folder + "/.env[.properties]", "app.migrations.enabled=false")) {
			assertThat(context.getEnvironment().getProperty("spring.datasource.url"))
				.isEqualTo("jdbc:postgresql://localhost:5432/shop");
			assertThat(context.getEnvironment().getProperty("spring.datasource.password")).isEqualTo("pw");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "target: 12e4 | target: \"12e4\"", "target: 0123 | target: \"0123\"",
					"target: +1 | target: \"+1\"", "target: 1_000 # a comment | target: \"1_000\"",
					"target: on | target: \"on\"", "password: 0123456 | password: \"...\"",
					"version-table: 1e3 | version-table: \"1e3\"", "versionTable: 1e3 | versionTable: \"1e3\"",
					"placeholders: { price: 1.10 } | price: \"1.10\"" })
	void textThatYamlReadsAsANumberMustBeQuoted(String yaml, String hint) throws Exception {
		Files.writeString(this.folder.resolve("application.yaml"), "app:\n  migrations:\n    " + yaml + "\n");
		assertThatThrownBy(startsMigrations()).hasStackTraceContaining("is written without quotes")
			.hasStackTraceContaining("YAML reads it as")
			.satisfies((failure) -> {
				assertThat(Objects.requireNonNull(new MigrationFailureAnalyzer().analyze(failure)).getAction())
					.isEqualTo("Quote it: " + hint);
				assertThat(failure).message().doesNotContain("0123456");
			});
	}

	private ThrowingCallable startsMigrations() {
		return () -> {
			try (ConfigurableApplicationContext context = start(
					"spring.datasource.url=jdbc:postgresql://localhost:1/none")) {
				context.getBean(Migrations.class);
			}
		};
	}

	@ParameterizedTest
	@ValueSource(strings = { "target: 123456789012", "target: \"12e4\"", "target: heads", "target: 1975ea83b712",
			"lock-retries: 0012", "kill-blockers: off" })
	void everythingElseIsTakenAsItIs(String yaml) throws Exception {
		Files.writeString(this.folder.resolve("application.yaml"), "app:\n  migrations:\n    " + yaml + "\n");
		assertThatThrownBy(startsMigrations()).hasStackTraceContaining("localhost:1");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataSourceAutoConfiguration.class, AppMigrationsAutoConfiguration.class })
	static class Application {

	}

}
