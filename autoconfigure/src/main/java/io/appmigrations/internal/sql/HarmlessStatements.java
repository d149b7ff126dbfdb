package io.appmigrations.internal.sql;

import java.util.Set;

/**
 * Tells from the text of a statement that it leaves nothing behind in its session but
 * what ends with the transaction: no setting, role, temporary object, lock, cursor,
 * prepared statement or channel. That holds where the database has no code but the
 * server's own: what a statement calls implicitly, its text does not show.
 * <p>
 * The list is of what is known to be harmless. Everything else is not, and so is whatever
 * is written in an unusual way.
 */
public final class HarmlessStatements {

	private static final Set<String> VERBS = Set.of("select", "values", "with", "insert", "update", "delete", "merge",
			"truncate", "copy", "comment", "grant", "revoke", "analyze", "reindex");

	private static final Set<String> MADE_KINDS = Set.of("table", "index", "sequence", "view", "materialized view",
			"schema", "type", "domain", "statistics", "policy");

	private static final Set<String> DROPPED_KINDS = Set.of("table", "index", "sequence", "view", "materialized view",
			"schema", "type", "domain", "statistics", "policy", "trigger", "rule", "function", "procedure", "routine",
			"aggregate");

	/** A prepared statement can be anything, and of an earlier revision. */
	private static final Set<String> UNCERTAIN = Set.of("temp", "temporary", "execute");

	/**
	 * PostgreSQL reserves the prefix (manual, 5.10.5). Behind it are the functions that
	 * lock and notify, the view by which settings are changed, the temporary schema and
	 * the catalog itself.
	 */
	private static final String RESERVED = "pg_";

	private static final Set<String> HARMLESS_RESERVED = Set.of("pg_catalog", "pg_get_serial_sequence", "pg_typeof",
			"pg_size_pretty", "pg_sleep", "pg_default", "pg_global", "pg_c_utf8", "pg_unicode_fast", "pg_lsn");

	private final Set<String> functions;

	/**
	 * Creates the rule for a server.
	 * @param functions the names of the server's functions that can touch the session;
	 * those with the reserved prefix need not be among them
	 */
	public HarmlessStatements(Set<String> functions) {
		this.functions = Set.copyOf(functions);
	}

	/**
	 * Whether a statement is harmless.
	 * @param sql the statement as it is sent
	 * @return {@code false} where it can touch the session, or where that is not certain
	 */
	public boolean contain(String sql) {
		return isHarmlessKind(StatementShape.of(sql)) && areHarmless(SqlTokens.of(sql));
	}

	private static boolean isHarmlessKind(StatementShape shape) {
		return switch (shape.verb()) {
			// the other form is a type of its own code
			case "create" ->
				shape.kind().equals("type") ? shape.rest().isNext("as") : MADE_KINDS.contains(shape.kind());
			case "alter" -> MADE_KINDS.contains(shape.kind());
			case "drop" -> DROPPED_KINDS.contains(shape.kind());
			case "refresh" -> shape.kind().equals("materialized view");
			default -> VERBS.contains(shape.verb());
		};
	}

	private boolean areHarmless(SqlTokens tokens) {
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			if (!isHarmless(token)) {
				return false;
			}
		}
		return true;
	}

	private boolean isHarmless(SqlToken token) {
		return switch (token.type()) {
			case WORD -> !UNCERTAIN.contains(token.name()) && isHarmless(token.name());
			case QUOTED_NAME -> token.terminated() && isHarmless(token.name());
			// its escapes can have a character of their own
			case UNICODE_NAME, OTHER, PARAMETER -> false;
			default -> token.terminated() && !token.is(";");
		};
	}

	private boolean isHarmless(String name) {
		return !this.functions.contains(name) && (!name.startsWith(RESERVED) || HARMLESS_RESERVED.contains(name));
	}

}
