package io.appmigrations.internal.script;

import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.TableReferences;
import org.jspecify.annotations.Nullable;

/**
 * The statement of a section with {@code batch:}: an {@code UPDATE} or {@code DELETE} of
 * one table, to which the range of a key can be added as a condition. Refused is
 * everything for which the ranges together would not do what the statement does at once.
 */
public final class BatchStatement {

	private static final String JAVA = "For anything else, write a Java revision with RowBatches.";

	private static final Set<String> CHANGES = Set.of("insert", "update", "delete", "merge");

	private final String path;

	private final SqlStatement statement;

	private final Batch batch;

	private final SqlTokens tokens;

	private boolean only;

	private @Nullable QualifiedName table;

	private @Nullable String alias;

	/** Behind the word {@code where}, -1 where there is none. */
	private int condition = -1;

	private BatchStatement(String path, SqlStatement statement, Batch batch) {
		this.path = path;
		this.statement = statement;
		this.batch = batch;
		this.tokens = SqlTokens.of(statement.text());
	}

	/**
	 * Reads a statement.
	 * @param path the file, for errors
	 * @param statement the statement, with its placeholders replaced
	 * @param batch the options of its section
	 * @return the statement
	 * @throws ScriptException where it cannot be run over ranges of the key
	 */
	public static BatchStatement of(String path, SqlStatement statement, Batch batch) {
		BatchStatement read = new BatchStatement(path, statement, batch);
		read.read();
		return read;
	}

	private void read() {
		SqlTokens queries = this.tokens.copy();
		boolean with = this.tokens.accept("with");
		if (with) {
			passQueries();
		}
		boolean delete = this.tokens.accept("delete", "from");
		if (!delete && !this.tokens.accept("update")) {
			throw refused("'%s' is neither an UPDATE nor a DELETE",
					"A section with batch: holds one UPDATE or DELETE. " + JAVA);
		}
		int end = this.tokens.offset();
		readTable();
		readAlias(delete);
		QualifiedName changed = Objects.requireNonNull(this.table);
		boolean list = delete && this.tokens.accept("using");
		if ((with && readsBefore(queries, end, changed)) || TableReferences.read(this.tokens, changed, list)) {
			throw refused("'%s' also reads the table that it changes, of which earlier ranges have changed a part",
					"The result would depend on the size of the ranges: run it without batch:, or write the keys into a "
							+ "table first. If both are different tables, write the schema of each.");
		}
		if (!delete && !this.tokens.accept("set")) {
			throw unknown();
		}
		readRest(!delete);
	}

	/** The queries before the statement; each range runs them again. */
	private void passQueries() {
		this.tokens.accept("recursive");
		do {
			if (this.tokens.name() == null) {
				throw unknown();
			}
			this.tokens.parenthesized();
			if (!this.tokens.accept("as")) {
				throw unknown();
			}
			this.tokens.accept("not");
			this.tokens.accept("materialized");
			String query = this.tokens.parenthesized();
			if (query == null || this.tokens.isNext("search") || this.tokens.isNext("cycle")) {
				throw unknown();
			}
			if (changesRows(query)) {
				throw refused("'%s' changes rows in its WITH, which would happen again for each range",
						"A section with batch: holds one UPDATE or DELETE. " + JAVA);
			}
		}
		while (this.tokens.accept(","));
	}

	/** The first word in the parentheses, or the first behind a WITH of its own. */
	private static boolean changesRows(String query) {
		SqlTokens tokens = SqlTokens.of(query.substring(1));
		while (tokens.accept("(")) {
			// as many as there are
		}
		boolean with = tokens.isNext("with");
		SqlToken previous = null;
		while (!tokens.isAtEnd()) {
			SqlToken next = Objects.requireNonNull(tokens.peek(0));
			if ((previous == null || (with && previous.is(")"))) && CHANGES.stream().anyMatch(next::is)) {
				return true;
			}
			if (next.is("(")) {
				String inner = Objects.requireNonNull(tokens.parenthesized());
				previous = inner.endsWith(")") ? lastOf(inner) : next;
			}
			else {
				previous = tokens.next();
			}
		}
		return false;
	}

	private static @Nullable SqlToken lastOf(String text) {
		return SqlTokens.of(text.substring(text.length() - 1)).next();
	}

	/** The part before the statement itself, which may have tables of any name behind. */
	private boolean readsBefore(SqlTokens queries, int end, QualifiedName changed) {
		return TableReferences.read(SqlTokens.of(this.statement.text().substring(queries.offset(), end)), changed,
				false);
	}

	private void readTable() {
		this.only = this.tokens.accept("only");
		boolean parentheses = this.only && this.tokens.accept("(");
		QualifiedName name = this.tokens.qualifiedName();
		if (name == null || (parentheses && !this.tokens.accept(")"))) {
			throw unknown();
		}
		QualifiedName expected = this.batch.table();
		boolean same = name.name().equals(expected.name()) && (name.qualifier() == null || expected.qualifier() == null
				|| name.qualifier().equals(expected.qualifier()));
		if (!same) {
			throw refused("'%s' changes another table than that of batch:" + this.batch.name().replace("%", "%%"),
					"Name the table that the statement changes, and its key.");
		}
		this.table = name;
		this.tokens.accept("*");
	}

