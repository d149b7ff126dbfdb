package io.appmigrations.internal.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Reference data whose rows refer to each other.
 */
@DatabaseTest
class CircularRowsTests {

	@TempDir
	private Path folder;

	private SchemaComparison compare(TestDatabase database, String tables, String rows) throws IOException {
		Path model = Files.writeString(this.folder.resolve("model.sql"),
				"%s%n-- model:data%n%s%n".formatted(tables, rows));
		try (MigrationConnection connection = database.connect()) {
			return new ModelComparer(connection, AutogenerateSettings.of(ModelFile.of(model.toString())), Set.of())
				.prove(AutogenerateOptions.defaults(), MadeObjects.none())
				.comparison();
		}
	}

	private static String key(String table, String references, String options) {
		return "alter table %1$s add constraint %1$s_%2$s foreign key (other) references %2$s %3$s;\n".formatted(table,
				references, options);
	}

	@ParameterizedTest
	@CsvSource({ "a b a, ''", "a b a, deferrable", "a b c a, ''", "a a, ''" })
	void isRefusedWhereTheForeignKeysAreCheckedAtOnce(String circle, String options, TestDatabase database)
			throws IOException {
		String[] tables = circle.split(" ", -1);
		StringBuilder ddl = new StringBuilder();
		StringBuilder rows = new StringBuilder();
		Set.of(tables.length == 2 ? new String[] { "a" } : Arrays.copyOf(tables, tables.length - 1))
			.forEach((table) -> ddl
				.append("create table %s (id int primary key, other int not null);\n".formatted(table)));
		for (int i = 0; i + 1 < tables.length; i++) {
			ddl.append(key(tables[i], tables[i + 1], options));
			rows.append("insert into %s values (1, %s);\n".formatted(tables[i], (tables.length == 2) ? "2" : "1"));
		}
		rows.append((tables.length == 2) ? "insert into a values (2, 1);\n" : "");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> compare(database, ddl.toString(), rows.toString()))
			.withMessageContaining("model.sql:")
			.withMessageContaining("rows of public.a" + ((tables.length == 2) ? " refer" : " and public.b"))
			.withMessageContaining("refer to each other by foreign keys that are checked at once")
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.INVALID_SCRIPT))
			.satisfies((ex) -> assertThat(ex.getHint()).contains("deferrable initially deferred", "a_" + tables[1]));
	}

	@ParameterizedTest
	@CsvSource({ "deferrable initially deferred, ''", "'', deferrable initially deferred" })
	void isProvenWhereOneOfThemIsDeferred(String first, String second, TestDatabase database) throws IOException {
		String ddl = "create table a (id int primary key, other int not null);\n"
				+ "create table b (id int primary key, other int not null);\n" + key("a", "b", first)
				+ key("b", "a", second);
		SchemaComparison found = compare(database, ddl, "insert into a values (1, 1);\ninsert into b values (1, 1);");
		assertThat(found.upgrade()).isNotEmpty();
		assertThat(found.unproven()).isEmpty();
	}

	/** Whether there is a circle of rows is not seen from the foreign keys. */
	@ParameterizedTest
	@ValueSource(strings = { "insert into a values (1, 2);",
			"insert into a values (1, 2);\ninsert into a values (2, 3);", "insert into a values (1, 1), (2, 3);" })
	void rowThatIsMissingInTheSameTableIsToldApart(String rows, TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> compare(database,
					"create table a (id int primary key, other int not null);\n" + key("a", "a", ""), rows))
			.withMessageContaining("model.sql:")
			.withMessageContaining("violates foreign key constraint");
	}

	/** What is missing is no circle. */
	@ParameterizedTest
	@CsvSource({ "2, is not present in table", "1, refer to each other" })
	void rowThatIsMissingIsToldApart(int other, String message, TestDatabase database) throws IOException {
		String ddl = "create table a (id int primary key, other int not null);\n"
				+ "create table b (id int primary key, other int not null);\n" + key("a", "b", "")
				+ ((other == 1) ? key("b", "a", "") : "");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> compare(database, ddl,
					"insert into a values (1, %s);\ninsert into b values (1, 1);".formatted(other)))
			.withMessageContaining(message);
	}

}
