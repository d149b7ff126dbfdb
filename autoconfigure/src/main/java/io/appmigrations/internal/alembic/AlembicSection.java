package io.appmigrations.internal.alembic;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.appmigrations.internal.imported.RevisionWriter;
import io.appmigrations.internal.script.ScriptException;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.CharacterSource;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlLexer;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.internal.sql.TokenType;
import org.jspecify.annotations.Nullable;

/**
 * What one direction of a revision runs, as a section of ours. An
 * {@code autocommit_block}, before which Alembic commits, makes it
 * {@code transaction:off}; what was in a transaction stays in one.
 *
 * @param options the options behind the marker
 * @param sql the statements, which end with a line end
 */
record AlembicSection(String options, String sql) {

	private static final String BEGIN = "begin;";

	private static final String COMMIT = "commit;";

	/**
	 * Reads what Alembic printed.
	 * @param writer where to note what is left out
	 * @param path the file, for notes
	 * @param table the version table
	 * @param printed what was printed
	 * @throws ScriptException if it is no SQL that a revision can run
	 */
	static AlembicSection of(RevisionWriter writer, String path, AlembicTable table, String printed) {
		RevisionWriter.Statements read = writer.statements(path, uncommented(printed));
		List<String> parts = new ArrayList<>(List.of(BEGIN));
		boolean inTransaction = true;
		boolean controlled = false;
		boolean outside = false;
		int end = 0;
		for (SqlStatement statement : read.list()) {
			int start = read.sql().indexOf(statement.text(), end);
			String comments = read.sql().substring(end, start).replaceFirst("^(?:\\s*;)+", "").strip();
			end = start + statement.text().length();
			if (!comments.isEmpty()) {
				parts.add(comments);
			}
			if (statement.beginsTransaction() || statement.endsTransaction()) {
				controlled = true;
				boolean begins = statement.beginsTransaction();
				if (begins != inTransaction) {
					parts.add(begins ? BEGIN
							: statement.startsWith("commit") ? COMMIT : RevisionWriter.terminated(statement.text()));
				}
				inTransaction = begins;
			}
			else if (concerns(statement, table)) {
				writer.note("%s: the statement on Alembic's table is left out: %s".formatted(path,
						statement.text().replaceAll("\\s+", " ")));
			}
			else {
				outside |= RevisionWriter.isOutsideOfTransactions(statement);
				parts.add(RevisionWriter.terminated(statement.text()));
			}
		}
		String rest = read.sql().substring(end).replaceFirst("^(?:\\s*;)+", "").strip();
		if (!rest.isEmpty()) {
			parts.add(rest);
		}
		if (inTransaction) {
			parts.add(COMMIT);
		}
		if (!controlled) {
			parts.remove(0);
			parts.remove(parts.size() - 1);
		}
		return new AlembicSection((controlled || outside) ? RevisionWriter.OUTSIDE : "", text(parts));
	}

	/**
	 * Alembic puts a semicolon and a blank line behind what a revision executes. Where
	 * that ends in a comment, the semicolon would be a part of it.
	 */
	private static String uncommented(String printed) {
		StringBuilder text = new StringBuilder();
		SqlLexer lexer = new SqlLexer(CharacterSource.of(printed, 0, printed.length()), 0);
		int parentheses = 0;
		boolean begun = false;
		while (lexer.next()) {
			String token = printed.substring((int) lexer.start(), (int) lexer.end());
			text.append(token);
			if (lexer.type() == TokenType.LINE_COMMENT) {
				boolean last = printed.length() == lexer.end() || printed.startsWith("\n\n", (int) lexer.end());
				if (begun && parentheses == 0 && last && token.endsWith(";")) {
					text.append("\n;");
					begun = false;
				}
			}
			else if (lexer.type() == TokenType.PUNCTUATION) {
				parentheses += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
				begun = !token.equals(";");
			}
			else {
				begun |= !lexer.type().isBlank();
			}
		}
		return text.toString();
	}

	/** Transactions without a statement are left out. */
	private static String text(List<String> parts) {
		List<String> kept = new ArrayList<>();
		for (String part : parts) {
			boolean empty = part.equals(COMMIT) && !kept.isEmpty() && kept.get(kept.size() - 1).equals(BEGIN);
			if (empty) {
				kept.remove(kept.size() - 1);
			}
			else {
				kept.add(part);
			}
		}
		return kept.stream().map((part) -> part + "\n").collect(Collectors.joining("\n"));
	}

	/** Whether a statement of a revision itself is about the version table. */
	private static boolean concerns(SqlStatement statement, AlembicTable table) {
		StatementShape shape = StatementShape.of(statement.text());
		QualifiedName name = (shape.relation() != null) ? shape.relation() : shape.name();
		if (name == null) {
			SqlTokens tokens = SqlTokens.of(statement.text());
			boolean writes = tokens.accept("insert", "into") || tokens.accept("delete", "from")
					|| tokens.accept("update") || tokens.accept("truncate");
			tokens.accept("table");
			tokens.accept("only");
			name = writes ? tokens.qualifiedName() : null;
		}
		return name != null && name.name().equals(table.name())
				&& (name.qualifier() == null || table.schema() == null || name.qualifier().equals(table.schema()));
	}

	/**
	 * Finds a parameter that Alembic printed without its value: {@code :name} or
	 * {@code %(name)s}.
	 * @param statement a statement
	 * @return the parameter, or {@code null} if there is none
	 */
	static @Nullable String parameter(SqlStatement statement) {
		SqlTokens tokens = SqlTokens.of(statement.text());
		int brackets = 0;
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			SqlToken name = tokens.peek(0);
			brackets += token.is("[") ? 1 : token.is("]") ? -1 : 0;
			if (name == null || name.start() != token.end()) {
				continue;
			}
			if (token.is(":") && brackets == 0 && name.type().isName()) {
				return ":" + name.text();
			}
			SqlToken inside = tokens.peek(1);
			if (token.is("%") && inside != null && tokens.isNext("(", SqlToken.lower(inside.text()), ")", "s")) {
				return "%(" + inside.text() + ")s";
			}
		}
		return null;
	}

}
