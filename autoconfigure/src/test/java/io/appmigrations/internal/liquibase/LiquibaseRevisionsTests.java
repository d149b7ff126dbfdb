package io.appmigrations.internal.liquibase;

import java.util.List;
import java.util.Map;

import io.appmigrations.MigrationException;
import io.appmigrations.internal.imported.ImportedHistory;
import io.appmigrations.internal.imported.ImportedRevision;
import io.appmigrations.internal.liquibase.ChangeSetScript.Part;
import io.appmigrations.internal.script.Placeholders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LiquibaseRevisionsTests {

	private static ChangeSetScript script(String path, String id, String upgrade, @Nullable String downgrade) {
		return new ChangeSetScript(new LiquibaseSource(path, id, "ann", List.of("9:a"), LiquibaseSource.Kind.REQUIRED),
				"", "sql", true, List.of(new Part(upgrade, false)), (downgrade != null) ? List.of(downgrade) : null);
	}

	private static ImportedHistory imported(boolean perFile, Placeholders placeholders, ChangeSetScript... scripts) {
		return LiquibaseRevisions.of(new ChangeLogScripts(List.of(scripts), List.of()), perFile,
				LiquibaseTables.DEFAULT, placeholders, "db.migrations");
	}

	private static ImportedHistory imported(boolean perFile, ChangeSetScript... scripts) {
		return imported(perFile, new Placeholders(false, Map.of()), scripts);
	}

	@Test
	void idsAreThoseOfChangeSetsWherePossible() {
		String longId = "x".repeat(70);
		List<ImportedRevision> revisions = imported(false, script("db/a.xml", "1", "select 1", null),
				script("db/b.xml", "1", "select 2", null), script("c/b.xml", "1", "select 3", null),
				script("db/a.xml", "add column 'x'", "select 4", null), script("db/a.xml", longId, "select 5", null),
				script("db/a.xml", "head", "select 6", null), script("db/a.xml", "??", "select 7", null))
			.revisions();
		assertThat(revisions).extracting(ImportedRevision::id)
			.containsExactly("a.1", "b.1", "b.1.2", "add_column_x",
					"x".repeat(55) + revisions.get(4).id().substring(55), "a.head", "_");
		assertThat(revisions.get(4).id()).hasSize(64);
		assertThat(revisions.get(1).path()).isEqualTo("0002_b.1.sql");
		assertThat(revisions.get(1).revision().downRevisions()).containsExactly("a.1");
		assertThat(revisions.get(1).text()).isEqualTo("""
				-- 1 (sql)
				--
				-- revision: b.1
				-- down-revision: a.1
				-- imported-from: liquibase db/b.xml::1::ann=9:a

				-- migrate:upgrade
				select 2;
				""");
	}

	@Test
	void fileIsOneRevisionOfItsChangeSets() {
		ImportedHistory history = imported(true, script("db/a.xml", "1", "create table a (i int) -- a", "drop table a"),
				ChangeSetScript
					.leftOut(new LiquibaseSource("db/t.xml", "t", "ann", List.of(), LiquibaseSource.Kind.LEFT_OUT)),
				script("db/a.xml", "2", "create index concurrently i on a (i)", "drop index i"),
				script("db/b.xml", "1", "select 1", "select 2"), script("db/a.xml", "3", "select 3", null));
		assertThat(history.revisions()).extracting(ImportedRevision::id).containsExactly("a.a", "b", "a.a.2");
		assertThat(history.revisions().get(0).text()).isEqualTo("""
				-- db/a.xml
				--
				-- revision: a.a
				-- down-revision:
				-- imported-from: liquibase db/a.xml::1::ann=9:a -db/t.xml::t::ann= db/a.xml::2::ann=9:a

				-- migrate:upgrade transaction:off
				-- changeset db/a.xml::1::ann
				begin;
				create table a (i int) -- a
				;
				commit;
				-- changeset db/a.xml::2::ann
				create index concurrently i on a (i);

				-- migrate:downgrade
				-- changeset db/a.xml::2::ann
				drop index i;
				-- changeset db/a.xml::1::ann
				drop table a;
				""");
		assertThat(history.notes())
			.containsExactly("without a downgrade section, because Liquibase has no rollback for them: a.a.2");
	}

	@Test
	void whatOneChangeSetLeavesIsNotThatOfTheNext() {
		for (String statement : List.of("SET search_path = x", "select 1; set local search_path to x",
				"select pg_catalog.set_config('search_path', '', false)")) {
			assertThat(imported(true, script("a.xml", "1", statement, null), script("a.xml", "2", "select 2", null),
					script("a.xml", "3", "select 3", null))
				.revisions()).as(statement).extracting(ImportedRevision::id).containsExactly("a.a", "a.a.2");
		}
		assertThat(imported(true, script("a.xml", "1\n; drop table a", "select 1", null),
				script("a.xml", "2", "create function f() returns int set search_path = x return 1", null))
			.revisions()).singleElement()
			.extracting(ImportedRevision::text)
			.asString()
			.contains("-- changeset a.xml::1 ; drop table a::ann\n");
	}

	@Test
	void onlyCommentsThatLookLikeMarkersAreChanged() {
		String marker = "\n-- migrate:downgrade\n";
		assertThat(imported(false, script("a.xml", "1", "do $$ begin" + marker + "end $$", null),
				script("a.xml", "2", "select 2" + marker + "+ 1 /*" + marker + "*/", null))
			.revisions()).extracting(ImportedRevision::text)
			.satisfiesExactly((text) -> assertThat(text).contains("do $$ begin" + marker + "end $$;"),
					(text) -> assertThat(text)
						.contains("select 2\n-- comment: migrate:downgrade\n+ 1 /*\n-- comment: "));
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> imported(false, script("a.xml", "1", "select '" + marker + "'", null)))
			.withMessageContaining("0001_1.sql: this string extends past the '-- migrate:downgrade'");
	}

	@Test
	void codeIsAClassToWrite() {
		ChangeSetScript code = new ChangeSetScript(
				new LiquibaseSource("a.xml", "1", "ann", List.of(), LiquibaseSource.Kind.REQUIRED), "Say \"it\"", "",
				true, List.of(new Part("insert into a values ('\"\"\"\\')", false), new Part("com.acme.Move", true)),
				null);
		ImportedRevision revision = imported(true, script("a.xml", "0", "select 1", null), code).revisions().get(1);
		assertThat(revision.complete()).isFalse();
		assertThat(revision.path()).isEqualTo("R0002_a_a_2.java");
		assertThat(revision.text()).contains("message = \"Say 'it'\"", "downRevision = \"a.a\"",
				"context.jdbc().sql(\"\"\"\ninsert into a values ('\\\"\\\"\\\"\\\\')\\\n\"\"\").update();",
				"toBeWritten(\"com.acme.Move\");", "generated = \"imported-from: liquibase a.xml::1::ann=\"");
	}

	@Test
	void whatLooksLikeAPlaceholderStops() {
		Placeholders ours = new Placeholders(true, Map.of());
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> imported(false, ours, script("a.xml", "1", "select '${x}'", null)))
			.withMessageContaining("0001_1.sql: ${...} is plain text to Liquibase");
		assertThat(imported(false, script("a.xml", "1", "select '${x}'", null)).revisions()).hasSize(1);
	}

}
