package io.appmigrations.internal.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.GeneratedRevision;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.OnlineMode;
import io.appmigrations.RevisionRequest;
import io.appmigrations.SchemaComparison;
import io.appmigrations.StampRequest;
import io.appmigrations.internal.compare.ModelList;
import io.appmigrations.internal.declaration.NameChangeReader;
import io.appmigrations.internal.diff.DiffCase;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.javarevision.RevisionContext;
import io.appmigrations.javarevision.RevisionInfo;
import io.appmigrations.model.Model;
import io.appmigrations.model.ModelSource;
import io.appmigrations.model.Renaming;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a revision made from a model of entities goes when they declare it no more; what
 * anybody else made is left alone. The cases are stories in {@code made-objects.txt}, one
 * step a line:
 * <dl>
 * <dt>model: ...
 * <dd>what the entities declare from now on
 * <dt>sql: ...
 * <dd>somebody runs something in the database
 * <dt>file: ...
 * <dd>the model is a file of DDL
 * <dt>files: one.sql = ... @@ two.sql = ...
 * <dd>the model is the entities and these files; {@code @data} stands for
 * {@code -- model:data} in a line of its own
 * <dt>whole: one.sql = ... @@ two.sql = ...
 * <dd>the model is these files alone
 * <dt>declare: table crm.users from public.users | column users.name from title | value
 * users.state.OPEN from NEW | ...
 * <dd>the entities say what was called otherwise ({@code @RenamedFrom})
 * <dt>generate [--rename OLD=NEW | --rename-value OLD=NEW]...
 * <dd>a revision is generated, proven, run, undone and run again
 * <dt>generate --expand
 * <dd>the same with tables changed online, in several revisions where need be
 * <dt>refuses: ... | ...
 * <dd>no revision is generated, and why
 * <dt>advises: ...
 * <dd>what to do about that
 * <dt>wrote: ... | ...
 * <dd>what stands in the last revision, in this order
 * <dt>rows: QUERY => VALUE
 * <dd>what a query gives now, and after the last revision is undone and run again
 * <dt>before: QUERY => VALUE
 * <dd>what a query gives while the last revision is undone
 * <dt>suggests: ... | ...
 * <dd>what a comparison takes for a rename, perhaps
 * <dt>write, run
 * <dd>the same in two steps, without undoing
 * <dt>edit: THIS => THAT
 * <dd>somebody edits the last revision
 * <dt>revision: ...
 * <dd>somebody writes a revision by hand, which is run
 * <dt>forget
 * <dd>all revisions are as earlier versions of the tool wrote them
 * <dt>squash
 * <dd>one revision takes the place of all
 * <dt>check: ... | ...
 * <dd>what a comparison says, whatever the order of the files
 * </dl>
 */
@DatabaseTest
class MadeObjectsTests {

	@TestFactory
	Stream<DynamicTest> whatNobodyDeclaresGoesOnlyWhereARevisionMadeIt(TestDatabase database, @TempDir Path folder)
			throws IOException {
		return stories("made-objects.txt", database, folder);
	}

	@TestFactory
	Stream<DynamicTest> whatIsRenamedOrMovedKeepsItsRows(TestDatabase database, @TempDir Path folder)
			throws IOException {
		return stories("renames.txt", database, folder);
	}

	@TestFactory
	Stream<DynamicTest> filesDeclareWhatEntitiesCannotSay(TestDatabase database, @TempDir Path folder)
			throws IOException {
		return stories("model-list.txt", database, folder);
	}

	@TestFactory
	Stream<DynamicTest> filesDeclareReferenceData(TestDatabase database, @TempDir Path folder) throws IOException {
		return stories("reference-data.txt", database, folder);
	}

	private Stream<DynamicTest> stories(String file, TestDatabase database, Path folder) throws IOException {
		String text = new String(Objects.requireNonNull(getClass().getResourceAsStream(file)).readAllBytes(),
				StandardCharsets.UTF_8);
		List<String> stories = Arrays.stream(text.split("(?m)^=== ", -1)).filter((story) -> !story.isBlank()).toList();
		return DiffCase.sample(stories)
			.stream()
			.map((story) -> DynamicTest.dynamicTest(story.lines().findFirst().orElseThrow(), () -> {
				List.of("drop schema public cascade", "create schema public", "drop schema if exists other cascade",
						"create schema other", "drop schema if exists crm cascade")
					.forEach((sql) -> database.jdbc().sql(sql).update());
				Path own = Files.createTempDirectory(folder, "story");
				new Story(database, own).play(story.lines().skip(1).filter((line) -> !line.isBlank()).toList());
			}));
	}

	@Test
	void aJavaRevisionSaysWhatItMadeAndRenamed(TestDatabase database) {
		Migrations migrations = Revisions.none()
			.java(new Items())
			.autogenerate(AutogenerateSettings.of(entities("create table things (id bigint primary key, name text)")))
			.on(database);
		migrations.upgrade("heads");
		database.jdbc().sql("create schema other").update();
		database.jdbc().sql("create index own on things (name)").update();
		assertThat(said(migrations.check(AutogenerateOptions.defaults())))
			.containsExactlyInAnyOrder("drop_index public.by_name", "left alone index public.own");
	}

