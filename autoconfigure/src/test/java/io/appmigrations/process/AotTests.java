package io.appmigrations.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import com.jayway.jsonpath.JsonPath;
import io.appmigrations.internal.cli.StartedApplications;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.context.aot.AbstractAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that was processed ahead of time, with conditions that are frozen: what
 * the properties say when it runs counts all the same.
 */
@DatabaseTest
class AotTests {

	private static final String LOCATIONS = "--app.migrations.locations=classpath:fixtures/shop,classpath:fixtures/javarevisions";

	@TempDir
	private Path folder;

	@Test
	void whetherToMigrateIsSaidWhenItRuns(TestDatabase database) throws Exception {
		process("--spring.datasource.url=jdbc:postgresql://localhost:1/none", "--app.migrations.enabled=false",
				LOCATIONS);
		assertNativeImageKeepsTheRevisions();
		StartedProcess disabled = start(database, "off", "--app.migrations.enabled=false");
		StartedProcess enabled = start(database, "at_start");
		StartedProcess only = start(database, "only_once", "--migrate-only");
		StartedProcess contradiction = start(database, "never", "--migrate-only", "--app.migrations.enabled=false");
		assertThat(disabled.status()).as(disabled.output()).isZero();
		assertThat(enabled.status()).as(enabled.output()).isZero();
		assertThat(only.status()).as(only.output()).isZero();
		assertThat(contradiction.status()).as(contradiction.output()).isEqualTo(1);
		assertThat(disabled.output()).contains("RUNNER");
		assertThat(only.output()).doesNotContain("RUNNER");
		assertThat(Stream.of("off", "at_start", "only_once", "never")
			.filter((schema) -> database.hasTable(schema + ".product"))).containsExactly("at_start", "only_once");
		assertThat(database.jdbc().sql("select revision from only_once.app_migrations").query(String.class).list())
			.containsExactly("shop3");
	}

	/**
	 * What a database is and how it is migrated is said when it runs; which there are is
	 * not.
	 */
	@Test
	@OnNewestPostgres
	void instancesAreProcessedToo(TestDatabase database) throws Exception {
		List<String> arguments = new ArrayList<>();
		for (String property : database.properties()) {
			arguments.add("--" + property);
		}
		for (String name : List.of("one", "two")) {
			String prefix = "--app.migrations.instances." + name;
			arguments
				.addAll(List.of(prefix + ".locations=classpath:fixtures/shop", prefix + ".default-schema=" + name));
		}
		process(arguments.toArray(String[]::new));
		arguments.addAll(List.of("--app.migrations.instances.two.target=shop1", "--migrate-only"));
		StartedProcess only = start(arguments);
		assertThat(only.status()).as(only.output()).isZero();
		assertThat(only.output()).contains("the database of instance one is at shop2",
				"the database of instance two is at shop1");
	}

	private void assertNativeImageKeepsTheRevisions() throws Exception {
		try (Stream<Path> files = Files.walk(this.folder.resolve("resources"))) {
			String metadata = Files.readString(
					files.filter((file) -> file.endsWith("reachability-metadata.json")).findFirst().orElseThrow());
			assertThat(JsonPath.<List<String>>read(metadata, "$.resources[*].glob")).contains("fixtures/shop/**",
					"fixtures/javarevisions/**", "fixtures/javarevisions/RaisePrices.class");
			assertThat(JsonPath.<List<Boolean>>read(metadata,
					"$.reflection[?(@.type == 'fixtures.javarevisions.RaisePrices')].allDeclaredConstructors"))
				.containsExactly(true);
		}
	}

	private void process(String... arguments) throws Exception {
		AbstractAotProcessor.Settings settings = AbstractAotProcessor.Settings.builder()
			.sourceOutput(this.folder.resolve("sources"))
			.resourceOutput(this.folder.resolve("resources"))
			.classOutput(this.folder.resolve("classes"))
			.groupId("x")
			.artifactId("x")
			.build();
		new SpringApplicationAotProcessor(PlainApplication.class, settings, arguments).process();
		assertThat(StartedApplications.isAnyStarting()).isFalse();
		List<String> command = new ArrayList<>(
				List.of("-nowarn", "-proc:none", "-d", this.folder.resolve("classes").toString(), "-cp",
						this.folder.resolve("classes") + File.pathSeparator + System.getProperty("java.class.path")));
		try (Stream<Path> sources = Files.walk(this.folder.resolve("sources"))) {
			sources.filter((file) -> file.toString().endsWith(".java")).map(Path::toString).forEach(command::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, command.toArray(String[]::new))).isZero();
	}

	private StartedProcess start(TestDatabase database, String schema, String... more) throws Exception {
		List<String> arguments = new ArrayList<>(List.of(more));
		for (String property : database.properties()) {
			arguments.add("--" + property);
		}
		arguments.addAll(List.of(LOCATIONS, "--raise=5", "--app.migrations.default-schema=" + schema));
		return start(arguments);
	}

	private StartedProcess start(List<String> arguments) throws Exception {
		String classPath = this.folder.resolve("classes") + File.pathSeparator + this.folder.resolve("resources")
				+ File.pathSeparator;
		return StartedProcess.start(this.folder, classPath, null, PlainApplication.class,
				List.of("-Dspring.aot.enabled=true"), arguments);
	}

}
