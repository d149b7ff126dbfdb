package io.appmigrations.declaration;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.appmigrations.declaration.NameChange.Action;
import io.appmigrations.schema.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads which names a statement gives, takes and changes. It looks at the beginning of
 * statements of any form; what it does not know makes, drops and renames nothing.
 */
public final class NameChangeReader {

	private final Lexemes sql;

	private final List<NameChange> changes = new ArrayList<>();

	private NameChangeReader(Lexemes sql) {
		this.sql = sql;
	}

	/**
	 * Reads a statement.
	 * @param sql the statement
	 * @return what it does to names, in order
	 */
	public static List<NameChange> read(String sql) {
		if (Stream.of("create", "drop", "alter")
			.noneMatch((word) -> sql.regionMatches(true, 0, word, 0, word.length()))) {
			return List.of();
		}
		NameChangeReader reader = new NameChangeReader(new Lexemes(sql));
		if (reader.sql.accept("create")) {
			reader.create();
		}
		else if (reader.sql.accept("drop")) {
			reader.drop();
		}
		else if (reader.sql.accept("alter")) {
			reader.alter();
		}
		return reader.changes;
	}

	/**
	 * Reads a list of names, each with what it is.
	 * @param list for example {@code index items.by_name, view shop.totals}
	 * @param action what happens to them
	 * @return the same for each name
	 */
	public static List<NameChange> readNames(String list, Action action) {
		NameChangeReader reader = new NameChangeReader(new Lexemes(list));
		while (!reader.sql.isAtEnd()) {
			reader.name(action);
			reader.sql.toNextPart();
		}
		return reader.changes;
	}

	private void name(Action action) {
		if (this.sql.accept("cast")) {
			addCast(action);
			return;
		}
		boolean constraint = this.sql.accept("constraint");
		if (constraint || this.sql.accept("index")) {
			RelationName first = this.sql.relation();
			String third = this.sql.accept(".") ? this.sql.name() : null;
			Kind kind = constraint ? Kind.CONSTRAINT : Kind.INDEX;
			if (first != null && third != null) {
				addMember(action, kind, new RelationName(first.schema(), first.name()), third, null);
			}
			else if (first != null && first.schema() != null) {
				addMember(action, kind, new RelationName(null, first.schema()), first.name(), null);
			}
			return;
		}
		Kind kind = kind();
		if (kind != null) {
			add(action, kind, this.sql.relation(), null);
		}
	}

	private @Nullable Kind kind() {
		if (this.sql.accept("materialized", "view")) {
			return Kind.MATERIALIZED_VIEW;
		}
		for (Kind kind : List.of(Kind.TABLE, Kind.VIEW, Kind.SEQUENCE, Kind.ENUM, Kind.DOMAIN, Kind.SCHEMA)) {
			if (this.sql.accept(kind.keyword())) {
				return kind;
			}
		}
		return null;
	}

	private void add(Action action, Kind kind, @Nullable RelationName name, @Nullable String other) {
		if (name != null) {
			this.changes.add(new NameChange(action, kind, name.schema(), null, name.name(), other));
		}
	}

	private void addMember(Action action, Kind kind, RelationName table, @Nullable String name,
			@Nullable String other) {
		if (name != null) {
			this.changes.add(new NameChange(action, kind, table.schema(), table.name(), name, other));
		}
	}

	private void create() {
		this.sql.accept("or", "replace");
		this.sql.skip("temporary", "temp", "unlogged", "recursive");
		boolean unique = this.sql.accept("unique");
		if (this.sql.accept("index")) {
			createIndex();
			return;
		}
		if (this.sql.accept("cast")) {
			addCast(Action.MAKE);
			return;
		}
		Kind kind = unique ? null : kind();
		if (kind == null) {
			return;
		}
		this.sql.accept("if", "not", "exists");
		RelationName name = this.sql.relation();
		add(Action.MAKE, kind, name, null);
		if (kind == Kind.TABLE && name != null) {
			createConstraints(name);
		}
	}

	private void createIndex() {
		this.sql.accept("concurrently");
		this.sql.accept("if", "not", "exists");
		String name = this.sql.isNext("on") ? null : this.sql.name();
		if (this.sql.accept("on")) {
			this.sql.accept("only");
			RelationName table = this.sql.relation();
			if (table != null) {
				addMember(Action.MAKE, Kind.INDEX, table, name, null);
			}
		}
	}

	/** A reserved word: what follows it is the name of a constraint. */
	private void createConstraints(RelationName table) {
		while (!this.sql.isAtEnd()) {
			if (this.sql.accept("constraint")) {
				addMember(Action.MAKE, Kind.CONSTRAINT, table, this.sql.name(), null);
			}
			else {
				this.sql.skipOne();
			}
		}
	}

	private void addCast(Action action) {
		this.sql.accept("if", "exists");
		String types = this.sql.parenthesized();
		if (types != null) {
			this.changes.add(new NameChange(action, Kind.CAST, "", null, types, null));
		}
	}

	private void drop() {
		if (this.sql.accept("cast")) {
			addCast(Action.DROP);
			return;
		}
		Kind kind = this.sql.accept("index") ? Kind.INDEX : kind();
		if (kind == null) {
			return;
		}
		this.sql.accept("concurrently");
		this.sql.accept("if", "exists");
		do {
			add(Action.DROP, kind, this.sql.relation(), null);
		}
		while (this.sql.accept(","));
	}

	private void alter() {
		Kind kind = this.sql.accept("index") ? Kind.INDEX : kind();
		if (kind == null) {
			return;
		}
		this.sql.accept("if", "exists");
		this.sql.accept("only");
		RelationName name = this.sql.relation();
		this.sql.accept("*");
		while (name != null && !this.sql.isAtEnd()) {
			alter(kind, name);
			this.sql.toNextPart();
		}
	}

	private void alter(Kind kind, RelationName name) {
		if (this.sql.accept("rename", "to")) {
			add(Action.RENAME, kind, name, this.sql.name());
		}
		else if (this.sql.accept("set", "schema")) {
			add(Action.MOVE, kind, name, this.sql.name());
		}
		else if (kind != Kind.TABLE) {
			return;
		}
		else if (this.sql.accept("rename", "constraint")) {
			String old = this.sql.name();
			this.sql.accept("to");
			addMember(Action.RENAME, Kind.CONSTRAINT, name, old, this.sql.name());
		}
		else if (this.sql.accept("add", "constraint")) {
			addMember(Action.MAKE, Kind.CONSTRAINT, name, this.sql.name(), null);
		}
		else if (this.sql.accept("drop", "constraint")) {
			this.sql.accept("if", "exists");
			addMember(Action.DROP, Kind.CONSTRAINT, name, this.sql.name(), null);
		}
		else if (this.sql.accept("drop")) {
			this.sql.accept("column");
			this.sql.accept("if", "exists");
			addMember(Action.DROP, Kind.COLUMN, name, this.sql.name(), null);
		}
	}

}
