package io.appmigrations.internal.compare;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.SharedCatalogs;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.script.Substitution;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.internal.sql.TokenType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a replay from changing what belongs to the whole server: the database that is
 * migrated has it too. A role that does not exist is created without any rights, because
 * later statements name it, and dropped with the replay; it bears a mark by which it is
 * known. Whatever else changes roles, databases, tablespaces or the server is not run.
 */
final class ServerObjects implements Substitution {

	private static final Logger logger = LoggerFactory.getLogger(ServerObjects.class);

	private static final String NOTHING = "do 'begin end'";

	private static final Set<String> ROLE = Set.of("role", "user", "group");

	private static final Set<String> OTHERS = Set.of("database", "tablespace", "subscription", "system", "owned");

	private static final Set<String> CHANGING = Set.of("create", "alter", "drop", "comment");

	/** Behind these, a statement of PL/pgSQL begins. */
	private static final Set<String> OPENING = Set.of(";", "begin", "then", "else", "loop");

	private final MigrationConnection server;

	private final @Nullable String mark;

	private final Set<String> told = new HashSet<>();

	private final Set<String> committing = new TreeSet<>();

	/** The roles and databases before anything ran that commits by itself. */
	private Set<String> before = Set.of();

	private @Nullable String forbidden;

	private boolean created;

	/**
	 * Creates nothing yet.
	 * @param server a connection of its own, which commits
	 * @param mark the comment of a role that is created here; {@code null} where the
	 * statement that creates it is rolled back
	 */
	ServerObjects(MigrationConnection server, @Nullable String mark) {
		this.server = server;
		this.mark = mark;
	}

	@Override
	public String replace(String sql, String place) {
		if (isKept(sql, place)) {
			return NOTHING;
		}
		SqlTokens tokens = SqlTokens.of(sql);
		if (!tokens.accept("do")) {
			return sql;
		}
		while (!tokens.isAtEnd()) {
			SqlToken token = tokens.next();
			if (token != null && token.type() == TokenType.DOLLAR_STRING && token.terminated()) {
				int tag = token.text().indexOf('$', 1) + 1;
				int end = token.text().length() - tag;
				return sql.substring(0, token.start() + tag) + inBlock(token.text().substring(tag, end), place)
						+ sql.substring(token.start() + end);
			}
		}
		return sql;
	}

	/**
	 * The statements of a block stand between semicolons and words that open something.
	 */
	private String inBlock(String code, String place) {
		StringBuilder replaced = new StringBuilder();
		SqlTokens tokens = SqlTokens.of(code);
		int written = 0;
		boolean begins = true;
		while (!tokens.isAtEnd()) {
			int start = tokens.offset();
			if (begins && (tokens.accept("execute") || isOneOf(tokens, CHANGING) || tokens.isNext("grant")
					|| tokens.isNext("revoke") || tokens.isNext("reassign"))) {
				SqlToken dynamic = tokens.peek(0);
				int end = endOfStatement(tokens);
				String statement = (dynamic != null && dynamic.type().isQuotedString()
						&& code.substring(dynamic.end(), end).isBlank()) ? dynamic.string()
								: code.substring(start, end);
				if (isKept(statement, place)) {
					replaced.append(code, written, start).append("null");
					written = end;
				}
			}
			SqlToken token = tokens.next();
			begins = token != null && OPENING.stream().anyMatch(token::is);
		}
		return replaced.append(code.substring(written)).toString();
	}

	private static boolean isOneOf(SqlTokens tokens, Set<String> words) {
		return words.stream().anyMatch((word) -> tokens.isNext(word));
	}

	private static int endOfStatement(SqlTokens tokens) {
		while (!tokens.isAtEnd() && !tokens.isNext(";")) {
			tokens.next();
		}
		return tokens.offset();
	}

	/** Whether a statement is not to be run as it is; does what is done instead. */
	private boolean isKept(String sql, String place) {
		StatementShape shape = StatementShape.of(sql);
		if (shape.verb().equals("create") && ROLE.contains(shape.kind())) {
			QualifiedName name = shape.name();
			return name == null || isCreated(name.name(), place);
		}
		if (isServerWide(shape, sql)) {
			note(place, ("%s %s".formatted(shape.verb(), shape.kind()).strip()
					+ " is not run in the replay, because it belongs to the whole server"));
			return true;
		}
		return false;
	}

