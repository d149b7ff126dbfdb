package io.appmigrations.internal.diff;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.ExpectedCase;
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

	private static final Pattern COLUMN_WITH_CONSTRAINT = Pattern
		.compile("(?is)alter table .* add column [^(]*\\b(check|unique|references|primary key)\\b.*");

	@TestFactory
	Stream<DynamicTest> isGenerated(TestDatabase database) throws IOException, URISyntaxException {
		String text = Files
			.readString(Path.of(Objects.requireNonNull(getClass().getResource("expected-ddl.txt")).toURI()));
		List<ExpectedCase> cases = ExpectedCase.readAll(text);
		assertThat(cases).hasSizeGreaterThan(60);
		StringBuilder written = new StringBuilder(ExpectedCase.introduction(text));
		MigrationConnection connection = database.connect();
		return cases.stream()
			.map((expected) -> DynamicTest.dynamicTest(expected.name(), () -> check(expected, connection, written)))
			.onClose(() -> close(connection, written));
	}

	private static void check(ExpectedCase expected, MigrationConnection connection, StringBuilder written) {
		Schema before = SchemaDiffTests.make(connection, List.of(), expected.before());
		Schema after = SchemaDiffTests.make(connection, List.of(), expected.after());
		String generated = generated(before, after, "up") + generated(after, before, "down");
		if (WRITE) {
			written.append(expected.with(generated));
			return;
		}
		assertThat(generated).isEqualTo(expected.generated());
	}

	private static String generated(Schema from, Schema to, String way) {
		StringBuilder text = new StringBuilder("--- " + way + "\n");
		SchemaDiffTests.sql(SchemaDiff.between(from, to)).forEach((sql) -> {
			// which would have no online form of its own
			assertThat(sql).doesNotMatch(COLUMN_WITH_CONSTRAINT);
			text.append(sql).append(";\n");
		});
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

}
