package io.appmigrations.internal.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.appmigrations.internal.cli.Cli.Answered;
import io.appmigrations.model.Model;
import io.appmigrations.model.ModelSource;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.RevisionCustomizer;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what a comparison leaves alone, because the model cannot know of it, or
 * because the user or a bean says so.
 */
@DatabaseTest
class LeftAloneTests {

	private static final String ITEMS = "create table items (id bigint primary key, name text)";

	@TempDir
	private Path folder;

	@TempDir
	private Path models;

	private TestDatabase database;

	@BeforeEach
	void setUp(TestDatabase database) {
		this.database = database;
	}

	@Test
	void grantsSurviveTheRebuildOfAView() throws IOException {
		String model = "create table items (id int primary key); create view ids as select id from items;";
		sql(model);
		sql("grant select on ids to pg_monitor");
		String wider = model.replace("id int", "id bigint");
		Answered generated = withFile(wider, "revision", "--autogenerate", "-m", "x");
		assertThat(generated.status()).as(generated.err()).isZero();
		assertThat(run(Nothing.class, "upgrade", "head").status()).isZero();
		assertThat(mayRead("ids")).isTrue();
		assertThat(withFile(wider, "check").status()).isZero();
		assertThat(run(Nothing.class, "downgrade", "base").status()).isZero();
		assertThat(mayRead("ids")).isTrue();
	}

	@Test
	void whatIsMadeAgainStaysWhoseItWasWhereTheLoginMayGiveItBack() throws IOException {
		String login = "login_" + this.database.name();
		String owner = "owner_" + this.database.name();
		sql("create role %s login password 'x'".formatted(login));
		sql("create role " + owner);
		try {
			sql("alter schema public owner to " + login);
			sql("grant create on database %s to %s".formatted(this.database.name(), login));
			sql("create table items (id int primary key)");
			sql("alter table items owner to " + login);
			sql("create view ids as select id from items");
			sql("alter view ids owner to " + owner);
			sql("grant select on ids to " + login);
			String wider = "create table items (id bigint primary key); create view ids as select id from items;";
			Answered lost = as(login, wider, "revision", "--autogenerate", "-m", "x", "--rev-id", "a1");
			assertThat(lost.status()).as(lost.err()).isZero();
			String note = "owner lost: view ids belongs to %s".formatted(owner);
			assertThat(lost.err()).contains(note, "proven");
			assertThat(Files.readString(theFile("a1")))
				.contains("-- " + note, "alter view ids owner to %s;".formatted(owner))
				.doesNotContain("\nalter view");
			Files.delete(theFile("a1"));
			sql("grant %s to %s".formatted(owner, login));
			sql("grant create on schema public to " + owner);
			Answered kept = as(login, wider, "revision", "--autogenerate", "-m", "x", "--rev-id", "b2");
			assertThat(kept.status()).as(kept.err()).isZero();
			assertThat(kept.err()).contains("proven").doesNotContain("owner lost");
			for (String[] command : new String[][] { { "upgrade", "head" }, { "downgrade", "base" } }) {
				Answered run = as(login, null, command);
				assertThat(run.status()).as(run.err()).isZero();
				assertThat(ownerOf("ids")).isEqualTo(owner);
				assertThat(this.database.jdbc()
					.sql("select has_table_privilege(?, 'ids', 'select')")
					.param(login)
					.query(Boolean.class)
					.single()).isTrue();
			}
		}
		finally {
			sql("drop owned by %s, %s cascade".formatted(login, owner));
			sql("drop role %s, %s".formatted(login, owner));
		}
	}

	private Answered as(String login, @Nullable String model, String... command) throws IOException {
		List<String> arguments = new ArrayList<>(List.of(command));
		if (model != null) {
			Path file = Files.writeString(this.models.resolve("model.sql"), model);
			arguments.addAll(List.of("--model", file.toString()));
		}
		return Cli.of(Nothing.class)
			.locations(this.folder)
			.with("-x", "db_url=" + this.database.libpqUrl(login, "x"))
			.run(arguments.toArray(String[]::new));
	}

