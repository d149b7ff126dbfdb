package io.appmigrations.internal.schema;

import java.util.List;

import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@DatabaseTest
class NamesTests {

	private final Names names = new Names("public");

	@Test
	void whatTheServerQuotesIsQuoted(TestDatabase database) {
		List<String> quoted = database.jdbc()
			.sql("""
					select quote_ident(word) from pg_get_keywords() where quote_ident(word) <> word
					union all select quote_ident(name) from (values ('a b'), ('Ab'), ('a"b'), ('1a'), ('é')) n (name)""")
			.query(String.class)
			.list();
		assertThat(quoted).hasSizeGreaterThan(100)
			.allSatisfy((name) -> assertThat(Names.quoted(name.substring(1, name.length() - 1).replace("\"\"", "\"")))
				.isEqualTo(name));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "plain", "it's", "a\\b", "\\'", "a\nb\\n", "\\\\" })
	void aStringIsWrittenAsTheServerDoes(String value, TestDatabase database) {
		assertThat(Names.literal(value))
			.isEqualTo(database.jdbc().sql("select quote_literal(?)").param(value).query(String.class).single());
	}

	@ParameterizedTest
	@EnumSource(names = { "ENUM", "COMPOSITE", "RANGE", "DOMAIN" })
	void aTypeThatTheServerHasTooIsNamedWithItsSchema(Kind kind, TestDatabase database) {
		List<String> types = database.jdbc()
			.sql("select typname from pg_type where typnamespace = 'pg_catalog'::regnamespace")
			.query(String.class)
			.list();
		assertThat(types).hasSizeGreaterThan(300)
			.allSatisfy((type) -> assertThat(this.names.of(ObjectId.of(kind, "public", type)))
				.isEqualTo("public." + Names.quoted(type)));
		assertThat(this.names.of(ObjectId.of(kind, "public", "mood"))).isEqualTo("mood");
	}

	@Test
	void aRelationThatTheServerHasTooIsNamedWithItsSchema(TestDatabase database) {
		List<String> relations = database.jdbc()
			.sql("select relname from pg_class where relnamespace = 'pg_catalog'::regnamespace")
			.query(String.class)
			.list();
		assertThat(relations).hasSizeGreaterThan(200)
			.allSatisfy((relation) -> assertThat(this.names.of(ObjectId.table("public", relation)))
				.isEqualTo("public." + Names.quoted(relation)));
	}

}
