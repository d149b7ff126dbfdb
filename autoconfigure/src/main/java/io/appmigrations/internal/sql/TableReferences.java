package io.appmigrations.internal.sql;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Finds the tables that a part of a statement reads, by its {@code FROM} lists, joins and
 * {@code TABLE} commands. What a view or a function reads is not seen.
 */
public final class TableReferences {

	/** What ends a list of tables. */
	private static final Set<String> ENDS = Set.of("where", "group", "having", "window", "order", "limit", "offset",
			"fetch", "for", "union", "intersect", "except", "returning", "set");

	private final SqlTokens tokens;

	private final QualifiedName table;

	private final Deque<Level> levels = new ArrayDeque<>();

	/** Whether a table comes next. */
	private boolean expected;

	private @Nullable SqlToken previous;

	private TableReferences(SqlTokens tokens, QualifiedName table, boolean inList) {
		this.tokens = tokens;
		this.table = table;
		this.levels.push(new Level(true, inList));
		this.expected = inList;
	}

	/**
	 * Whether a part of a statement reads a table.
	 * @param tokens the part, from its first token to the statement's end
	 * @param table the table; without a schema, it is any of this name
	 * @param inList whether the part begins within a list of tables
	 * @return {@code true} where it does
	 */
	public static boolean read(SqlTokens tokens, QualifiedName table, boolean inList) {
		return new TableReferences(tokens.copy(), table, inList).find();
	}

	private boolean find() {
		for (SqlToken token = this.tokens.peek(0); token != null; token = this.tokens.peek(0)) {
			if (this.expected && token.type().isName() && !isKeyWord(token)) {
				this.expected = false;
				this.previous = token;
				if (isTable(Objects.requireNonNull(this.tokens.qualifiedName()))) {
					return true;
				}
				continue;
			}
			this.tokens.next();
			look(token);
			this.previous = token;
		}
		return false;
	}

	private static boolean isKeyWord(SqlToken token) {
		return Set.of("only", "lateral", "select", "values", "with", "table")
			.stream()
			.anyMatch((word) -> token.type() == TokenType.WORD && token.is(word));
	}

	private void look(SqlToken token) {
		Level level = this.levels.element();
		if (token.is("(") || token.is("[")) {
			this.levels.push(new Level(false, this.expected));
			return;
		}
		if (token.is(")") || token.is("]")) {
			if (this.levels.size() > 1) {
				this.levels.pop();
			}
			this.expected = false;
			return;
		}
		if (token.is("only") || token.is("lateral") || isBehind(".")) {
			return;
		}
		this.expected = false;
		if (token.is("select") || token.is("values") || token.is("with")) {
			level.query = true;
			level.list = false;
		}
		else if (token.is("from") && level.query && !isBehind("distinct")) {
			level.list = true;
			this.expected = true;
		}
		else if (level.list && (token.is("join") || token.is(","))) {
			this.expected = true;
		}
		else if (token.is("table") && !isBehind("as")) {
			this.expected = true;
		}
		else if (token.type() == TokenType.WORD && ENDS.contains(token.name())) {
			level.list = false;
		}
	}

	private boolean isBehind(String word) {
		return this.previous != null && this.previous.is(word);
	}

	/** A name before a parenthesis is that of a function. */
	private boolean isTable(QualifiedName name) {
		if (!name.name().equals(this.table.name()) || this.tokens.isNext("(")) {
			return false;
		}
		String schema = name.qualifier();
		return schema == null || this.table.qualifier() == null || schema.equals(this.table.qualifier());
	}

	/** What is within one pair of parentheses. */
	private static final class Level {

		/** Whether {@code FROM} begins a list of tables here. */
		private boolean query;

		private boolean list;

		Level(boolean query, boolean list) {
			this.query = query;
			this.list = list;
		}

	}

}
