package io.appmigrations.internal.database;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What later releases change about the tool's own tables, in order. The comment on the
 * version table says how many of the changes were made; it is read with the rows, so that
 * it costs nothing. The changes run before the next write, never at a start that finds
 * nothing pending: what reads the tables must bear those of every version, and so must a
 * release that is older than the tables. A change may run again where the comment was
 * lost.
 *
 * @param changes the statements of each change that comes after the creation; version 1
 * has none of them
 */
record TableChanges(List<Function<VersionTable, List<String>>> changes) {

	/** The changes of this release. */
	static final TableChanges OF_THIS_RELEASE = new TableChanges(List.of());

	private static final Pattern VERSION = Pattern.compile("version (\\d{1,6})$");

	TableChanges {
		changes = List.copyOf(changes);
	}

	/** The version that tables have after all changes. */
	int latest() {
		return this.changes.size() + 1;
	}

	/** Reads the version; tables of the first release do not name it. */
	static int version(@Nullable String comment) {
		Matcher matcher = VERSION.matcher((comment != null) ? comment : "");
		return matcher.find() ? Integer.parseInt(matcher.group(1)) : 1;
	}

	/**
	 * Returns what brings tables of a version to the latest, and notes it; nothing where
	 * they are at it or beyond.
	 */
	List<String> since(int version, VersionTable table) {
		List<String> statements = new ArrayList<>();
		for (int next = version; next < latest(); next++) {
			statements.addAll(this.changes.get(next - 1).apply(table));
		}
		if (version < latest()) {
			statements.add(comment(table));
		}
		return statements;
	}

	String comment(VersionTable table) {
		return "comment on table %s is 'Revisions this database is at; written by App Migrations, tables of version %s'"
			.formatted(table.name(), latest());
	}

}
