package io.appmigrations.internal.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a statement is and what it names, as far as its beginning says: for
 * {@code create unique index concurrently if not exists i on only s.t (...)} that it
 * creates an index with certain options, the name of the index, and its table. A
 * statement that PostgreSQL would refuse has some shape too.
 */
public final class StatementShape {

	/** The longer ones first where one begins as another does. */
	private static final List<String> KINDS = List.of("access method", "aggregate", "cast", "collation", "column",
			"constraint", "conversion", "database", "default privileges", "domain", "event trigger", "extension",
			"foreign data wrapper", "foreign table", "function", "group", "index", "language", "large object",
			"materialized view", "operator class", "operator family", "operator", "owned", "policy",
			"procedural language", "procedure", "publication", "role", "routine", "rule", "schema", "sequence",
			"server", "statistics", "subscription", "system", "table", "tablespace", "text search configuration",
			"text search dictionary", "text search parser", "text search template", "transform", "trigger", "type",
			"user mapping", "user", "view");

	/** What can stand between {@code create} and the kind. */
	private static final List<String> MODIFIERS = List.of("global", "local", "temporary", "temp", "unlogged",
			"recursive", "unique", "trusted", "default", "constraint");

	/** What belongs to a table and has no schema of its own. */
	private static final Set<String> OF_TABLE = Set.of("trigger", "policy", "rule", "constraint");

	/** Which have no name, or none that is written as a name. */
	private static final Set<String> NAMELESS = Set.of("cast", "operator", "user mapping", "owned",
			"default privileges", "system", "transform", "large object");

	private final SqlTokens tokens;

	private final String verb;

	private final Set<String> modifiers = new HashSet<>();

	private final List<QualifiedName> names = new ArrayList<>();

	private String kind = "";

	private int concurrently = -1;

	private int nameOffset;

	private @Nullable QualifiedName relation;

	private StatementShape(SqlTokens tokens) {
		this.tokens = tokens;
		SqlToken first = tokens.peek(0);
		this.verb = (first != null && first.type() == TokenType.WORD) ? first.name() : "";
		if (!this.verb.isEmpty()) {
			tokens.next();
		}
		read();
	}

	/**
	 * Reads a statement.
	 * @param sql the statement
	 * @return its shape
	 */
	public static StatementShape of(String sql) {
		return new StatementShape(SqlTokens.of(sql));
	}

	private void read() {
		switch (this.verb) {
			case "create" -> create();
			case "drop" -> drop();
			case "alter" -> alter();
			case "comment" -> comment();
			case "refresh" -> {
				readKind();
				acceptConcurrently();
				readName();
			}
			case "reindex" -> reindex();
			default -> {
			}
		}
	}

	private void create() {
		modifier("or replace");
		while (MODIFIERS.stream().anyMatch((word) -> !isTableConstraint(word) && modifier(word))) {
			// as many as there are
		}
		readKind();
		acceptConcurrently();
		modifier("if not exists");
		boolean named = !this.tokens.isNext(this.kind.equals("schema") ? "authorization" : "on");
		this.nameOffset = this.tokens.offset();
		if (named) {
			addName();
		}
		if (this.kind.equals("index")) {
			relation("on");
		}
		else if (this.kind.equals("rule")) {
			relationBehind("to");
		}
		else if (OF_TABLE.contains(this.kind)) {
			relationBehind("on");
		}
	}

	/** {@code create constraint trigger} is the only one of its kind. */
	private boolean isTableConstraint(String word) {
		return word.equals("constraint") && !this.tokens.isNext("constraint", "trigger");
	}

	private void drop() {
		readKind();
		acceptConcurrently();
		modifier("if exists");
		this.nameOffset = this.tokens.offset();
		do {
			addName();
			if (isRoutine()) {
				this.tokens.parenthesized();
			}
		}
		while (!this.names.isEmpty() && this.tokens.accept(","));
		if (OF_TABLE.contains(this.kind)) {
			relation("on");
		}
	}

	private void alter() {
		readKind();
		modifier("if exists");
		modifier("only");
		readName();
		this.tokens.accept("*");
		if (OF_TABLE.contains(this.kind)) {
			relation("on");
		}
	}

	private void comment() {
		this.tokens.accept("on");
		readKind();
		readName();
		if (OF_TABLE.contains(this.kind)) {
			relation("on");
		}
	}

