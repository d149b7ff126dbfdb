package io.appmigrations.internal.execution;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import io.appmigrations.Direction;
import io.appmigrations.Step;
import io.appmigrations.internal.database.ConnectionFailure;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;

/**
 * What to do about a statement of a revision that PostgreSQL refused. A hint follows from
 * the SQLSTATE (manual, appendix A) and from the situation; where these do not tell the
 * cause, it says so.
 */
final class StatementHints {

	/** PostgreSQL cuts longer names (manual, 4.1.1). */
	private static final int MAX_NAME_BYTES = 63;

	private static final Pattern CATALOG = Pattern.compile("\"?pg_[a-z_]+\"?");

	private static final String NO_EXTENSION = "The server does not have the files of this extension or of this "
			+ "version. Install its package on the server, or ask the administrator of the server to do so. "
			+ "pg_available_extensions lists the available ones.";

	/** Where PostgreSQL quotes a name or the place that it does not understand. */
	private static final Set<String> INVISIBLE_STATES = Set.of("42601", "42703", "42P01", "42704", "42883", "3F000");

	private final String state;

	private final String message;

	private final Step step;

	private final String sql;

	private final boolean java;

	private StatementHints(String state, String message, Step step, String sql, boolean java) {
		this.state = state;
		this.message = message;
		this.step = step;
		this.sql = sql;
		this.java = java;
	}

	/**
	 * Returns what to do.
	 * @param state the SQLSTATE
	 * @param message the server's message, in whatever language; only names are looked up
	 * in it
	 * @param step the step that failed
	 * @param sql the statement, empty where it is not known
	 * @return one to three sentences
	 */
	static String of(String state, String message, Step step, String sql) {
		return new StatementHints(state, message, step, sql, false).hint();
	}

	/**
	 * Returns what to do about a statement of a Java revision.
	 * @param state the SQLSTATE
	 * @param message the server's message
	 * @param step the step that failed
	 * @return one to three sentences
	 */
	static String ofJava(String state, String message, Step step) {
		return new StatementHints(state, message, step, "", true).hint();
	}

	private String withoutTransaction() {
		return this.java ? "declare the revision with @RevisionInfo(transaction = false)"
				: "write '-- migrate:%s transaction:off'".formatted(this.step.direction());
	}

	private boolean isExtension() {
		StatementShape shape = StatementShape.of(this.sql);
		return shape.is("create", "extension") || shape.is("alter", "extension");
	}

	private boolean isCode() {
		return List.of("do", "call").contains(StatementShape.of(this.sql).verb());
	}

	private String hint() {
		int invisible = INVISIBLE_STATES.contains(this.state)
				? this.message.codePoints().filter(StatementHints::isInvisible).findFirst().orElse(0) : 0;
		if (invisible > 0 && this.sql.indexOf(invisible) >= 0) {
			return "The statement contains the character U+%s (%s), which PostgreSQL treats as a letter: replace it with a space, or remove it."
				.formatted(HexFormat.of().toHexDigits((char) invisible).toUpperCase(Locale.ROOT),
						Character.getName(invisible).toLowerCase(Locale.ROOT));
		}
		return switch (this.state) {
			case "42P06", "42P07", "42701", "42710", "42723" -> existsAlready();
			case "3D000", "3F000", "42P01", "42703", "42704", "42883" -> isMissing();
			case "42501" -> "Grant it to the database login that migrates, or configure a separate login with "
					+ "app.migrations.url, .username and .password.";
			case "42601" -> "Correct the statement: PostgreSQL reports a syntax error at the place shown.";
			case "42622" -> "Use a name of at most %s bytes.".formatted(MAX_NAME_BYTES);
			case "42804", "42846" ->
				"PostgreSQL does not convert between the two types by itself: add the conversion, in 'alter column ... type' after 'using'.";
			case "0A000" -> isExtension() ? NO_EXTENSION : isCode()
					? "PostgreSQL does not support this in a block of code or a procedure: see the message and 'Where'."
					: "PostgreSQL cannot do this to the object in its current state. If a view, a rule, a policy or a "
							+ "generated column uses what is changed, drop that object before the statement and "
							+ "recreate it afterwards.";
			case "58P01" -> isExtension() ? NO_EXTENSION
					: "The server reads this file itself, on its own machine. Put the data into the revision instead: copy ... from stdin.";
			case "22023" ->
				"Correct the statement: PostgreSQL does not know the role, setting or option that it names, or does not accept its value.";
			case "25001" -> "This statement cannot run in a transaction: %s.".formatted(withoutTransaction());
			case "2D000" -> "The revision ends its transaction by itself: %s.".formatted(withoutTransaction());
			case "25P02" -> "The revision swallowed an earlier error: let it be thrown.";
			case "25006" -> ConnectionFailure.READ_ONLY + " Or the revision itself makes its transaction read-only.";
			case "2BP01" ->
				"Other objects depend on it; the detail lists them. Drop or change them before this statement.";
			case "55006" ->
				"It is in use by rows that this transaction changed (move the statement to a separate revision), or by "
						+ "another session (start again when that has ended).";
			case "55P04" -> ("A new enum value can be used only after the transaction that added it: split the two "
					+ "statements into two revisions, or %s.")
				.formatted(withoutTransaction());
			case "57014" ->
				"It took longer than statement_timeout, or somebody cancelled it. Raise app.migrations.statement-timeout"
						+ (this.java ? "." : ", or write 'statement-timeout:...' after the section's marker.");
			case "08P01" -> "A revision has no parameters: remove $1 and the like from the statement.";
			case "22P05" ->
				"The encoding of the database does not have this character: replace it, also in the message and in comments, which the log stores.";
			default -> byClass();
		};
	}

