package io.appmigrations.internal.script;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;

/**
 * What the statements of a model file may be: those whose results are compared. Others
 * would be run and rolled back, and nobody would notice that they do nothing.
 */
final class ModelStatements {

	/** A comment with a space behind the colon may be about a model. */
	private static final Pattern MARKER = Pattern
		.compile("(?m)^--[ \\t]*model(?:[ \\t]*:[ \\t]*(?<data>data)[ \\t]*$|:\\S.*$)");

	/**
	 * What leaves nothing that is compared; what PostgreSQL does not know it says itself.
	 */
	private static final Set<String> LEAVE_NOTHING = Set.of("select", "with", "values", "table", "explain", "analyze",
			"analyse", "vacuum", "cluster", "reindex", "refresh", "lock", "call", "execute", "prepare", "deallocate",
			"listen", "notify", "unlisten", "load", "discard", "checkpoint", "declare", "fetch", "move", "close",
			"show", "savepoint", "release", "rollback", "abort", "commit", "end", "reassign");

	private static final Set<String> CHANGE_ROWS = Set.of("update", "delete", "merge", "truncate", "copy");

	/** What belongs to the server, with what its kind is called in the plural. */
	private static final Map<String, String> OF_SERVER = Map.of("role", "roles", "user", "roles", "group", "roles",
			"database", "databases", "tablespace", "tablespaces", "system", "settings of the server");

	private final String path;

	/** Whether the marker stands above. */
	private boolean data;

	private int markerLine;

	private boolean used = true;

	ModelStatements(String path) {
		this.path = path;
	}

	/**
	 * Reads the comments before a statement.
	 * @param comments the comments
	 * @param line the line of the statement, or the last one of the file
	 */
	void comments(String comments, int line) {
		Matcher marker = MARKER.matcher(withoutBlocks(comments));
		while (marker.find()) {
			if (marker.group("data") == null) {
				throw new ScriptException(this.path, line,
						"the comment above is not a marker of a model: '%s'".formatted(marker.group().strip()),
						"The only one is '-- model:data', which declares the rows of the inserts below it.");
			}
			this.data = true;
			this.used = false;
			this.markerLine = line;
		}
	}

	/** What stands in a block comment is not said. */
	private static String withoutBlocks(String comments) {
		StringBuilder lines = new StringBuilder();
		int depth = 0;
		boolean inLine = false;
		for (int i = 0; i < comments.length(); i++) {
			char c = comments.charAt(i);
			if (depth == 0 && c == '\n') {
				inLine = false;
			}
			else if (depth == 0 && comments.startsWith("--", i)) {
				inLine = true;
			}
			if (!inLine && comments.startsWith("/*", i)) {
				depth++;
				i++;
				lines.append(' ');
			}
			else if (depth > 0 && comments.startsWith("*/", i)) {
				depth--;
				i++;
			}
			else if (depth == 0) {
				lines.append(c);
			}
		}
		return lines.toString();
	}

	/** Says whether a statement declares rows, and refuses what declares nothing. */
	boolean isData(SqlStatement statement) {
		String verb = statement.words().isEmpty() ? "" : statement.words().get(0);
		if (verb.equals("insert")) {
			if (!this.data) {
				throw refused(statement, "INSERT without '-- model:data' in a model",
						"Write '-- model:data' in a line above if the rows are reference data, so that revisions keep the table as declared. Otherwise move the insert to a revision.");
			}
			this.used = true;
			return true;
		}
		if (CHANGE_ROWS.contains(verb)) {
			throw refused(statement, "%s is not allowed in a model".formatted(verb.toUpperCase(Locale.ROOT)),
					"A model says which rows there are, by inserts below '-- model:data'; a revision says what happens to others.");
		}
		StatementShape shape = StatementShape.of(statement.text());
		if (verb.equals("do")) {
			throw refused(statement, "DO is not allowed in a model, since what a block of code does is not compared",
					"Write what it creates as statements, or move it to a revision.");
		}
		if (verb.equals("create") && shape.has("temporary")) {
			throw refused(statement,
					"CREATE TEMPORARY is not allowed in a model, since what is temporary is not compared",
					"Remove it: it would be gone with the session.");
		}
		String server = verb.equals("drop") ? null : OF_SERVER.get(shape.kind());
		if (server != null) {
			throw refused(statement,
					"%s %s is not allowed in a model, since %s belong to the server and are not compared"
						.formatted(verb.toUpperCase(Locale.ROOT), shape.kind().toUpperCase(Locale.ROOT), server),
					"Move it to a revision, or to whatever sets up the server.");
		}
		if ((verb.equals("grant") || verb.equals("revoke")) && !names(statement.text(), "on")) {
			throw refused(statement,
					"%s of a role is not allowed in a model, since roles belong to the server and are not compared"
						.formatted(verb.toUpperCase(Locale.ROOT)),
					"Move it to a revision, or to whatever sets up the server.");
		}
		if (LEAVE_NOTHING.contains(verb.isEmpty() ? "select" : verb) && !statement.changesSettings()) {
			throw refused(statement,
					"%s is not allowed in a model, since nothing of what it does is compared"
						.formatted(verb.isEmpty() ? "This statement" : verb.toUpperCase(Locale.ROOT)),
					"A model declares objects (create, alter, comment, grant) and reference data. Move the statement to a revision.");
		}
		return false;
	}

	private static boolean names(String sql, String word) {
		SqlTokens tokens = SqlTokens.of(sql);
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			if (token.is(word)) {
				return true;
			}
		}
		return false;
	}

	/** At the end, a marker must have had an insert. */
	void end() {
		if (!this.used) {
			throw new ScriptException(this.path, this.markerLine, "no insert follows '-- model:data'",
					"Write the marker above the inserts that declare the rows, or remove it.");
		}
	}

	private ScriptException refused(SqlStatement statement, String message, String hint) {
		return new ScriptException(this.path, statement.line(), message, hint);
	}

}
