package io.appmigrations.internal.flyway;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.flyway.FlywayHistory.Row;
import io.appmigrations.internal.imported.Position;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rows are written {@code TYPE:VERSION=CHECKSUM}, with {@code !} behind a failed one and
 * {@code R} as the version of repeatable scripts.
 */
class FlywayHistoryTests {

	private static List<Row> rows(String rows) {
		List<Row> read = new ArrayList<>();
		for (String row : rows.split("\\s+", -1)) {
			if (!row.isEmpty()) {
				String[] parts = row.replace("!", "").split("[:=]", -1);
				String version = parts[1].startsWith("R") ? null : parts[1];
				read.add(new Row(version, (version != null) ? "x" : parts[1].substring(1), parts[0], "S" + parts[1],
						(parts.length > 2) ? (Integer) Integer.parseInt(parts[2]) : null, !row.endsWith("!")));
			}
		}
		return read;
	}

	private static List<FlywaySource> sources(String header) {
		return FlywaySource.read("flyway " + header);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# the table                               | the scripts              | where the database is
			                                          | V1=1 V2=2                | -
			SCHEMA:R0                                 | V1=1                     | -
			SQL:1=1                                   | V1=1 V2=2                | V1
			SQL:1=1 SQL:2=2                           | V1=1 V2=2                | V2
			SQL:01=1 SQL:2.0=2                        | V1=1 V2=2                | V2
			SQL:1 SQL:2=2                             | V1=1 V2=                 | V2
			SQL:1=1 SQL:10=10 SQL:2=2                 | V1=1 V2=2 V10=10         | V10
			SQL:1=1 SQL:2=2 UNDO_SQL:2=9              | V1=1 V2=2                | V1
			SQL:1=1 SQL:2=2 UNDO_SQL:2=9 SQL:2=2      | V1=1 V2=2                | V2
			SQL:1=1 SQL:2=8 DELETE:2=8                | V1=1                     | V1
			BASELINE:1                                | V2=2                     | -
			BASELINE:1                                | V1=1 V2=2                | V1
			BASELINE:5 SQL:6=6                        | V1=1 V2=2 V6=6           | V6
			BASELINE:3                                | V1=1 V2=2 V6=6           | V2
			SQL_BASELINE:5=5 SQL:6=6                  | B5=5 V6=6                | V6
			SQL:4=4 SQL:5=7 SQL:6=6                   | B5=5 V6=6                | V6
			SQL_BASELINE:5=5                          | V1=1 V5=7 V6=6           | V5
			JDBC:1 SQL:2=2                            | V1= V2=2                 | V2
			SQL:1=1 SQL:Ra=5                          | V1=1 Ra=5                | flyway_repeatable
			SQL:1=1 SQL:Ra=4 SQL:Ra=5                 | V1=1 Ra=5                | flyway_repeatable
			SQL:1=1 SQL:Ra=5 SQL:Ra=4                 | V1=1 Ra=5                | V1
			SQL:1=1 SQL:Ra=5                          | V1=1 Ra=5 Rb=6           | V1
			SQL:1=1 SQL:Ra=5 DELETE:Ra=5              | V1=1 Ra=5                | V1
			SQL:1=1 SQL:Ra=5                          | V1=1 Ra=                 | V1
			SQL:1=1 SQL:Ra=5                          | V1=1 V2=2 Ra=5           | V1
			""")
	void databaseIsAtItsHighestVersion(String rows, String sources, String expected) {
		Position position = FlywayHistory.compare(rows((rows != null) ? rows : ""), sources(sources));
		assertThat(position.problems()).isEmpty();
		assertThat(position.revisions().isEmpty() ? List.of("-") : position.revisions()).containsExactly(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					SQL:1=1 SQL:2=2!               | V1=1 V2=2      | 2 (S2) has failed
					SQL:1=1 SQL:2=3                | V1=1 V2=2      | 2 (S2) was changed after it was applied (checksum 3, now 2)
					SQL_BASELINE:5=4               | B5=5 V6=6      | 5 (S5) was changed after it was applied
					SQL:1=1 SQL:2=2 SQL:3=3        | V1=1 V2=2      | 3 (S3) was applied, but there is no such script here: use a build
					SQL:1=1 SQL:2=2 SQL:3=3        | V1=1 V3=3      | 2 (S2) was applied, but there is no such script here: restore it
					SQL:1=1 SQL:3=3                | V1=1 V2=2 V3=3 | V2 is not applied, but 3 is
					BASELINE:2 SQL:4=4             | V3=3 V4=4      | V3 is not applied, but 4 is
					SQL:1=1 SQL:2=2                | B5=5 V6=6      | The database is at 2, but the scripts up to B5 are no longer there
					""")
	void whatDoesNotFitIsAProblem(String rows, String sources, String expected) {
		Position position = FlywayHistory.compare(rows(rows), sources(sources));
		assertThat(position.problems()).singleElement().asString().contains(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			V1.2=-5              | VERSIONED 1.2 -5
			V1.2=                | VERSIONED 1.2 null
			B5=2147483647 V6=0   | BASELINE 5 2147483647, VERSIONED 6 0
			Ra+b%2C%3D=1         | REPEATABLE a b,= 1
			V1.2                 |
			Vx=1                 |
			X1=1                 |
			V1=x                 |
			""")
	void headerIsReadAsItWasWritten(String header, String expected) {
		List<FlywaySource> read = sources(header);
		assertThat(String.join(", ",
				read.stream()
					.map((source) -> "%s %s %s".formatted(source.kind(), source.name(), source.checksum()))
					.toList()))
			.isEqualTo((expected != null) ? expected : "");
		if (!read.isEmpty()) {
			assertThat(FlywaySource.header(read)).isEqualTo("flyway " + header);
		}
	}

	@ParameterizedTest
	@CsvSource({ "SQL:1=1 SQL:3=3 SQL:2=2, out of order", "BASELINE:1 SQL:2=2, no script created" })
	void whatIsWorthKnowingIsNoted(String rows, String expected) {
		List<FlywaySource> sources = sources("V1=1 V2=2 V3=3");
		assertThat(FlywayHistory.compare(rows(rows), sources).notes()).singleElement().asString().contains(expected);
	}

}