	@Test
	void longStatementsOfDataAreNotRead() {
		assertThat(NameChangeReader.read("insert into t values ('" + "drop index i;".repeat(100_000) + "')")).isEmpty();
		assertThat(NameChangeReader.read("create view v as select '" + "x''".repeat(100_000) + "'")).hasSize(1);
	}

	private static ModelSource entities(String sql) {
		return entities(sql, List.of(), List.of());
	}

	private static ModelSource entities(String sql, List<Model.RenamedFrom> renames, List<Model.RenamedValue> values) {
		Set<String> schemas = sql.contains("crm.") ? Set.of("other", "crm") : Set.of("other");
		return (major, minor, schema) -> Model.builder("entities")
			.statements(DiffCase.statements(sql)
				.stream()
				.map((statement) -> new Model.Statement(statement, "Entity"))
				.toList())
			.schemas(schemas)
			.renames(renames)
			.renamedValues(values)
			.build();
	}

	private static Set<String> said(SchemaComparison comparison) {
		Set<String> said = new TreeSet<>();
		comparison.upgrade().forEach((change) -> said.add(change.kind() + " " + change.object()));
		comparison.notInModel().forEach((id) -> said.add("left alone " + id.kind().keyword() + " " + id));
		return said;
	}

	/** One case. */
	private static final class Story {

		private final TestDatabase database;

		private final Path folder;

		private String model = "";

		private @Nullable String file;

		/** The files beside the entities, by name. */
		private final Map<String, String> files = new TreeMap<>();

		private boolean reversed;

		private List<Model.RenamedFrom> renames = List.of();

		private List<Model.RenamedValue> values = List.of();

		private List<String> unproven = List.of();

		private int count;

		Story(TestDatabase database, Path folder) {
			this.database = database;
			this.folder = folder;
		}

		void play(List<String> steps) throws IOException {
			for (String step : steps) {
				int colon = step.indexOf(": ");
				String name = (colon < 0) ? step.split(" ", -1)[0] : step.substring(0, colon);
				String rest = step.substring((colon < 0) ? Math.min(name.length() + 1, step.length()) : colon + 2);
				step(name, rest);
			}
		}

		private void step(String name, String rest) throws IOException {
			switch (name) {
				case "model" -> this.model = rest;
				case "file" -> this.file = Files
					.writeString(this.folder.resolveSibling(this.folder.getFileName() + ".sql"), text(rest))
					.toString();
				case "files" -> {
					this.files.clear();
					this.files.putAll(files(rest));
				}
				case "whole" -> {
					Path models = Files.createTempDirectory(this.folder.getParent(), "whole");
					for (Map.Entry<String, String> each : files(rest).entrySet()) {
						Files.writeString(models.resolve(each.getKey()), each.getValue());
					}
					this.file = models + "/*.sql";
				}
				case "declare" -> {
					List<String> declared = List.of(rest.split(" \\| ", -1));
					this.renames = declared.stream()
						.filter((one) -> !one.startsWith("value "))
						.map(Story::declared)
						.toList();
					this.values = declared.stream()
						.filter((one) -> one.startsWith("value "))
						.map((one) -> one.split("[. ]", -1))
						.map((one) -> new Model.RenamedValue(null, one[1], one[2], one[5], one[3]))
						.toList();
				}
				case "wrote" -> assertThat(Files.readString(last())).containsSubsequence(rest.split(" \\| ", -1));
				case "rows" -> {
					assertRows(rest);
					migrations().downgrade("-1");
					migrations().upgrade("heads");
					assertRows(rest);
				}
				case "before" -> {
					migrations().downgrade("-1");
					assertRows(rest);
					migrations().upgrade("heads");
				}
				case "suggests" ->
					assertThat(migrations().check(options(List.of())).probableRenames()).extracting(Renaming::argument)
						.isEqualTo(rest.equals("nothing") ? List.of() : List.of(rest.split(" \\| ", -1)));
				case "sql" -> DiffCase.statements(rest).forEach((sql) -> this.database.jdbc().sql(sql).update());
				case "generate" -> {
					generate(rest);
					migrations().upgrade("heads");
					migrations().downgrade("-1");
					migrations().upgrade("heads");
				}
				case "refuses" -> assertThatThrownBy(() -> generate("")).isInstanceOf(MigrationException.class)
					.message()
					.contains(rest.split(" \\| ", -1));
				case "advises" -> assertThatThrownBy(() -> generate("")).extracting("hint").asString().contains(rest);
				case "write" -> generate(rest);
				case "run" -> migrations().upgrade("heads");
				case "edit" -> {
					String[] sides = rest.replace("\\n", "\n").split(" => ", -1);
					String before = Files.readString(last());
					assertThat(before).contains(sides[0]);
					Files.writeString(last(), before.replace(sides[0], sides[1]));
				}
				case "revision" -> {
					write("-- migrate:upgrade\n" + rest + ";");
					migrations().upgrade("heads");
				}
				case "forget" -> {
					for (Path file : files()) {
						Files.writeString(file, Files.readString(file).replaceAll("(?m)^-- (made|gone): .*\n", ""));
					}
				}
				case "squash" -> squash();
				case "check" -> {
					Set<String> expected = new TreeSet<>(
							rest.equals("nothing") ? List.of() : List.of(rest.split(" \\| ", -1)));
					assertThat(said(migrations().check(options(List.of())))).isEqualTo(expected);
					if (this.files.size() > 1) {
						this.reversed = true;
						assertThat(said(migrations().check(options(List.of())))).isEqualTo(expected);
						this.reversed = false;
					}
				}
				default -> throw new IllegalArgumentException(name);
			}
		}

