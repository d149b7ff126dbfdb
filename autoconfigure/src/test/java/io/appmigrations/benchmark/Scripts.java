package io.appmigrations.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * The same statements in the files of each tool.
 */
final class Scripts {

	private final Path folder;

	private final ClassPath classPath;

	Scripts(Path folder, ClassPath classPath) {
		this.folder = folder;
		this.classPath = classPath;
	}

	/** A table with a key, a foreign key, an index and ten rows. */
	static String table(int number) {
		return """
				create table t%1$s (
				    id bigint generated always as identity primary key,
				    parent bigint references t%2$s,
				    name text not null,
				    created timestamptz not null default now()
				);
				create index t%1$s_name_idx on t%1$s (name);
				insert into t%1$s (name) select 'name ' || n from generate_series(1, 10) n;
				""".formatted(number, Math.max(1, number - 1));
	}

	/** Next to nothing, where it is about the number of files. */
	static String nothing(int number) {
		return "select %s;%n".formatted(number);
	}

	/**
	 * Writes the scripts of a tool into a jar, where the tool looks for them by default.
	 * @param tool which one
	 * @param name the name of the jar
	 * @param count how many scripts
	 * @param sql what they run
	 */
	Path jar(Tool tool, String name, int count, IntFunction<String> sql) throws IOException {
		String unique = name + "-" + tool.id();
		Path files = Files.createDirectory(this.folder.resolve(unique));
		Map<String, Path> entries = new TreeMap<>();
		for (int i = 1; i <= count; i++) {
			String path = switch (tool) {
				case NONE -> String.format(Locale.ROOT, "scripts/%06d.sql", i);
				case APP_MIGRATIONS -> String.format(Locale.ROOT, "db/migrations/%06d.sql", i);
				case FLYWAY -> "db/migration/V%s__script.sql".formatted(i);
				case LIQUIBASE -> String.format(Locale.ROOT, "db/changelog/sets/%06d.sql", i);
			};
			Path file = files.resolve(path);
			Files.createDirectories(file.getParent());
			Files.writeString(file, text(tool, i, sql.apply(i)));
			entries.put(path, file);
		}
		if (tool == Tool.LIQUIBASE) {
			Path master = files.resolve("db/changelog/db.changelog-master.yaml");
			Files.writeString(master, """
					databaseChangeLog:
					  - includeAll:
					      path: db/changelog/sets
					""");
			entries.put("db/changelog/db.changelog-master.yaml", master);
		}
		return this.classPath.jar(unique + "-scripts", entries);
	}

	private static String text(Tool tool, int number, String sql) {
		return switch (tool) {
			case NONE, FLYWAY -> sql;
			case APP_MIGRATIONS -> """
					-- script %1$s
					--
					-- revision: r%1$s
					-- down-revision: %2$s

					-- migrate:upgrade
					%3$s
					-- migrate:downgrade
					""".formatted(number, (number > 1) ? "r" + (number - 1) : "", sql);
			case LIQUIBASE -> """
					--liquibase formatted sql

					--changeset benchmark:%s
					%s""".formatted(number, sql);
		};
	}

}
