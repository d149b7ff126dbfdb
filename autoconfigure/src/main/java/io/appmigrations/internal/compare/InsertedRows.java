package io.appmigrations.internal.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.TokenType;
import io.appmigrations.model.Model;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * An {@code insert} of reference data: it says the values of its rows itself, so that
 * they can be compared whenever and wherever.
 */
final class InsertedRows {

	/** What depends on the moment or on the session, though it has no parentheses. */
	private static final Set<String> MOMENTARY = Set.of("current_timestamp", "current_date", "current_time",
			"localtime", "localtimestamp", "current_user", "session_user", "current_role", "current_catalog",
			"current_schema", "system_user", "user");

	/**
	 * Functions that are not volatile for PostgreSQL, which looks at one statement only.
	 */
	private static final Set<String> MOMENTARY_FUNCTIONS = Set.of("now", "transaction_timestamp", "statement_timestamp",
			"current_setting", "current_schema", "current_schemas", "current_database", "txid_current",
			"txid_current_if_assigned", "pg_current_xact_id", "inet_client_addr", "version", "age");

	/** Strings that the types of dates and times read as the time of the insert. */
	private static final Set<String> MOMENTARY_STRINGS = Set.of("now", "today", "tomorrow", "yesterday");

	private static final String HINT = "Write the values themselves. A column that no insert of the table lists gets its default, and is not compared if that differs each time.";

	private final Model.Statement statement;

	private final ObjectId table;

	private final @Nullable List<String> columns;

	/** How many values each row has at most. */
	private int width;

	/** Where {@code default} stands for a value. */
	private final Set<Integer> defaults = new TreeSet<>();

	private final Map<Integer, Integer> momentary = new LinkedHashMap<>();

	private final Map<String, Integer> functions = new LinkedHashMap<>();

	private InsertedRows(Model.Statement statement, ObjectId table, @Nullable List<String> columns) {
		this.statement = statement;
		this.table = table;
		this.columns = columns;
	}

	/** Names the table that an insert fills. */
	static QualifiedName table(String sql) {
		SqlTokens tokens = SqlTokens.of(sql);
		tokens.accept("insert", "into");
		return Objects.requireNonNullElseGet(tokens.qualifiedName(), () -> new QualifiedName(List.of("")));
	}

	/**
	 * Reads an insert.
	 * @param statement the statement
	 * @param schema the schema of names without one, or {@code null} where the file does
	 * not say it clearly
	 * @return the insert
	 * @throws MigrationException where it does not say its rows itself
	 */
	static InsertedRows of(Model.Statement statement, @Nullable String schema) {
		SqlTokens tokens = SqlTokens.of(statement.sql());
		tokens.accept("insert", "into");
		QualifiedName name = tokens.qualifiedName();
		String qualifier = (name != null && name.qualifier() != null) ? name.qualifier() : schema;
		if (name == null || qualifier == null) {
			throw refused(statement, 0, "reference data needs the name of its table, with the schema",
					"Write: insert into SCHEMA.TABLE (COLUMN, ...) values (...);");
		}
		if (tokens.accept("as")) {
			tokens.name();
		}
		List<String> columns = null;
		if (tokens.isNext("(") && !isQuery(tokens, 1)) {
			columns = columns(Objects.requireNonNull(tokens.parenthesized()));
		}
		if (tokens.accept("overriding")) {
			tokens.next();
			tokens.accept("value");
		}
		if (!tokens.isNext("values")) {
			throw refused(statement, tokens.offset(),
					"reference data must list its rows, which 'insert ... %s' does not"
						.formatted(tokens.isNext("default") ? "default values" : "select"),
					"Write: insert into TABLE (COLUMN, ...) values (...), (...);");
		}
		InsertedRows rows = new InsertedRows(statement, ObjectId.table(qualifier, name.name()), columns);
		tokens.next();
		rows.read(tokens);
		return rows;
	}

	/** Whether a key word is a value that depends on the moment or on the session. */
	static boolean isMomentary(String word) {
		return MOMENTARY.contains(word);
	}

	private static boolean isQuery(SqlTokens tokens, int place) {
		SqlToken token = tokens.peek(place);
		return token != null && (token.is("select") || token.is("with") || token.is("values") || token.is("("));
	}

	private static List<String> columns(String list) {
		List<String> columns = new ArrayList<>();
		SqlTokens tokens = SqlTokens.of(list);
		tokens.next();
		for (String name = tokens.name(); name != null; name = tokens.name()) {
			columns.add(name);
			tokens.accept(",");
		}
		return columns;
	}

