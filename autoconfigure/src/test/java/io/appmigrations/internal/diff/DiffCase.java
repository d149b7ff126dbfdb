package io.appmigrations.internal.diff;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.script.ModelFileReader;
import io.appmigrations.internal.script.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * A schema as it is and as it shall be.
 *
 * @param name file and name
 * @param since the oldest PostgreSQL whose syntax it uses
 * @param role a role that must exist, or {@code null}
 * @param oldSql what makes the one
 * @param newSql what makes the other
 */
public record DiffCase(String name, int since, @Nullable String role, String oldSql, String newSql) {

	private static final Pattern CASE = Pattern.compile(
			"(?s)--- case: (?<name>[^\\n]*)\\n(?:--- since (?<since>\\d+)[^\\n]*\\n)?(?:--- role: (?<role>\\w+)\\n)?"
					+ "--- old[^\\n]*\\n(?<old>.*?)--- new[^\\n]*\\n(?<new>.*?)(?=^--- case: |\\z)",
			Pattern.MULTILINE);

	/**
	 * Takes some of many tests, so that the suite stays short: all on the newest
	 * PostgreSQL, every fifth on the oldest.
	 */
	public static <T> List<T> sample(List<T> all) {
		int step = "oldest".equals(System.getProperty("postgres.version")) ? 5 : 1;
		List<T> some = new ArrayList<>();
		for (int i = 0; i < all.size(); i += step) {
			some.add(all.get(i));
		}
		return some;
	}

	public static List<DiffCase> readAll(Path folder) throws IOException {
		List<Path> sorted = new ArrayList<>();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.sql")) {
			files.forEach(sorted::add);
		}
		sorted.sort(null);
		return sorted.stream().flatMap((file) -> read(file).stream()).toList();
	}

	static List<DiffCase> read(Path file) {
		try {
			List<DiffCase> cases = new ArrayList<>();
			Matcher matcher = CASE.matcher(Files.readString(file));
			while (matcher.find()) {
				String since = matcher.group("since");
				cases.add(new DiffCase("%s: %s".formatted(file.getFileName(), matcher.group("name")),
						(since != null) ? Integer.parseInt(since) : 0, matcher.group("role"), matcher.group("old"),
						matcher.group("new")));
			}
			return cases;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns what makes the role, which is rolled back with the rest.
	 */
	public List<String> roleSql() {
		return (this.role != null) ? List.of("""
				do $$ begin
				  if not exists (select from pg_roles where rolname = '%s') then create role %1$s; end if;
				end $$""".formatted(this.role), "grant create on schema public to " + this.role) : List.of();
	}

	public static List<String> statements(String sql) {
		return ModelFileReader.read("case", sql.getBytes(StandardCharsets.UTF_8))
			.stream()
			.map(SqlStatement::text)
			.toList();
	}

	@Override
	public String toString() {
		return this.name;
	}

}
