package io.appmigrations.internal.family.rename;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keywords in lower case.
 */
class KeywordCaseTests {

	@Test
	void keyWordsAreInLowerCase() {
		assertThat(KeywordCase.lower("CHECK (a = 'IN ''X''' AND \"B\" > 0) -- A\nON E'\\'A' E $x$ B $x$ C"))
			.isEqualTo("check (a = 'IN ''X''' and \"B\" > 0) -- A\non e'\\'A' e $x$ B $x$ c");
		String text = "'" + "X".repeat(100_000) + "'";
		assertThat(KeywordCase.lower("SELECT " + text)).isEqualTo("select " + text);
	}

}
