package io.appmigrations.internal.database.version;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.appmigrations.internal.database.Quoting;
import org.jspecify.annotations.Nullable;

/**
 * What releases change about the tool's own tables, in order. The comment on the version
 * table says how many of the changes were made, and is written in their transaction; it
 * is read with the rows, so that it costs nothing.
 * <p>
 * The changes run under the migration lock before the next write, never at a start that
 * finds nothing pending: what reads the tables must bear those of every version. A
 * release that does not know the latest changes continues to use the tables, unless one
 * of the changes is {@linkplain Change#breaking breaking}: then it stops. The version
 * table keeps its name, the column {@code revision} and its comment forever. A change may
 * run again where the comment was lost.
 *
 * @param changes the changes that come after the creation; tables of version 1 have none
 * of them
 */
public record TableChanges(List<Change> changes) {

	/** The changes of this release. */
	public static final TableChanges OF_THIS_RELEASE = new TableChanges(List.of());

	private static final Pattern VERSION = Pattern.compile("tables of version (\\d{1,6})");

	private static final Pattern USABLE_FROM = Pattern.compile("usable from version (\\d{1,6})");

	/**
	 * Copies the list.
	 */
	public TableChanges {
		changes = List.copyOf(changes);
	}

	/** The version that tables have after all changes. */
	int latest() {
		return this.changes.size() + 1;
	}

	/** The oldest version whose releases can use the tables after all changes. */
	private int usableFrom() {
		int from = 1;
		for (int i = 0; i < this.changes.size(); i++) {
			if (this.changes.get(i).breaking()) {
				from = i + 2;
			}
		}
		return from;
	}

	/** Reads the version; tables of the first release do not name it. */
	static int version(@Nullable String comment) {
		return number(VERSION, comment);
	}

	/** Whether a release that has these changes can use tables with a comment. */
	boolean canUse(@Nullable String comment) {
		return number(USABLE_FROM, comment) <= latest();
	}

	private static int number(Pattern pattern, @Nullable String comment) {
		Matcher matcher = pattern.matcher((comment != null) ? comment : "");
		return matcher.find() ? Integer.parseInt(matcher.group(1)) : 1;
	}

	/**
	 * Returns what brings tables of a version to the latest, and notes it; nothing where
	 * they are at it or beyond.
	 */
	List<String> since(int version, VersionTable table) {
		List<String> statements = new ArrayList<>();
		for (int next = Math.max(1, version); next < latest(); next++) {
			statements.addAll(this.changes.get(next - 1).statements().apply(table));
		}
		if (version < latest()) {
			statements.add(comment(table));
		}
		return statements;
	}

	String comment(VersionTable table) {
		String usable = (usableFrom() > 1) ? ", usable from version " + usableFrom() : "";
		return "comment on table %s is 'Revisions this database is at; written by App Migrations, tables of version %s%s'"
			.formatted(table.name(), latest(), usable);
	}

	/** For a script, whose writer does not see the comment; zero where it has none. */
	private static String numberInSql(String pattern, VersionTable table) {
		return "coalesce(pg_catalog.substring(pg_catalog.obj_description(pg_catalog.to_regclass(%s)::pg_catalog.oid, 'pg_class'), '%s')::pg_catalog.int4, 0)"
			.formatted(Quoting.literal(table.name()), pattern);
	}

	/** A condition in SQL: whether a release later than this one has locked it out. */
	String cannotUseInSql(VersionTable table) {
		return "%s > %s".formatted(numberInSql("usable from version ([0-9]{1,6})", table), latest());
	}

	/**
	 * The same as {@link #since} in one statement, which finds out the version itself.
	 */
	String inSql(VersionTable table) {
		String statements = since(0, table).stream()
			.map((statement) -> "        " + statement + ";\n")
			.collect(Collectors.joining());
		return """
				do $tables$
				begin
				    if %s < %s then
				%s    end if;
				end $tables$""".formatted(numberInSql("tables of version ([0-9]{1,6})", table), latest(), statements);
	}

	/**
	 * A change of the tables.
	 *
	 * @param statements what makes it; may run again
	 * @param breaking whether releases that do not know it can no longer use the tables
	 */
	public record Change(Function<VersionTable, List<String>> statements, boolean breaking) {

		/**
		 * Releases that do not know the change can still read and write the tables: a new
		 * column that may be null or has a default, a new index.
		 * @param statements what makes it
		 * @return the change
		 */
		public static Change additive(Function<VersionTable, List<String>> statements) {
			return new Change(statements, false);
		}

		/**
		 * Releases that do not know the change must no longer touch the tables.
		 * @param statements what makes it
		 * @return the change
		 */
		public static Change breaking(Function<VersionTable, List<String>> statements) {
			return new Change(statements, true);
		}

	}

}