		private static Map<String, String> files(String text) {
			Map<String, String> files = new TreeMap<>();
			Stream.of(text.split(" @@ ", -1))
				.map((one) -> one.split(" = ", 2))
				.forEach((one) -> files.put(one[0], text(one[1])));
			return files;
		}

		private static String text(String statements) {
			return statements.replace("@data ", "\n-- model:data\n");
		}

		private void generate(String options) {
			List<String> words = List.of(options.split(" ", -1));
			this.count++;
			GeneratedRevision generated = migrations()
				.autogenerate(RevisionRequest.builder("r" + this.count).id("r" + this.count).build(), options(words));
			assertThat(generated.revision()).isNotNull();
			this.unproven = generated.comparison().rows().unproven();
		}

		private AutogenerateOptions options(List<String> words) {
			return AutogenerateOptions.builder()
				.model(this.file)
				.renames(after("--rename", words))
				.valueRenames(after("--rename-value", words))
				.online(words.contains("--expand") ? OnlineMode.EXPAND : OnlineMode.ON)
				.build();
		}

		private static List<String> after(String option, List<String> words) {
			return IntStream.range(1, words.size())
				.filter((i) -> words.get(i - 1).equals(option))
				.mapToObj(words::get)
				.toList();
		}

		private void assertRows(String rest) {
			assertThat(this.unproven).isEmpty();
			String[] sides = rest.split(" => ", -1);
			assertThat(this.database.jdbc().sql(sides[0]).query(String.class).single()).isEqualTo(sides[1]);
		}

		private static Model.RenamedFrom declared(String text) {
			String[] words = text.split(" ", -1);
			String[] names = words[1].split("\\.", -1);
			boolean column = words[0].equals("column");
			int table = column ? names.length - 2 : names.length - 1;
			return new Model.RenamedFrom((table > 0) ? names[0] : null, names[table],
					column ? names[names.length - 1] : null, words[3]);
		}

		private void write(String sections) throws IOException {
			String down = (this.count == 0) ? "" : "r" + this.count;
			this.count++;
			Files.writeString(this.folder.resolve("9999_r" + this.count + ".sql"),
					"-- by hand\n-- revision: r%s\n-- down-revision: %s\n%s\n".formatted(String.valueOf(this.count),
							down, sections));
		}

		private void squash() throws IOException {
			StringBuilder all = new StringBuilder("-- migrate:upgrade\n");
			for (Path file : files()) {
				all.append(Files.readString(file)
					.replaceAll("(?s).*-- migrate:upgrade\n(.*?)(-- migrate:downgrade.*|$)", "$1"));
				Files.delete(file);
			}
			this.count = 0;
			write(all.toString());
			migrations().stamp(StampRequest.to("heads").purge());
		}

		private List<Path> files() {
			List<Path> files = new ArrayList<>();
			try (DirectoryStream<Path> found = Files.newDirectoryStream(this.folder, "*.sql")) {
				found.forEach(files::add);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			files.sort((left, right) -> Integer.compare(number(left), number(right)));
			return files;
		}

		private static int number(Path file) {
			try {
				return Integer.parseInt(Files.readString(file).replaceAll("(?s).*-- revision: r(\\d+).*", "$1"));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private Path last() {
			return files().get(files().size() - 1);
		}

		private Migrations migrations() {
			return Revisions.none()
				.folder(this.folder)
				.autogenerate(AutogenerateSettings.of(source()))
				.on(this.database);
		}

		private ModelSource source() {
			ModelSource entities = entities(this.model, this.renames, this.values);
			if (this.files.isEmpty()) {
				return entities;
			}
			try {
				Path models = Files.createTempDirectory(this.folder.getParent(), "models");
				List<String> list = new ArrayList<>(List.of("jpa"));
				int number = 0;
				for (Map.Entry<String, String> each : this.files.entrySet()) {
					number++;
					String name = this.reversed ? (999 - number) + ".sql" : each.getKey();
					list.add(0, "file:" + Files.writeString(models.resolve(name), each.getValue()));
				}
				return new ModelList(this.reversed ? list : List.of("jpa", "file:" + models + "/*.sql"), entities);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	@RevisionInfo(revision = "a1", message = "items", generated = { "alter table items rename to things",
			"made: index things.by_name, constraint things.items_pkey" })
	static class Items implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
			context.jdbc().sql("create table items (id bigint primary key, name text)").update();
			context.jdbc().sql("create index by_name on items (name)").update();
			context.jdbc().sql("alter table items rename to things").update();
		}

	}

}
