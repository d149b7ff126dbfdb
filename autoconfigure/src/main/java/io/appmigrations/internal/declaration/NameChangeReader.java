package io.appmigrations.internal.declaration;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.declaration.NameChange.Action;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.model.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads which names a statement gives, takes and changes. It looks at the beginning of
 * statements of any form; what it does not know makes, drops and renames nothing.
 */
public final class NameChangeReader {

	private static final List<Kind> KINDS = List.of(Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.SEQUENCE,
			Kind.ENUM, Kind.DOMAIN, Kind.SCHEMA, Kind.FUNCTION, Kind.PROCEDURE, Kind.AGGREGATE, Kind.STATISTICS,
			Kind.COLLATION, Kind.CONVERSION, Kind.TEXT_SEARCH_CONFIGURATION, Kind.TEXT_SEARCH_DICTIONARY,
			Kind.TEXT_SEARCH_PARSER, Kind.TEXT_SEARCH_TEMPLATE);

	/** What is named with its table. */
	private static final List<Kind> MEMBERS = List.of(Kind.CONSTRAINT, Kind.INDEX, Kind.TRIGGER, Kind.POLICY, Kind.RULE,
			Kind.PRIVILEGES);

	/** What statements name behind {@code on}. */
	private static final List<Kind> ON_TABLE = List.of(Kind.TRIGGER, Kind.POLICY, Kind.RULE);

	/** What belongs to the whole database and has a name. */
	private static final List<Kind> OF_DATABASE = List.of(Kind.EXTENSION, Kind.FOREIGN_DATA_WRAPPER, Kind.SERVER,
			Kind.PUBLICATION, Kind.EVENT_TRIGGER);

	private static final List<String> GRANTED = List.of("table", "sequence");

	/** What everybody may use unless that is revoked. */
	private static final List<String> OF_EVERYBODY = List.of("function", "procedure", "routine", "type", "domain");

	private final SqlTokens sql;

	private final List<NameChange> changes = new ArrayList<>();

	private NameChangeReader(SqlTokens sql) {
		this.sql = sql;
	}

