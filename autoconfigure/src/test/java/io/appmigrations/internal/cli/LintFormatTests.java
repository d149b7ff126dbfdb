package io.appmigrations.internal.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.jayway.jsonpath.JsonPath;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.appmigrations.IgnoredFinding;
import io.appmigrations.LintFinding;
import io.appmigrations.LintFinding.Level;
import io.appmigrations.LintReport;
import io.appmigrations.internal.cli.output.Sarif;
import io.appmigrations.internal.cli.output.SourcePlaces;
import io.appmigrations.internal.cli.output.WorkflowCommands;
import io.appmigrations.internal.project.SourceFolders;
import io.appmigrations.internal.script.RevisionLocations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.json.JsonWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the formats in which {@code lint} answers to other tools.
 */
class LintFormatTests {

	private static final LintFinding ERROR = new LintFinding("blocks-reads", Level.ERROR, "b2", "db/migrations/b2.sql",
			7, "alter table t alter n set not null", "Nobody can read t: 100% of it, is read.", "-- one\r\nselect 1;");

	private static final LintFinding WARNING = new LintFinding("ignore", Level.WARNING, "b2", "db/a: 1,2%.sql", 3, null,
			"A reason \u001b[31m is required.", null);

	private static final LintReport REPORT = new LintReport(List.of(ERROR, WARNING),
			List.of(new IgnoredFinding(ERROR, "a table of some rows")), List.of("a1"), List.of("c3", "d4"), List.of(),
			List.of(), 0, 2, true);

	@Test
	void aWorkflowCommandIsOneLineWhateverItSays() {
		assertThat(WorkflowCommands.of(REPORT, (path) -> path)).containsExactly(
				"::error file=db/migrations/b2.sql,line=7,title=blocks-reads::Nobody can read t: 100%25 of it, is read."
						+ "%0AInstead:%0A-- one\\u000d%0Aselect 1;",
				"::warning file=db/a%3A 1%2C2%25.sql,line=3,title=ignore::A reason \\u001b[31m is required.",
				"::notice title=lint::not checked: c3, d4");
	}

	@Test
	void sarifIsWhatItsSchemaSays() throws IOException {
		for (LintReport report : List.of(REPORT,
				new LintReport(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), 0, 0, false))) {
			String json = JsonWriter.standard().writeToString(Sarif.of(report, (path) -> path));
			assertValid(json);
			assertThat(JsonPath.<List<String>>read(json, "$.runs[0].tool.driver.rules[*].id"))
				.contains("blocks-reads", "ignore")
				.doesNotHaveDuplicates();
		}
		String json = JsonWriter.standard().writeToString(Sarif.of(REPORT, (path) -> path));
		assertThat(JsonPath.<List<String>>read(json, "$.runs[0].results[*].level")).containsExactly("error", "warning",
				"error");
		assertThat(JsonPath.<List<String>>read(json, "$..artifactLocation.uri")).containsExactly("db/migrations/b2.sql",
				"db/a:%201,2%25.sql", "db/migrations/b2.sql");
		assertThat(JsonPath.<List<Integer>>read(json, "$..region.startLine")).containsExactly(7, 3, 7);
		assertThat(JsonPath.<List<String>>read(json, "$.runs[0].results[2].suppressions[*].justification"))
			.containsExactly("a table of some rows");
		assertThat(JsonPath.<List<Object>>read(json, "$.runs[0].results[0:2].suppressions")).isEmpty();
		assertThat(JsonPath.<String>read(json, "$.runs[0].invocations[0].toolExecutionNotifications[0].message.text"))
			.isEqualTo("not checked: c3, d4");
		int index = JsonPath.read(json, "$.runs[0].results[1].ruleIndex");
		assertThat(JsonPath.<String>read(json, "$.runs[0].tool.driver.rules[%s].id".formatted(index)))
			.isEqualTo("ignore");
	}

	/** A validator that lets everything pass would be none. */
	static void assertValid(String json) throws IOException {
		try (InputStream text = LintFormatTests.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
			Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
				.getSchema(new String(text.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
			assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
			assertThat(schema.validate(json.replaceFirst("\"version\":\"2.1.0\"", "\"version\":\"2.2.0\""),
					InputFormat.JSON))
				.isNotEmpty();
			assertThat(schema.validate(json.replace("\"runs\"", "\"walks\""), InputFormat.JSON)).isNotEmpty();
		}
	}

	@Test
	void everyRuleHasWordsForSarif() {
		assertThat(io.appmigrations.internal.lint.RulePage.all()).allSatisfy((page) -> {
			assertThat(page.summary()).endsWith(".").hasSizeLessThan(200).doesNotContain("```");
			assertThat(page.description()).startsWith(page.summary()).doesNotContain("```");
			assertThat(page.markdown()).contains("Bad", "```sql").doesNotContain("](");
		});
	}

	@Test
	void filesAreNamedFromTheRootOfTheRepository(@TempDir Path root) throws IOException {
		Path module = root.resolve("module");
		Path file = module.resolve("src/main/resources/db/migrations/b2.sql");
		Files.createDirectories(file.getParent());
		Files.writeString(file, "");
		Path elsewhere = Files.writeString(root.resolve("b.sql"), "").toAbsolutePath();
		SourceFolders folders = new SourceFolders(new RevisionLocations(List.of("classpath:db/migrations")), module,
				ClassLoader.getPlatformClassLoader());
		List<String> found = new ArrayList<>();
		found.add(new SourcePlaces(folders, module).file("db/migrations/b2.sql"));
		Files.createDirectory(root.resolve(".git"));
		SourcePlaces places = new SourcePlaces(folders, module);
		found.add(places.file("db/migrations/b2.sql"));
		found.add(places.file(elsewhere.toString()));
		found.add(places.file("db/migrations/none.sql"));
		assertThat(found).containsExactly("src/main/resources/db/migrations/b2.sql",
				"module/src/main/resources/db/migrations/b2.sql", "b.sql", "db/migrations/none.sql");
	}

}
