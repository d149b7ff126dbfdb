package io.appmigrations.internal.diff;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.appmigrations.internal.catalog.CatalogReader;
import io.appmigrations.internal.catalog.SchemaMapping;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.Note;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What a revision says about rows that are there is what PostgreSQL does with them. The
 * cases are in the file {@code refused-rows.txt}.
 */
@DatabaseTest
@Execution(ExecutionMode.SAME_THREAD)
class RefusedRowsTests {

	@TestFactory
	Stream<DynamicTest> whatIsRefusedIsSaid(TestDatabase database) throws IOException {
		MigrationConnection connection = database.connect();
		return DiffCase.sample(cases())
			.stream()
			.map((one) -> DynamicTest.dynamicTest(one.name(), () -> check(one, connection)))
			.onClose(connection::close);
	}

	private static List<Case> cases() throws IOException {
		try (InputStream file = Objects
			.requireNonNull(RefusedRowsTests.class.getResourceAsStream("refused-rows.txt"))) {
			return Stream.of(new String(file.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^=== "))
				.skip(1)
				.map(Case::parse)
				.toList();
		}
	}

	private static void check(Case one, MigrationConnection connection) throws PipelineException {
		assumeTrue(one.since() <= connection.server().majorVersion());
		connection.begin();
		Schema to = read(connection, one.newSql());
		connection.rollback();
		connection.begin();
		try {
			Schema from = read(connection, one.old());
			List<Change> changes = SchemaDiff.inOneTransaction(from, to);
			assertThat(String.join("\n",
					changes.stream().flatMap((change) -> change.notes().stream()).map(Note::text).toList()))
				.isEqualTo(one.notes());
			connection.execute(DiffCase.statements(one.rows()));
			Change failed = failed(changes, connection);
			if (one.works()) {
				assertThat(failed).isNull();
			}
			else {
				assertThat(failed).isNotNull();
				assertThat(Objects.requireNonNull(failed).notes()).anyMatch((note) -> note.text().startsWith("Fails"));
			}
		}
		finally {
			connection.rollback();
		}
	}

	private static @Nullable Change failed(List<Change> changes, MigrationConnection connection) {
		for (Change change : changes) {
			try {
				connection.execute(change.sql());
			}
			catch (PipelineException ex) {
				String state = String.valueOf(ex.getFailure().getSQLState());
				assertThat(state).as(String.valueOf(ex.getFailure().getMessage())).matches("2[23].*|P0001");
				return change;
			}
		}
		return null;
	}

	private static Schema read(MigrationConnection connection, String sql) throws PipelineException {
		connection.execute(DiffCase.statements(sql));
		return CatalogReader.read(connection, SchemaMapping.identity(Set.of("public"), "public"));
	}

	/**
	 * A case.
	 *
	 * @param name what is done
	 * @param old the schema as it is
	 * @param rows its rows
	 * @param since the oldest PostgreSQL whose syntax it uses
	 * @param newSql the schema as it shall be
	 * @param works whether the upgrade works with the rows
	 * @param notes what is said
	 */
	private record Case(String name, String old, String rows, int since, String newSql, boolean works, String notes) {

		private static final Pattern PARTS = Pattern.compile(
				"(?s)(?<name>[^\\n]*)\\n--- old\\n(?<old>.*?)--- rows\\n(?<rows>.*?)(?:--- since (?<since>\\d+)\\n)?"
						+ "--- new\\n(?<new>.*?)--- (?<works>says|works)\\n(?<notes>.*)");

		static Case parse(String text) {
			Matcher parts = PARTS.matcher(text);
			assertThat(parts.matches()).as(text).isTrue();
			String notes = parts.group("notes").strip();
			String since = parts.group("since");
			return new Case(parts.group("name"), parts.group("old"), parts.group("rows"),
					(since != null) ? Integer.parseInt(since) : 0, parts.group("new"),
					parts.group("works").equals("works") || notes.isEmpty(), notes);
		}

	}

}