	private Path theFile(String revision) throws IOException {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.folder, "*_%s_*".formatted(revision))) {
			return files.iterator().next();
		}
	}

	private String ownerOf(String relation) {
		return this.database.jdbc()
			.sql("select relowner::regrole::text from pg_class where oid = ?::regclass")
			.param(relation)
			.query(String.class)
			.single();
	}

	@Test
	void whatTheFileSaysNothingAboutIsListed() throws IOException {
		sql(ITEMS);
		sql("create publication everything for all tables");
		sql("grant select on items to pg_monitor");
		Answered check = withFile(ITEMS + ";", "check");
		assertThat(check.status()).isZero();
		assertThat(check.err()).contains("left alone: publication everything",
				"left alone: privileges public.items.pg_monitor");
	}

	@Test
	void privilegesAndPublicationsThatTheFileDeclaresAreCompared() throws IOException {
		sql(ITEMS);
		sql("create publication everything for all tables");
		String model = ITEMS
				+ "; grant select, insert on items to pg_monitor; create publication items_only for table items;";
		Answered check = withFile(model, "check");
		assertThat(check.status()).as(check.err()).isEqualTo(3);
		assertThat(check.out()).contains("create publication", "drop publication", "public.items.pg_monitor");
		Answered generated = withFile(model, "revision", "--autogenerate", "-m", "x");
		assertThat(generated.status()).as(generated.err()).isZero();
		assertThat(run(Nothing.class, "upgrade", "head").status()).isZero();
		assertThat(mayRead("items")).isTrue();
		assertThat(withFile(model, "check").status()).isZero();
		assertThat(run(Nothing.class, "downgrade", "base").status()).isZero();
		assertThat(mayRead("items")).isFalse();
	}

	@Test
	void entityMayStandForAView() {
		sql("create table items (id bigint primary key, name text)");
		sql("create view named as select id, name from items");
		Answered check = run(Entities.class, "check");
		assertThat(check.out()).doesNotContain("named");
		assertThat(check.status()).as(check.out()).isZero();
	}

	@Test
	void pruneDropsWhatTheModelHasNotButNothingExcluded() {
		sql("create table items (id bigint primary key, name text)");
		sql("create table named (id bigint primary key)");
		sql("create index by_name on items (name)");
		sql("create table foreign_tool (id int)");
		sql("create view report as select id from foreign_tool");
		sql("grant select on items to pg_monitor");
		Answered check = run(Entities.class, "check", "--prune", "--app.migrations.autogenerate.exclude=report");
		assertThat(check.out()).isEqualTo("drop index          public.by_name\n");
		assertThat(run(Entities.class, "check", "--app.migrations.autogenerate.exclude=report").status()).isZero();
		assertThat(run(Entities.class, "check", "--prune").out()).contains("drop table", "public.foreign_tool",
				"drop view", "public.report");
	}

	@Test
	void customizerTakesChangesOutAndTheRestIsProven() throws IOException {
		Answered generated = run(Customized.class, "revision", "--autogenerate", "-m", "x", "--rev-id", "a1");
		assertThat(generated.status()).as(generated.err()).isZero();
		assertThat(generated.err()).contains("proven");
		String written = Files.readString(this.folder.resolve(generated.out().strip().replaceFirst(".*/", "")));
		assertThat(written).contains("create table items").doesNotContain("named");
		assertThat(run(Customized.class, "upgrade", "head").status()).isZero();
		assertThat(run(Customized.class, "check").status()).isZero();
		assertThat(run(Entities.class, "check").out()).isEqualTo("create table        public.named\n");
	}

	@Test
	void namingConventionNamesWhatTheModelDoesNot() {
		run(Named.class, "revision", "--autogenerate", "-m", "x");
		assertThat(run(Named.class, "upgrade", "head").status()).isZero();
		assertThat(this.database.jdbc()
			.sql("select conname from pg_constraint where contype = 'p' and conrelid = 'items'::regclass")
			.query(String.class)
			.single()).isEqualTo("items_primary_key_id");
		assertThat(run(Named.class, "check").status()).isZero();
		assertThat(run(Entities.class, "check").status()).isZero();
	}

	private void sql(String statement) {
		this.database.jdbc().sql(statement).update();
	}

	private boolean mayRead(String relation) {
		return this.database.jdbc()
			.sql("select has_table_privilege('pg_monitor', ?, 'select')")
			.param(relation)
			.query(Boolean.class)
			.single();
	}

	private Answered withFile(String model, String... command) throws IOException {
		Path file = Files.writeString(this.models.resolve("model.sql"), model);
		List<String> arguments = new ArrayList<>(List.of(command));
		arguments.addAll(List.of("--model", file.toString()));
		return run(Nothing.class, arguments.toArray(String[]::new));
	}

	private Answered run(Class<?> application, String... command) {
		return Cli.of(application).locations(this.folder).database(this.database).run(command);
	}

	@EnableAutoConfiguration
	static class Nothing {

	}

	@EnableAutoConfiguration
	static class Entities {

		@Bean
		ModelSource entities() {
			return (major, minor, schema) -> Model.builder("entities")
				.statements(List.of(new Model.Statement(ITEMS, "Item"),
						new Model.Statement("create table named (id bigint primary key)", "Named")))
				.build();
		}

	}

	static class Customized extends Entities {

		@Bean
		RevisionCustomizer withoutNamed() {
			return (draft) -> new RevisionCustomizer.Draft(
					draft.upgrade().stream().filter((change) -> !change.object().name().equals("named")).toList(),
					draft.downgrade().stream().filter((change) -> !change.object().name().equals("named")).toList());
		}

	}

	static class Named extends Entities {

		@Bean
		NamingConvention convention() {
			return (type, table, columns) -> "%s_%s_%s".formatted(table, type.name().toLowerCase(Locale.ROOT),
					String.join("_", columns));
		}

	}

}
