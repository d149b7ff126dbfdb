package io.appmigrations.internal.hibernate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PostgresqlKeywords}.
 */
@DatabaseTest
class PostgresqlKeywordsTests {

	@Test
	void areThoseOfTheServer(TestDatabase database) {
		List<String> words = database.jdbc().sql("select word from pg_get_keywords()").query(String.class).list();
		assertThat(PostgresqlKeywords.WORDS).containsAll(words);
	}

	@Test
	void areQuotedWhereHibernateIsToldSo(TestDatabase database) {
		Map<String, Object> settings = new HashMap<>(TestUnit.NAMING);
		settings.put("hibernate.auto_quote_keyword", true);
		List<String> sql = TestUnit.sql(EntityModelReader.read(TestUnit.of(Analyze.class), settings, 18, 4, null));
		assertThat(sql).singleElement()
			.asString()
			.contains("create table \"analyze\"", "\"limit\"", "\"offset\"", "\"verbose\"", "\"window\"", "\"ilike\"");
		sql.forEach((statement) -> database.jdbc().sql(statement).update());
	}

	@Test
	void areNotQuotedOtherwise() {
		assertThat(TestUnit.sql(Analyze.class)).singleElement().asString().doesNotContain("\"");
	}

	@Entity
	@Table(name = "analyze")
	static class Analyze {

		@Id
		long id;

		@Nullable String limit;

		@Nullable String offset;

		@Nullable String verbose;

		@Nullable String window;

		@Nullable String ilike;

	}

}
