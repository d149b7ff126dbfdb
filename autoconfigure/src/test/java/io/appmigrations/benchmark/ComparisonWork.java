package io.appmigrations.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import io.appmigrations.benchmark.application.BenchmarkApplication;

/**
 * W5: {@code check} as a whole process beside the mapping of the same entities by
 * Hibernate in a JVM that does nothing else.
 */
final class ComparisonWork implements Work {

	private static final List<Integer> SIZES = List.of(100, 500, 1000, 5000);

	/**
	 * Alembic asks several times for each table: with more of them it would be an hour of
	 * waiting.
	 */
	private static final int MOST_FOR_ALEMBIC = 500;

	@Override
	public String id() {
		return "W5";
	}

	private static String own(int tables) {
		return String.format(Locale.ROOT, "%s, check, %,d tables", Tool.APP_MIGRATIONS, tables);
	}

	private static String bare(int tables) {
		return String.format(Locale.ROOT, "Hibernate's mapping alone, %,d tables", tables);
	}

	private static String alembic(int tables) {
		return String.format(Locale.ROOT, "Alembic, comparison, %,d tables", tables);
	}

	@Override
	public List<Case> cases(Bench bench) throws Exception {
		List<Case> cases = new ArrayList<>();
		Path scripts = bench.scripts().jar(Tool.APP_MIGRATIONS, "w5", 1, Scripts::nothing);
		for (int size : SIZES) {
			int tables = bench.size(size);
			String database = "w5_" + size;
			Path entities = entities(bench, tables);
			bench.server().create(database, null);
			bench.run(bench.application(Tool.APP_MIGRATIONS, scripts, database), 0);
			create(bench, database, tables);
			Path names = Files.write(bench.folder().resolve(database + ".txt"),
					Stream.iterate(0, (number) -> number + 1)
						.limit(tables)
						.map((number) -> "io.appmigrations.benchmark.application.generated.E" + number)
						.toList());
			cases.add(
					new Case(bare(size),
							() -> bench.run(Bench.java(List.of(), bench.classPath().of(Tool.APP_MIGRATIONS, entities),
									BareMapping.class.getName(), List.of(names.toString(), Integer.toString(tables))),
									0)));
			cases.add(new Case(own(size),
					() -> bench.run(Bench.java(List.of(), bench.classPath().of(Tool.APP_MIGRATIONS, entities, scripts),
							BenchmarkApplication.class.getName(), check(bench, database)), 0)));
			if (size <= MOST_FOR_ALEMBIC && Programs.alembic().isPresent()) {
				List<String> program = AlembicModel.write(bench.folder(), tables);
				cases.add(new Case(alembic(size), () -> {
					List<String> command = new ArrayList<>(program);
					command.add(bench.server().libpqUrl(database).replace("postgresql:", "postgresql+psycopg2:"));
					return bench.run(command, 0);
				}));
			}
		}
		return cases;
	}

	private static List<String> check(Bench bench, String database) {
		List<String> arguments = new ArrayList<>(List.of("migrations", "check"));
		arguments.addAll(bench.arguments(database));
		return arguments;
	}

	/** Compiles entities into a jar. Each refers to the one before. */
	private static Path entities(Bench bench, int count) throws IOException {
		Path sources = Files.createDirectory(bench.folder().resolve("entities-" + count));
		List<String> files = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Path file = sources.resolve("io/appmigrations/benchmark/application/generated/E%s.java".formatted(i));
			Files.createDirectories(file.getParent());
			Files.writeString(file, """
					package io.appmigrations.benchmark.application.generated;

					import jakarta.persistence.*;

					@Entity
					@Table(indexes = @Index(name = "e%1$s_name_idx", columnList = "name"))
					public class E%1$s {

						@Id
						@GeneratedValue(strategy = GenerationType.IDENTITY)
						Long id;

						@Column(nullable = false, length = 100)
						String name;

						java.math.BigDecimal amount;

						java.time.Instant created;

						boolean active;

						@ManyToOne(fetch = FetchType.LAZY)
						@JoinColumn(foreignKey = @ForeignKey(name = "e%1$s_parent_fk"))
						E%2$s parent;

					}
					""".formatted(i, Math.max(0, i - 1)));
			files.add(file.toString());
		}
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-parameters", "-cp",
				bench.classPath().of(Tool.NONE), "-d", sources.toString()));
		arguments.addAll(files);
		if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
			throw new IllegalStateException("The entities do not compile");
		}
		Map<String, Path> classes = new TreeMap<>();
		try (Stream<Path> found = Files.walk(sources)) {
			found.filter((file) -> file.toString().endsWith(".class"))
				.forEach((file) -> classes.put(sources.relativize(file).toString(), file));
		}
		return bench.classPath().jar("entities-" + count, classes);
	}

	private static void create(Bench bench, String database, int count) throws Exception {
		StringBuilder script = new StringBuilder("create table thing (id bigint primary key);\n");
		for (int i = 0; i < count; i++) {
			script.append("""
					create table e%1$s (
					    active boolean not null,
					    amount numeric(38, 2),
					    created timestamp(6) with time zone,
					    id bigint generated by default as identity primary key,
					    parent_id bigint constraint e%1$s_parent_fk references e%2$s,
					    name varchar(100) not null
					);
					create index e%1$s_name_idx on e%1$s (name);
					""".formatted(i, Math.max(0, i - 1)));
		}
		Path folder = Files.createDirectory(bench.folder().resolve(database));
		Files.writeString(folder.resolve("000001.sql"), script);
		MeasuredProcess.run(bench.folder(), Bench.java(List.of(), bench.classPath().of(Tool.NONE),
				PlainJdbc.class.getName(), List.of(bench.server().url(database), folder.toString())), 0);
		bench.server().dropVersions(database);
	}

	@Override
	public List<Goal> goals(Results results) {
		List<Goal> goals = new ArrayList<>(List.of(
				new Goal("check / Hibernate's mapping alone, 100 tables",
						results.millis(own(100)) / results.millis(bare(100)), 1.5),
				new Goal("check / Hibernate's mapping alone, 1,000 tables",
						results.millis(own(1000)) / results.millis(bare(1000)), 2),
				new Goal("check of 5,000 tables / a minute", results.millis(own(5000)) / 60_000, 1)));
		SIZES.stream()
			.filter((size) -> results.has(alembic(size)))
			.forEach((size) -> goals.add(new Goal(String.format(Locale.ROOT, "check / Alembic, %,d tables", size),
					results.millis(own(size)) / results.millis(alembic(size)), 1)));
		return goals;
	}

}
