package io.appmigrations.internal.diff;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The statements that are generated for the commonest differences, word for word: the
 * cases are in the file {@code expected-ddl.txt}, whose first lines say what it is for.
 */
@DatabaseTest
@Execution(ExecutionMode.SAME_THREAD)
class ExpectedDdlTests {

	private static final Path SOURCE = Path.of("src/test/resources/io/appmigrations/internal/diff/expected-ddl.txt");

	private static final boolean WRITE = System.getProperty("expected-ddl.write") != null;

	@TestFactory
	Stream<DynamicTest> isGenerated(TestDatabase database) throws IOException, URISyntaxException {
		String text = Files
			.readString(Path.of(Objects.requireNonNull(getClass().getResource("expected-ddl.txt")).toURI()));
		List<Case> cases = Case.readAll(text);
		assertThat(cases).hasSizeGreaterThan(60);
		StringBuilder written = new StringBuilder(text.substring(0, text.indexOf("=== ")));
		MigrationConnection connection = database.connect();
		return cases.stream()
			.map((expected) -> DynamicTest.dynamicTest(expected.name(), () -> check(expected, connection, written)))
			.onClose(() -> close(connection, written));
	}

	private static void check(Case expected, MigrationConnection connection, StringBuilder written) {
		Schema before = SchemaDiffTests.make(connection, List.of(), expected.before());
		Schema after = SchemaDiffTests.make(connection, List.of(), expected.after());
		String generated = generated(before, after, "up") + generated(after, before, "down");
		if (WRITE) {
			written.append("=== %s\n--- before\n%s--- after\n%s%s\n".formatted(expected.name(), expected.before(),
					expected.after(), generated));
			return;
		}
		assertThat(generated).isEqualTo(expected.generated());
	}

	private static String generated(Schema from, Schema to, String way) {
		StringBuilder text = new StringBuilder("--- " + way + "\n");
		SchemaDiffTests.sql(SchemaDiff.between(from, to)).forEach((sql) -> text.append(sql).append(";\n"));
		return text.toString();
	}

	private static void close(MigrationConnection connection, StringBuilder written) {
		connection.close();
		if (WRITE) {
			try {
				Files.writeString(SOURCE, written.toString().strip() + "\n");
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		}
	}

	/**
	 * A case.
	 *
	 * @param name what is changed
	 * @param before the schema as it is
	 * @param after the schema as it shall be
	 * @param generated the statements that lead from the one to the other, and those that
	 * lead back
	 */
	record Case(String name, String before, String after, String generated) {

		private static final Pattern CASE = Pattern.compile(
				"(?ms)^=== ([^\\n]*)\\n--- before\\n(.*?)^--- after\\n(.*?)^(--- up[^\\n]*\\n.*?)(?=\\n^=== |\\z)");

		static List<Case> readAll(String text) {
			List<Case> cases = new ArrayList<>();
			Matcher matcher = CASE.matcher(text);
			while (matcher.find()) {
				cases.add(new Case(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4)));
			}
			return cases;
		}

	}

}