	private void readAlias(boolean delete) {
		boolean as = this.tokens.accept("as");
		boolean next = delete ? this.tokens.isNext("using") || this.tokens.isNext("where")
				|| this.tokens.isNext("returning") || this.tokens.isAtEnd() : this.tokens.isNext("set");
		if (as || !next) {
			this.alias = this.tokens.name();
			if (this.alias == null) {
				throw unknown();
			}
		}
	}

	/** From behind SET, or behind the table, to the end. */
	private void readRest(boolean update) {
		boolean assignments = update;
		boolean target = update;
		SqlToken previous = null;
		int depth = 0;
		for (SqlToken token = this.tokens.next(); token != null; token = this.tokens.next()) {
			boolean word = depth == 0 && (previous == null || !previous.is("."));
			if (target) {
				requireNotKey(token);
				target = false;
			}
			if (token.is("(") || token.is("[")) {
				depth++;
			}
			else if (token.is(")") || token.is("]")) {
				depth--;
			}
			else if (word && token.is("where")) {
				if (this.tokens.isNext("current", "of")) {
					throw refused("'%s' changes the row of a cursor, which is not a range of rows",
							"Write a condition on the rows.");
				}
				this.condition = token.end();
				assignments = false;
			}
			else if (word && token.is("returning")) {
				throw refused("'%s' returns rows, which nobody reads", "Remove RETURNING.");
			}
			else if (word && token.is("from") && (previous == null || !previous.is("distinct"))) {
				assignments = false;
			}
			else if (depth == 0 && assignments && token.is(",")) {
				target = true;
			}
			previous = token;
		}
	}

	/** One column, or several in parentheses. */
	private void requireNotKey(SqlToken token) {
		if (!token.is("(")) {
			requireOther(token);
			return;
		}
		SqlTokens list = this.tokens.copy();
		int depth = 0;
		boolean first = true;
		for (SqlToken next = list.next(); next != null && depth >= 0; next = list.next()) {
			if (first) {
				requireOther(next);
			}
			depth += (next.is("(") || next.is("[")) ? 1 : (next.is(")") || next.is("]")) ? -1 : 0;
			first = depth == 0 && next.is(",");
		}
	}

	private void requireOther(SqlToken column) {
		if (column.type().isName() && column.name().equals(this.batch.key())) {
			throw refused("'%s' changes the key of batch:" + this.batch.name().replace("%", "%%"),
					"A row could move into a later range and be changed again. Choose another key.");
		}
	}

	/**
	 * Returns the table as a query names it.
	 * @return the name in quotes, with {@code only} where the statement has it
	 */
	public String table() {
		return (this.only ? "only " : "") + name().quoted();
	}

	/**
	 * Returns the name of the table as the statement has it.
	 * @return the name
	 */
	public QualifiedName name() {
		return Objects.requireNonNull(this.table);
	}

	/**
	 * Returns the key as the statement can name it.
	 * @return the column with what it is in, in quotes
	 */
	public String key() {
		String qualifier = (this.alias != null) ? new QualifiedName(List.of(this.alias)).quoted() : name().quoted();
		return qualifier + "." + new QualifiedName(List.of(this.batch.key())).quoted();
	}

	/**
	 * Returns the statement up to where one more condition can follow. Its own condition
	 * is in parentheses; what stands before its end stays at its place, if that is
	 * {@linkplain #keepsPlaces() possible}.
	 * @return the text
	 */
	public String beforeRange() {
		String sql = this.statement.text();
		if (this.condition < 0) {
			return sql + "\nwhere ";
		}
		int rest = keepsPlaces() ? this.condition + 1 : this.condition;
		// the condition can end with a comment to the end of its line
		return sql.substring(0, this.condition) + "(" + sql.substring(rest) + "\n) and ";
	}

	/**
	 * Whether a place in what is sent is the same place in the statement.
	 * @return {@code false} where no blank stands behind {@code where}
	 */
	public boolean keepsPlaces() {
		String sql = this.statement.text();
		return this.condition < 0
				|| (this.condition < sql.length() && Character.isWhitespace(sql.charAt(this.condition)));
	}

	private ScriptException refused(String message, String hint) {
		return ScriptException.showing(this.path, this.statement.line(), message, hint.replace("%", "%%"),
				StatementRules.abbreviate(this.statement.text()));
	}

	private ScriptException unknown() {
		return refused("'%s' is not a form of UPDATE or DELETE that batch: can divide",
				"Write UPDATE or DELETE FROM with the table's name; WITH without SEARCH and CYCLE.");
	}

}