	private void reindex() {
		SqlTokens options = this.tokens.copy();
		if (this.tokens.parenthesized() != null) {
			while (options.offset() < this.tokens.offset()) {
				if (options.isNext("concurrently")) {
					this.modifiers.add("concurrently");
				}
				options.next();
			}
		}
		readKind();
		acceptConcurrently();
		readName();
	}

	private boolean isRoutine() {
		return Set.of("function", "procedure", "routine", "aggregate").contains(this.kind);
	}

	private void readKind() {
		for (String each : KINDS) {
			if (this.tokens.accept(each.split(" "))) {
				this.kind = each.equals("procedural language") ? "language" : each;
				return;
			}
		}
	}

	private boolean modifier(String words) {
		boolean found = this.tokens.accept(words.split(" "));
		if (found) {
			this.modifiers.add(words.equals("temp") ? "temporary" : words);
		}
		return found;
	}

	private void acceptConcurrently() {
		int offset = this.tokens.offset();
		if (modifier("concurrently")) {
			this.concurrently = offset;
		}
	}

	private void readName() {
		this.nameOffset = this.tokens.offset();
		addName();
	}

	private void addName() {
		if (this.kind.isEmpty() || NAMELESS.contains(this.kind)) {
			return;
		}
		QualifiedName next = this.tokens.qualifiedName();
		if (next != null) {
			this.names.add(next);
		}
	}

	private void relation(String before) {
		if (this.tokens.accept(before)) {
			modifier("only");
			this.relation = this.tokens.qualifiedName();
		}
	}

	private void relationBehind(String before) {
		while (!this.tokens.isAtEnd() && !this.tokens.isNext(before)) {
			this.tokens.next();
		}
		relation(before);
	}

	/**
	 * Returns the first word.
	 * @return the word in lower case, empty where the statement begins with something
	 * else
	 */
	public String verb() {
		return this.verb;
	}

	/**
	 * Returns the kind of what the statement is about.
	 * @return key words in lower case, for example {@code materialized view}; empty where
	 * the statement is about nothing of a kind
	 */
	public String kind() {
		return this.kind;
	}

	/**
	 * Whether the statement does something to objects of a kind.
	 * @param expectedVerb its first word in lower case
	 * @param expectedKind the key words of the kind in lower case
	 * @return {@code true} where it does
	 */
	public boolean is(String expectedVerb, String expectedKind) {
		return this.verb.equals(expectedVerb) && this.kind.equals(expectedKind);
	}

	/**
	 * Whether key words stand before or behind the kind.
	 * @param words {@code or replace}, {@code unique}, {@code concurrently},
	 * {@code if exists}, {@code if not exists}, {@code only}, {@code temporary} and what
	 * else can stand there
	 * @return {@code true} where they do
	 */
	public boolean has(String words) {
		return this.modifiers.contains(words);
	}

	/**
	 * Returns the key words that stand before or behind the kind.
	 * @return what {@link #has(String)} knows
	 */
	public Set<String> modifiers() {
		return Set.copyOf(this.modifiers);
	}

	/**
	 * Returns what the statement names: several objects where it drops them.
	 * @return the names, none where the kind has no names, or PostgreSQL chooses it
	 */
	public List<QualifiedName> names() {
		return List.copyOf(this.names);
	}

	/**
	 * Returns what the statement names first.
	 * @return the name, or {@code null} where there is none
	 */
	public @Nullable QualifiedName name() {
		return this.names.isEmpty() ? null : this.names.get(0);
	}

	/**
	 * Returns the table of an index, a trigger, a policy, a rule or a constraint.
	 * @return the name behind {@code on}, or {@code null} where there is none
	 */
	public @Nullable QualifiedName relation() {
		return this.relation;
	}

	/**
	 * Returns where the names begin.
	 * @return an offset in the statement: that of what follows the kind and its options
	 */
	public int nameOffset() {
		return this.nameOffset;
	}

	/**
	 * Returns where {@code concurrently} stands behind the kind.
	 * @return an offset in the statement, or -1 where it does not
	 */
	public int concurrentlyOffset() {
		return this.concurrently;
	}

	/**
	 * Returns the tokens behind what was read: of the kind, its names and its table.
	 * @return the tokens, to be read from there on
	 */
	public SqlTokens rest() {
		return this.tokens.copy();
	}

}
