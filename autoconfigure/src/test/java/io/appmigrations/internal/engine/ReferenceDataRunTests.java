package io.appmigrations.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.LintRequest;
import io.appmigrations.Mode;
import io.appmigrations.RevisionRequest;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.settings.TenantSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of generated revisions with reference data: in the schemas of tenants, as
 * a script, under the eyes of {@code lint}.
 */
@DatabaseTest
@OnNewestPostgres
class ReferenceDataRunTests {

	private static final String TABLES = """
			create table codes (id bigint generated always as identity primary key, code text not null unique, label text);
			create table items (id bigint primary key, code text not null references codes (code));
			create index items_code_idx on items (code);
			""";

	private static final String ODD = "it''s :x ${x} \\ --";

	@TempDir
	private Path folder;

	private int count;

	@BeforeEach
	void create() throws IOException {
		Files.createDirectories(this.folder.resolve("revisions"));
	}

	private Revisions revisions(TestDatabase database) {
		return Revisions.none()
			.folder(this.folder.resolve("revisions"))
			.autogenerate(AutogenerateSettings.builder((major, minor, schema) -> {
				throw new IllegalStateException("The model is a file");
			}).databases((url) -> new DriverManagerDataSource(url, database.username(), database.password())).build());
	}

	private AutogenerateOptions model() {
		return AutogenerateOptions.builder().model(this.folder.resolve("model.sql").toString()).build();
	}

	/** Rows of codes and of items, which refer to them. */
	private String generate(DefaultMigrations migrations, int from, int to, String label) throws IOException {
		Files.writeString(this.folder.resolve("model.sql"), TABLES + "-- model:data\n"
				+ IntStream.range(from, to)
					.mapToObj((i) -> "(%s, 'c%1$s', '%s')".formatted(String.valueOf(i), label))
					.collect(Collectors.joining(", ", "insert into codes overriding system value values ", ";\n"))
				+ IntStream.range(from, to)
					.mapToObj((i) -> "(%s, 'c%1$s')".formatted(String.valueOf(i)))
					.collect(Collectors.joining(", ", "insert into items values ", ";\n")));
		this.count++;
		String id = "r" + this.count;
		RevisionRequest request = RevisionRequest.builder("rows").id(id).build();
		assertThat(migrations.autogenerate(request, model()).comparison().unproven()).isEmpty();
		migrations.upgrade(id);
		try (Stream<Path> files = Files.list(this.folder.resolve("revisions"))) {
			Path written = files.filter((file) -> file.getFileName().toString().contains(id)).findFirst().orElseThrow();
			return Files.readString(written);
		}
	}

	private static String rows(TestDatabase database, String schema) {
		return database.jdbc()
			.sql("""
					select string_agg(concat_ws(',', c.id, c.code, c.label, i.id), ';' order by c.id)
					from %1$s.codes c full join %1$s.items i using (code)""".formatted(schema))
			.query(String.class)
			.single();
	}

	@Test
	void everyTenantHasTheRows(TestDatabase database) throws IOException {
		DefaultMigrations first = revisions(database).defaultSchema("ten1").on(database);
		String inserts = generate(first, 1, 4, "x");
		String changes = generate(first, 2, 5, "y");
		assertThat(inserts + changes).doesNotContain("ten1").contains("setval('codes_id_seq', id) from codes");
		DefaultMigrations tenants = revisions(database).tenants(new TenantSettings(List.of("ten1", "ten2"), null, 2))
			.on(database);
		tenants.upgrade("heads");
		assertThat(rows(database, "ten2")).isEqualTo("2,c2,y,2;3,c3,y,3;4,c4,y,4").isEqualTo(rows(database, "ten1"));
		assertThat(revisions(database).defaultSchema("ten2").on(database).check(model()).isEmpty()).isTrue();
		assertThat(database.jdbc()
			.sql("insert into ten2.codes (code) values ('new') returning id")
			.query(Long.class)
			.single()).isEqualTo(5L);
		database.jdbc().sql("delete from ten2.codes where code = 'new'").update();
		tenants.downgrade("r1");
		assertThat(rows(database, "ten2")).isEqualTo("1,c1,x,1;2,c2,x,2;3,c3,x,3").isEqualTo(rows(database, "ten1"));
	}

	@Test
	void scriptHasTheRowsAndLintHasNoFinding(TestDatabase database) throws IOException, SQLException {
		DefaultMigrations migrations = revisions(database).on(database);
		generate(migrations, 1, 40, ODD);
		String changes = generate(migrations, 15, 60, "y" + ODD);
		assertThat(changes).contains("\nupdate codes t set label", "\ndelete from codes where id in (");
		String rows = rows(database, "public");
		String up = migrations.upgrade("base:heads", Mode.OFFLINE).sql();
		String down = migrations.downgrade("heads:base", Mode.OFFLINE).sql();
		run(database, down);
		assertThat(database.hasTable("codes")).isFalse();
		assertThat(migrations.lint(LintRequest.all()).findings()).isEmpty();
		run(database, up);
		assertThat(rows(database, "public")).isEqualTo(rows);
		assertThat(migrations.check(model()).isEmpty()).isTrue();
	}

	private static void run(TestDatabase database, @Nullable String script) throws SQLException {
		try (Connection connection = database.dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			statement.setEscapeProcessing(false);
			statement.execute(Objects.requireNonNull(script).replaceAll("(?m)^\\\\.*$", ""));
		}
	}

}