	/** The first two characters of a SQLSTATE are its class. */
	private String byClass() {
		return switch ((this.state.length() < 2) ? "" : this.state.substring(0, 2)) {
			case "08" ->
				"The server itself could not connect to another server (dblink, a foreign server, a subscription): "
						+ "check that the address and the login work from the server's machine.";
			case "22" ->
				"A value in the statement, or in the rows that it reads, is not valid there. Correct that value.";
			case "23" -> breaksConstraint();
			case "28" ->
				"A login to another server or role was refused; the file of the revision may not be the cause.";
			case "42" ->
				"The statement does not match the objects that PostgreSQL found under its names. Compare it with the "
						+ "database: the objects may have been changed outside the revisions, or be in another schema.";
			case "53" -> "The server has run out of a resource. Start again when it is available.";
			case "54" -> "The statement exceeds a limit of PostgreSQL: split it into several statements.";
			case "55" -> "The object is not in the state that the statement needs; the message says which.";
			case "58", "XX", "F0" -> "This is a fault of the server, not of the revision: see the server's log.";
			case "P0" ->
				"Code in the database raised this error: a do block, a function or a trigger. Read the message and, under 'Where', its location.";
			case "HV" -> "A foreign server or its wrapper failed: check its options, and that it can be reached.";
			default -> "App Migrations does not know the cause: read the message above and the server's log.";
		};
	}

	private static boolean isInvisible(int character) {
		int type = Character.getType(character);
		return character > 0x7F && (type == Character.FORMAT || type == Character.SPACE_SEPARATOR
				|| type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR);
	}

	private String existsAlready() {
		if (hasLongName()) {
			return "PostgreSQL truncates names to %s bytes, which can make two names the same: use a shorter name."
				.formatted(MAX_NAME_BYTES);
		}
		if (this.step.direction() == Direction.DOWNGRADE) {
			return "The downgrade creates something that already exists: drop or rename that object, or remove the "
					+ "statement from the downgrade section.";
		}
		if (this.step.from().isEmpty()) {
			return "If this database was created without App Migrations (by another tool, by hand, by ddl-auto), set "
					+ "the revision that it is at once: 'stamp heads' if everything exists, 'stamp REVISION' if not; "
					+ "app.migrations.baseline=REVISION does it for every environment. If no revision recreates it yet, "
					+ "write one with 'revision --baseline'. Otherwise drop or rename the existing object, or remove what "
					+ "this revision creates twice.";
		}
		return ("It may have been created outside the applied revisions (by a person, by ddl-auto, on another branch). "
				+ "If everything that revision %1$s does exists, run 'stamp %1$s'; otherwise drop or rename the "
				+ "existing object, or remove what the revision creates twice.")
			.formatted(this.step.revision().id());
	}

	private boolean hasLongName() {
		SqlTokens tokens = SqlTokens.of(this.sql);
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			if (token.type().isName() && token.name().getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
				return true;
			}
		}
		return false;
	}

	private String isMissing() {
		return "Nothing with this name was found: the name is misspelt, or the object is in a schema that is not in "
				+ "the search_path (app.migrations.default-schema), is part of an extension that is not installed, is "
				+ "created by a revision that does not come before this one, or was dropped by hand.";
	}

	private String breaksConstraint() {
		if (CATALOG.matcher(this.message).find()) {
			return "Another session created or changed the same object at the same time. Start again.";
		}
		return "Existing rows, or rows that the revision writes, violate this rule. Correct them in the database, or "
				+ "with a statement before this one.";
	}

}