	private static boolean isServerWide(StatementShape shape, String sql) {
		if (CHANGING.contains(shape.verb())) {
			return ROLE.contains(shape.kind()) || OTHERS.contains(shape.kind());
		}
		SqlTokens tokens = SqlTokens.of(sql);
		if (tokens.isNext("reassign", "owned")) {
			return true;
		}
		if (tokens.accept("security", "label")) {
			return behindOn(tokens, "role", "database", "tablespace", "subscription").orElse(false);
		}
		if (!tokens.accept("grant") && !tokens.accept("revoke")) {
			return false;
		}
		return behindOn(tokens, "database", "tablespace", "parameter").orElse(true);
	}

	/** Whether one of some words follows {@code on}; nothing where there is none. */
	private static Optional<Boolean> behindOn(SqlTokens tokens, String... kinds) {
		while (!tokens.isAtEnd()) {
			if (tokens.accept("on")) {
				return Optional.of(Stream.of(kinds).anyMatch((kind) -> tokens.isNext(kind)));
			}
			if (tokens.parenthesized() == null) {
				tokens.next();
			}
		}
		return Optional.empty();
	}

	/** Whether the role is there, now or from before. */
	private boolean isCreated(String name, String place) {
		String known = "select from pg_catalog.pg_roles r where r.rolname = %s".formatted(Names.literal(name));
		if (Boolean.TRUE.equals(this.server.query(known, (rows) -> rows.next()))) {
			note(place, "the role exists, and is left as it is in the replay");
			return true;
		}
		String comment = this.mark;
		if (comment == null) {
			return false;
		}
		this.created = true;
		this.server.executeInternally(List.of("create role " + Names.quoted(name),
				"comment on role %s is %s".formatted(Names.quoted(name), Names.literal(comment))));
		note(place, "the role does not exist: it is created without rights for the replay, and dropped with it");
		return true;
	}

	/** A statement is measured and run, and is told of once. */
	private void note(String place, String text) {
		if (this.told.add(place + text)) {
			logger.info("{}: {}", place, text);
		}
	}

	@Override
	public String forbidden() {
		if (this.mark == null) {
			// never committed
			return SharedCatalogs.WRITTEN;
		}
		String query = this.forbidden;
		if (query == null) {
			query = SharedCatalogs.changedSince(this.server);
			this.forbidden = query;
		}
		return query;
	}

	@Override
	public void committing(String place) {
		if (this.mark != null && this.before.isEmpty()) {
			this.before = this.server.strings(SharedCatalogs.STATES);
		}
		this.committing.add(place);
	}

	/** Names what is not as it was before code ran that commits by itself. */
	private void tellChanges() {
		if (this.before.isEmpty()) {
			return;
		}
		Set<String> changed = new TreeSet<>();
		Set<String> now = this.server.strings(SharedCatalogs.STATES);
		Stream
			.concat(now.stream().filter((state) -> !this.before.contains(state)),
					this.before.stream().filter((state) -> !now.contains(state)))
			.map((state) -> state.substring(0, state.lastIndexOf(' ')))
			.forEach(changed::add);
		if (!changed.isEmpty()) {
			logger
				.warn("The server is not as it was before the revisions were replayed: {}. Code that commits by itself "
						+ "({}) or somebody else has created, changed or dropped this; the replay has not undone it",
						String.join(", ", changed), String.join(", ", this.committing));
		}
	}

	/**
	 * Drops the roles that were created here, once nothing depends on them, and says what
	 * else has changed.
	 */
	void close() {
		drop();
		tellChanges();
	}

	private void drop() {
		String comment = this.mark;
		if (this.created && comment != null) {
			Set<String> roles = this.server.strings("""
					select r.rolname from pg_catalog.pg_roles r
					where pg_catalog.shobj_description(r.oid, 'pg_authid') = %s""".formatted(Names.literal(comment)));
			this.server.executeInternally(roles.stream().map((role) -> "drop role " + Names.quoted(role)).toList());
		}
	}

}
