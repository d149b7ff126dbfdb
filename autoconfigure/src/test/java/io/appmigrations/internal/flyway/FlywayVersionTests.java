package io.appmigrations.internal.flyway;

import java.util.Objects;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class FlywayVersionTests {

	private static FlywayVersion version(String text) {
		return Objects.requireNonNull(FlywayVersion.parse(text), text);
	}

	@ParameterizedTest
	@CsvSource({ "1, 1.1, <", "1.1, 1.10, <", "1_2, 1.10, <", "1.9, 1.10, <", "1.10, 2, <", "001.2.0, 1.2, =",
			"1.0.0, 1, =", "0, 0.0, =", "1.0.1, 1, >", "9, 20230101120000, <",
			"99999999999999999999999, 99999999999999999999998, >" })
	void versionsAreComparedNumberByNumber(String left, String right, String expected) {
		int order = version(left).compareTo(version(right));
		assertThat((order < 0) ? "<" : (order > 0) ? ">" : "=").isEqualTo(expected);
		assertThat(version(left).equals(version(right))).isEqualTo(order == 0);
		assertThat(version(right).compareTo(version(left))).isEqualTo(-order);
		if (order == 0) {
			assertThat(version(left)).hasSameHashCodeAs(version(right));
		}
	}

	@ParameterizedTest
	@CsvSource({ "1_1, 1.1", "001.2.0, 001.2.0", "2023_01, 2023.01" })
	void versionIsWrittenWithDots(String written, String expected) {
		assertThat(version(written)).hasToString(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "1a", "1..2", "1.", ".1", "_1", "1_", "-1", "1.2-3" })
	void whatFlywayRefusesIsNoVersion(String written) {
		assertThat(FlywayVersion.parse(written)).isNull();
	}

}
