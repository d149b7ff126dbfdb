package io.appmigrations.internal.support;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names of others as a terminal may have them.
 */
class PrintableTests {

	@ParameterizedTest
	@ValueSource(strings = { "V1__a.sql", "a\nb", "a\u001b[31mb", "a\u202eb", "C:\\u0041\\users", "\\u00e9", "\\",
			"a\u0085b" })
	void aNameThatWasWrittenCanBeReadAgain(String name) {
		assertThat(Printable.name(name)).doesNotContainPattern("[\\p{Cc}\\u202E]");
		assertThat(Printable.original(Printable.name(name))).isEqualTo(name);
	}

}