	/**
	 * Reads a statement.
	 * @param sql the statement
	 * @return what it does to names, in order
	 */
	public static List<NameChange> read(String sql) {
		StatementShape shape = StatementShape.of(sql);
		NameChangeReader reader = new NameChangeReader(shape.rest());
		switch (shape.verb()) {
			case "create" -> reader.create(shape);
			case "drop" -> reader.drop(shape);
			case "alter" -> reader.alter(shape);
			case "grant" -> reader.privileges(Action.MAKE, "to");
			case "revoke" -> reader.privileges(Action.DROP, "from");
			default -> {
			}
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
		NameChangeReader reader = new NameChangeReader(SqlTokens.of(list));
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
		for (Kind kind : OF_DATABASE) {
			if (this.sql.accept(kind.keyword().split(" "))) {
				addOfDatabase(action, kind, this.sql.name(), null);
				return;
			}
		}
		for (Kind kind : MEMBERS) {
			if (this.sql.accept(kind.keyword())) {
				QualifiedName name = this.sql.qualifiedName();
				if (name != null && name.qualifier() != null) {
					QualifiedName table = new QualifiedName(name.parts().subList(0, name.parts().size() - 1));
					addMember(action, kind, table, name.name(), null);
				}
				return;
			}
		}
		for (Kind kind : KINDS) {
			if (this.sql.accept(kind.keyword().split(" "))) {
				add(action, kind, this.sql.qualifiedName(), null);
				return;
			}
		}
	}

	private static @Nullable Kind kind(StatementShape shape) {
		return kind(KINDS, shape);
	}

	private static @Nullable Kind kind(List<Kind> kinds, StatementShape shape) {
		return kinds.stream().filter((kind) -> kind.keyword().equals(shape.kind())).findFirst().orElse(null);
	}

	private void addOfDatabase(Action action, Kind kind, @Nullable String name, @Nullable String other) {
		if (name != null) {
			this.changes.add(new NameChange(action, kind, "", null, name, other));
		}
	}

	private boolean addOnTable(Action action, StatementShape shape, @Nullable String other) {
		Kind kind = kind(ON_TABLE, shape);
		QualifiedName name = shape.name();
		QualifiedName table = shape.relation();
		if (kind == null || name == null || table == null) {
			return false;
		}
		addMember(action, kind, table, name.name(), other);
		return true;
	}

	/** Those on a whole schema are not recorded. */
	private void privileges(Action action, String before) {
		while (!this.sql.isAtEnd() && !this.sql.accept("on")) {
			this.sql.next();
		}
		boolean ofEverybody = OF_EVERYBODY.stream().anyMatch(this.sql::accept);
		if (!ofEverybody) {
			GRANTED.forEach(this.sql::accept);
		}
		List<QualifiedName> objects = new ArrayList<>();
		do {
			QualifiedName object = this.sql.qualifiedName();
			this.sql.parenthesized();
			if (object != null) {
				objects.add(object);
			}
		}
		while (this.sql.accept(","));
		if (this.sql.accept(before)) {
			do {
				String role = this.sql.name();
				Action done = (ofEverybody && "public".equals(role)) ? Action.MAKE : action;
				objects.forEach((object) -> addMember(done, Kind.PRIVILEGES, object, role, null));
			}
			while (this.sql.accept(","));
		}
	}

	private void add(Action action, Kind kind, @Nullable QualifiedName name, @Nullable String other) {
		if (name != null) {
			this.changes.add(new NameChange(action, kind, name.qualifier(), null, name.name(), other));
		}
	}

	private void addMember(Action action, Kind kind, QualifiedName table, @Nullable String name,
			@Nullable String other) {
		if (name != null) {
			this.changes.add(new NameChange(action, kind, table.qualifier(), table.name(), name, other));
		}
	}

	private void create(StatementShape shape) {
		QualifiedName name = shape.name();
		Kind ofDatabase = kind(OF_DATABASE, shape);
		Kind kind = kind(shape);
		if (shape.kind().equals("index") && shape.relation() != null) {
			addMember(Action.MAKE, Kind.INDEX, shape.relation(), (name != null) ? name.name() : null, null);
		}
		else if (shape.kind().equals("cast")) {
			addCast(Action.MAKE);
		}
		else if (ofDatabase != null) {
			addOfDatabase(Action.MAKE, ofDatabase, (name != null) ? name.name() : null, null);
		}
		else if (!addOnTable(Action.MAKE, shape, null) && kind != null && name != null) {
			add(Action.MAKE, kind, name, null);
			if (kind == Kind.TABLE) {
				createConstraints(name);
			}
		}
	}

	/** A reserved word: what follows it is the name of a constraint. */
	private void createConstraints(QualifiedName table) {
		while (!this.sql.isAtEnd()) {
			if (this.sql.accept("constraint")) {
				addMember(Action.MAKE, Kind.CONSTRAINT, table, this.sql.name(), null);
			}
			else {
				this.sql.next();
			}
		}
	}

	private void addCast(Action action) {
		String types = this.sql.parenthesized();
		if (types != null) {
			this.changes.add(new NameChange(action, Kind.CAST, "", null, types, null));
		}
	}

	private void drop(StatementShape shape) {
		Kind ofDatabase = kind(OF_DATABASE, shape);
		Kind kind = shape.kind().equals("index") ? Kind.INDEX : kind(shape);
		if (shape.kind().equals("cast")) {
			addCast(Action.DROP);
		}
		else if (ofDatabase != null) {
			shape.names().forEach((name) -> addOfDatabase(Action.DROP, ofDatabase, name.name(), null));
		}
		else if (!addOnTable(Action.DROP, shape, null) && kind != null) {
			shape.names().forEach((name) -> add(Action.DROP, kind, name, null));
		}
	}

	private void alter(StatementShape shape) {
		if (kind(ON_TABLE, shape) != null) {
			if (this.sql.accept("rename", "to")) {
				addOnTable(Action.RENAME, shape, this.sql.name());
			}
			return;
		}
		QualifiedName name = shape.name();
		Kind ofDatabase = kind(OF_DATABASE, shape);
		if (ofDatabase != null) {
			if (name != null && this.sql.accept("rename", "to")) {
				addOfDatabase(Action.RENAME, ofDatabase, name.name(), this.sql.name());
			}
			return;
		}
		Kind kind = shape.kind().equals("index") ? Kind.INDEX : kind(shape);
		if (kind != null && kind.isRoutine()) {
			this.sql.parenthesized();
		}
		while (kind != null && name != null && !this.sql.isAtEnd()) {
			alter(kind, name);
			this.sql.toNextPart();
		}
	}

	private void alter(Kind kind, QualifiedName name) {
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