	private void read(SqlTokens tokens) {
		do {
			row(tokens);
		}
		while (tokens.accept(","));
		if (!tokens.isAtEnd()) {
			String clause = tokens.isNext("on") ? "on conflict" : Objects.requireNonNull(tokens.peek(0)).text();
			throw refused(this.statement, tokens.offset(),
					"'%s' is not allowed behind the rows of reference data".formatted(clause),
					"Remove it: each row is declared once.");
		}
	}

	private void row(SqlTokens tokens) {
		if (!tokens.accept("(")) {
			return;
		}
		int depth = 1;
		int place = 0;
		boolean begins = true;
		SqlToken before = null;
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			boolean first = begins;
			if (token.type() == TokenType.STRING && isMoment(token) && (isOfTime(before) || isCastToTime(tokens))) {
				throw momentary(token.text(), token.start());
			}
			before = token;
			begins = false;
			if (token.is("(") || token.is("[")) {
				depth++;
			}
			else if (token.is(")") || token.is("]")) {
				depth--;
				if (depth == 0) {
					break;
				}
			}
			else if (depth == 1 && token.is(",")) {
				place++;
				begins = true;
			}
			else {
				value(token, place, first, tokens);
			}
		}
		this.width = Math.max(this.width, place + 1);
	}

	private void value(SqlToken token, int place, boolean first, SqlTokens tokens) {
		if (token.type() == TokenType.STRING) {
			if (isMoment(token)) {
				this.momentary.putIfAbsent(place, token.start());
			}
		}
		else if (token.type() == TokenType.WORD && first && token.is("default")) {
			this.defaults.add(place);
		}
		else if (token.is("select")) {
			throw refused(this.statement, token.start(),
					"reference data must say its values itself, which a query does not", HINT);
		}
		else if (token.type() == TokenType.WORD && isMomentary(token.name())) {
			throw momentary(token.text(), token.start());
		}
		else if (token.type().isName() && tokens.isNext("(")) {
			if (MOMENTARY_FUNCTIONS.contains(token.name())) {
				throw momentary(token.text() + "()", token.start());
			}
			this.functions.putIfAbsent(token.name(), token.start());
		}
	}

	private static boolean isMoment(SqlToken token) {
		return MOMENTARY_STRINGS.contains(token.string().strip().toLowerCase(Locale.ROOT));
	}

	private static boolean isCastToTime(SqlTokens tokens) {
		return (tokens.isNext("::") && isOfTime(tokens.peek(1))) || (tokens.isNext("as") && isOfTime(tokens.peek(1)));
	}

	private static boolean isOfTime(@Nullable SqlToken type) {
		return type != null && type.type().isName() && (type.name().startsWith("time") || type.name().equals("date"));
	}

	private MigrationException momentary(String what, int offset) {
		return refused(this.statement, offset,
				"%s gives another value each time, so that the rows could not be compared".formatted(what), HINT);
	}

	/** Refuses functions that give another value each time. */
	void requireNone(Set<String> volatiles) {
		this.functions.forEach((name, offset) -> {
			if (volatiles.contains(name)) {
				throw momentary(name + "()", offset);
			}
		});
	}

	/** Refuses strings that a column reads as the time of the insert. */
	void requireNoMoment(List<String> names, Set<String> ofTime) {
		this.momentary.forEach((place, offset) -> {
			if (place < names.size() && ofTime.contains(names.get(place))) {
				throw momentary("the value of " + names.get(place), offset);
			}
		});
	}

	/** The columns that the rows have values for, in their order. */
	List<String> listed(List<String> all) {
		return (this.columns != null) ? this.columns : all.subList(0, Math.min(this.width, all.size()));
	}

	/** The columns of these that some row leaves to their defaults. */
	Set<String> defaulted(List<String> all) {
		Set<String> defaulted = new TreeSet<>(all);
		List<String> listed = listed(all);
		defaulted.removeAll(listed);
		this.defaults.stream()
			.filter((place) -> place < listed.size())
			.forEach((place) -> defaulted.add(listed.get(place)));
		return defaulted;
	}

	Set<String> functions() {
		return this.functions.keySet();
	}

	ObjectId table() {
		return this.table;
	}

	Model.Statement statement() {
		return this.statement;
	}

	/** An error with the place of the statement. */
	MigrationException refused(String message, String hint) {
		return refused(this.statement, 0, message, hint);
	}

	private static MigrationException refused(Model.Statement statement, int offset, String message, String hint) {
		String origin = statement.origin();
		int colon = origin.lastIndexOf(':');
		long lines = statement.sql().substring(0, offset).chars().filter((c) -> c == '\n').count();
		String place = (colon < 0 || !origin.substring(colon + 1).matches("\\d{1,9}")) ? origin
				: origin.substring(0, colon + 1)
						+ String.valueOf(Integer.parseInt(origin.substring(colon + 1)) + lines);
		return new MigrationException(ErrorCode.INVALID_SCRIPT, "%s: %s".formatted(place, message), hint);
	}

}
