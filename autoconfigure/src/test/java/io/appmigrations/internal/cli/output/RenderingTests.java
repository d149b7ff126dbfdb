package io.appmigrations.internal.cli.output;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.appmigrations.Direction;
import io.appmigrations.MigrationResult;
import io.appmigrations.Revision;
import io.appmigrations.RevisionDetails;
import io.appmigrations.Step;
import io.appmigrations.StepResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Revisions and results in words: {@link Text} and {@link PlanOutput}.
 */
class RenderingTests {

	private static final Instant TIME = Instant.parse("2026-11-22T10:15:00Z");

	private static Revision revision(String id, String down, String message) {
		return new Revision(id, down.isEmpty() ? List.of() : List.of(down.split(" ")), List.of(), List.of(), message,
				null, id + ".sql");
	}

	private static StepResult step(Direction direction, Revision revision, long millis) {
		Set<String> below = Set.copyOf(revision.downRevisions());
		Set<String> above = Set.of(revision.id());
		boolean up = direction == Direction.UPGRADE;
		return new StepResult(new Step(direction, revision, up ? below : above, up ? above : below), millis);
	}

	private static String printed(Consumer<Answer> answers) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
		Answer answer = new Answer(stream, stream);
		answer.configure(false, false, true);
		answers.accept(answer);
		return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', ignoreLeadingAndTrailingWhitespace = false,
			value = { "plain|plain|plain", "\u001B[31mred|\\u001b[31mred|\\u001b[31mred", "a\tb|a\tb|a\\u0009b",
					"\"a\nb\"|\"a\nb\"|a\\u000ab", "\"a\rb\"|a\\u000db|a\\u000db", "a\u0000b|a\\u0000b|a\\u0000b",
					"a\u007Fb|a\\u007fb|a\\u007fb", "a\u202Eb|a\\u202eb|a\\u202eb", "ünï 中|ünï 中|ünï 中" })
	void nothingMovesTheCursor(String text, String inLines, String onOneLine) {
		assertThat(Text.printable(text)).isEqualTo(inLines);
		assertThat(Text.name(text)).isEqualTo(onOneLine);
	}

	@ParameterizedTest
	@CsvSource({ "abcdef,6,abcdef", "abcdefg,6,abc...", "abcdef,7,abcdef", "abcdef,3,...", "abcdef,2,...", "a,1,a" })
	void isCut(String text, int length, String cut) {
		assertThat(Text.cut(text, length)).isEqualTo(cut);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# labels   | current | head  | branch point | down | marks
			           |         | false | false        | a    |
			           |         | true  | false        | a    | (head)
			           | true    | true  | false        | a    | (current) (head)
			           | false   | false | true         | a    | (branchpoint)
			           |         | false | false        | a b  | (mergepoint)
			pay        |         | true  | false        | a    | (pay) (head)
			pay shop   | true    | true  | true         | a b  | (pay, shop) (current) (head) (branchpoint) (mergepoint)
			""")
	void marks(@Nullable String labels, @Nullable Boolean current, boolean head, boolean branchPoint, String down,
			@Nullable String marks) {
		RevisionDetails details = new RevisionDetails(revision("c", down, "add orders"),
				(labels != null) ? List.of(labels.split(" ")) : List.of(), List.of(), head, head, branchPoint, null,
				current, null, null);
		assertThat(Text.marks(details)).isEqualTo((marks != null) ? marks : "");
		assertThat(printed((answer) -> answer.line(Text.oneLine(answer, details))))
			.isEqualTo("c" + ((marks != null) ? " " + marks : "") + " add orders\n");
	}

	@Test
	void detailsOfARevision() {
		Revision revision = new Revision("c", List.of("a", "b"), List.of("d"), List.of("pay"), "add orders\nand more",
				TIME, "c.sql");
		RevisionDetails details = new RevisionDetails(revision, List.of("pay"), List.of("e", "f"), false, false, true,
				true, false, TIME, null);
		assertThat(printed((answer) -> Text.details(answer, details).forEach(answer::line))).isEqualTo("""
				Revision:  c (pay) (branchpoint) (mergepoint)
				Merges:    a, b
				Depends:   d
				Children:  e, f
				Created:   2026-11-22T10:15:00Z
				Applied:   2026-11-22T10:15:00Z
				Path:      c.sql

				    add orders
				    and more
				""");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			# applied | at                   | line
			true      | 2026-11-22T10:15:00Z | Applied:   2026-11-22T10:15:00Z
			true      | -                    | Applied:   yes
			false     | -                    | Applied:   no
			-         | -                    | -
			""")
	void whetherItIsApplied(@Nullable Boolean applied, @Nullable Instant at, @Nullable String line) {
		RevisionDetails details = new RevisionDetails(revision("a", "", ""), List.of(), List.of(), true, true, false,
				applied, null, at, null);
		List<String> expected = new ArrayList<>(List.of("Revision:  a (head)", "Parent:    base"));
		if (line != null) {
			expected.add(line);
		}
		expected.add("Path:      a.sql");
		assertThat(printed((answer) -> Text.details(answer, details).forEach(answer::line)).lines())
			.containsExactlyElementsOf(expected);
	}

	@Test
	void stepsStandInColumns() {
		Revision first = revision("a", "", "create users");
		Revision second = revision("b2b2", "a", "add \u001B[2J orders");
		MigrationResult result = new MigrationResult(
				List.of(step(Direction.UPGRADE, first, 12), step(Direction.UPGRADE, second, 0)), List.of("b2b2"), null);
		assertThat(printed((answer) -> PlanOutput.printRun(answer, result))).isEqualTo("""
				upgrade base -> a  create users  12 ms
				upgrade a -> b2b2  add \\u001b[2J orders
				The database is at b2b2.
				""");
		assertThat(printed((answer) -> PlanOutput.printStamp(answer, result))).isEqualTo("""
				stamp base -> a  create users  12 ms
				stamp a -> b2b2  add \\u001b[2J orders
				The database is at b2b2.
				""");
		MigrationResult back = new MigrationResult(List.of(step(Direction.DOWNGRADE, second, 3)), List.of("a"), null);
		assertThat(printed((answer) -> PlanOutput.printRun(answer, back))).isEqualTo("""
				downgrade b2b2 -> a  add \\u001b[2J orders  3 ms
				The database is at a.
				""");
	}

	@Test
	void nothingToDo() {
		assertThat(printed(
				(answer) -> PlanOutput.printRun(answer, new MigrationResult(List.of(), List.of("b", "a"), null))))
			.isEqualTo("Nothing to do. The database is at a, b.\n");
		assertThat(printed((answer) -> PlanOutput.printRun(answer, new MigrationResult(List.of(), List.of(), null))))
			.isEqualTo("Nothing to do. The database is at base.\n");
	}

	@Test
	void tenantsAreALineEach() {
		StepResult step = step(Direction.UPGRADE, revision("a", "", ""), 1);
		StepResult next = step(Direction.UPGRADE, revision("b", "a", ""), 1);
		Map<String, MigrationResult> tenants = new LinkedHashMap<>();
		tenants.put("acme", new MigrationResult(List.of(step, next), List.of("b"), null));
		tenants.put("initech", new MigrationResult(List.of(next), List.of("b"), null));
		tenants.put("umbrella", new MigrationResult(List.of(), List.of("b"), null));
		assertThat(printed(
				(answer) -> PlanOutput.printRun(answer, new MigrationResult(List.of(), List.of(), null, tenants))))
			.isEqualTo("""
					acme      2 revisions, now at b
					initech   1 revision, now at b
					Done in 2 of 3 tenants, nothing to do in the others.
					""");
		tenants.remove("umbrella");
		assertThat(printed(
				(answer) -> PlanOutput.printRun(answer, new MigrationResult(List.of(), List.of(), null, tenants))))
			.endsWith("Done in all 2 tenants.\n");
		assertThat(printed((answer) -> PlanOutput.printRun(answer,
				new MigrationResult(List.of(), List.of(), null,
						Map.of("acme", new MigrationResult(List.of(), List.of("b"), null))))))
			.isEqualTo("Nothing to do in 1 tenants.\n");
	}

}
