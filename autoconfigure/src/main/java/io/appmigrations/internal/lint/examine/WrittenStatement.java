package io.appmigrations.internal.lint.examine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

import io.appmigrations.internal.measure.ColumnChange;
import io.appmigrations.internal.measure.LockMode;
import io.appmigrations.internal.measure.Relation;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;

/**
 * What one statement does as far as its text says it.
 */
final class WrittenStatement {

	private final SqlStatement statement;

	private final StatementShape shape;

	/** Tells the tables that nobody uses yet. */
	private final Predicate<QualifiedName> isNew;

	/** Tells what a statement before it has created. */
	private final Predicate<QualifiedName> isCreated;

	/** The tables of which a statement before it has validated a constraint. */
	private final Set<String> validated;

	private final Map<Relation, LockMode> locks = new LinkedHashMap<>();

	private final Set<Relation> rewritten = new HashSet<>();

	private final Set<Relation> scanned = new HashSet<>();

	private final Set<Relation> indexed = new HashSet<>();

	private final Set<String> created = new TreeSet<>();

	private final Set<Relation> dropped = new HashSet<>();

	private final Set<Relation> renamed = new HashSet<>();

	private final List<ColumnChange> columns = new ArrayList<>();

	WrittenStatement(SqlStatement statement, StatementShape shape, Predicate<QualifiedName> isNew,
			Predicate<QualifiedName> isCreated, Set<String> validated) {
		this.statement = statement;
		this.shape = shape;
		this.isNew = isNew;
		this.isCreated = isCreated;
		this.validated = validated;
	}

	Map<Relation, LockMode> locks() {
		return this.locks;
	}

	Set<Relation> rewritten() {
		return this.rewritten;
	}

	Set<Relation> scanned() {
		return this.scanned;
	}

	Set<Relation> indexed() {
		return this.indexed;
	}

	Set<String> created() {
		return this.created;
	}

	Set<Relation> dropped() {
		return this.dropped;
	}

	Set<Relation> renamed() {
		return this.renamed;
	}

	List<ColumnChange> columns() {
		return this.columns;
	}

	void read() {
		switch (this.shape.verb()) {
			case "create" -> create();
			case "alter" -> alter();
			case "drop" -> drop();
			case "reindex" -> reindex();
			case "refresh" -> refresh();
			case "cluster", "vacuum" -> rewriting();
			case "truncate" -> truncate();
			case "lock" -> lock();
			case "update", "delete" -> change();
			default -> {
			}
		}
	}

	private void create() {
		QualifiedName name = this.shape.name();
		QualifiedName table = this.shape.relation();
		if (this.shape.kind().equals("index") && table != null && !this.isNew.test(table)) {
			if (!this.shape.has("only")) {
				// of a partitioned table, none is built
				this.indexed.add(relation(table));
			}
			lock(table, this.shape.has("concurrently") ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.SHARE);
		}
		else if (name != null && (this.shape.kind().equals("table") || this.shape.kind().equals("materialized view"))) {
			this.created.add(createdName(name));
			new WrittenColumns(shown(name), true, this.columns).ofTable(this.shape.rest());
		}
	}

	/** The rules compare with what the catalog says, which has a schema. */
	private static String createdName(QualifiedName name) {
		return Objects.requireNonNullElse(name.qualifier(), "") + "." + name.name();
	}

	private static String shown(QualifiedName name) {
		return String.join(".", name.parts());
	}

	private void alter() {
		QualifiedName table = this.shape.name();
		if (table == null || !this.shape.kind().matches("table|materialized view|view")) {
			return;
		}
		boolean known = !this.isNew.test(table);
		SqlTokens rest = this.shape.rest();
		while (!rest.isAtEnd()) {
			SqlTokens action = rest.copy();
			rest.toNextPart();
			new WrittenColumns(shown(table), !known, this.columns).ofAction(action.copy());
			if (known) {
				action(table, action);
			}
		}
	}

	private void action(QualifiedName table, SqlTokens action) {
		Relation relation = relation(table);
		if (action.accept("rename")) {
			lock(table, LockMode.ACCESS_EXCLUSIVE);
			if (action.isNext("to")) {
				this.renamed.add(relation);
			}
		}
		else if (action.accept("add")) {
			added(table, action);
		}
		else if (action.accept("validate", "constraint")) {
			this.validated.add(table.name());
			this.scanned.add(relation);
			lock(table, LockMode.SHARE_UPDATE_EXCLUSIVE);
		}
		else if (action.accept("detach")) {
			lock(table, has(action, "concurrently") ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE);
		}
		else if (action.accept("set", "logged") || action.accept("set", "unlogged")
				|| action.accept("set", "tablespace")) {
			this.rewritten.add(relation);
			lock(table, LockMode.ACCESS_EXCLUSIVE);
		}
		else if (action.accept("alter")) {
			altered(table, action);
		}
		else if (action.accept("drop")) {
			lock(table, LockMode.ACCESS_EXCLUSIVE);
		}
	}

	private void altered(QualifiedName table, SqlTokens action) {
		action.accept("column");
		action.name();
		if (action.accept("set", "not", "null")) {
			lock(table, LockMode.ACCESS_EXCLUSIVE);
			if (!this.validated.contains(table.name())) {
				this.scanned.add(relation(table));
			}
		}
		else if (action.isNext("type") || action.isNext("set", "data") || action.isNext("drop")
				|| action.isNext("set", "default")) {
			lock(table, LockMode.ACCESS_EXCLUSIVE);
		}
	}

	private void added(QualifiedName table, SqlTokens action) {
		boolean named = action.accept("constraint") && action.name() != null;
		boolean checked = !has(action, "not", "valid");
		if (action.isNext("check") || action.isNext("not", "null")) {
			lock(table, LockMode.ACCESS_EXCLUSIVE);
			scan(table, checked);
		}
		else if (action.accept("foreign", "key")) {
			action.parenthesized();
			lock(table, LockMode.SHARE_ROW_EXCLUSIVE);
			QualifiedName referenced = action.accept("references") ? action.qualifiedName() : null;
			if (referenced != null && !this.isNew.test(referenced)) {
				lock(referenced, LockMode.SHARE_ROW_EXCLUSIVE);
			}
			scan(table, checked);
		}
		else if (action.isNext("unique") || action.isNext("primary", "key") || action.isNext("exclude")) {
			lock(table, LockMode.ACCESS_EXCLUSIVE);
			if (action.isNext("exclude") || !has(action, "using", "index")) {
				this.indexed.add(relation(table));
			}
		}
		else if (!named) {
			lock(table, LockMode.ACCESS_EXCLUSIVE);
			if (has(action, "unique") || has(action, "primary", "key")) {
				this.indexed.add(relation(table));
			}
			scan(table, has(action, "check") && !has(action, "not", "enforced"));
			reference(table, action.copy());
		}
	}

	/** PostgreSQL does not look for null in the other table. */
	private void reference(QualifiedName table, SqlTokens column) {
		boolean isFilled = has(column, "default");
		while (!column.isAtEnd() && !column.isNext(",") && !column.isNext("references")) {
			if (column.parenthesized() == null) {
				column.next();
			}
		}
		QualifiedName referenced = column.accept("references") ? column.qualifiedName() : null;
		if (referenced != null && !this.isNew.test(referenced)) {
			lock(referenced, LockMode.SHARE_ROW_EXCLUSIVE);
		}
		scan(table, referenced != null && isFilled);
	}

	/** Whether words stand somewhere in an action, in no parentheses. */
	private static boolean has(SqlTokens action, String... words) {
		SqlTokens tokens = action.copy();
		while (!tokens.isAtEnd() && !tokens.isNext(",")) {
			if (tokens.isNext(words)) {
				return true;
			}
			if (tokens.parenthesized() == null) {
				tokens.next();
			}
		}
		return false;
	}

	private void scan(QualifiedName table, boolean checked) {
		if (checked) {
			this.scanned.add(relation(table));
		}
	}

	private void drop() {
		boolean concurrently = this.shape.has("concurrently");
		for (QualifiedName name : this.shape.names()) {
			if (this.shape.kind().equals("table") && !this.isNew.test(name)) {
				this.dropped.add(relation(name));
				lock(name, LockMode.ACCESS_EXCLUSIVE);
			}
			else if (this.shape.kind().equals("index") && !concurrently && !this.isCreated.test(name)) {
				this.dropped.add(new Relation("", name.name(), Relation.Kind.INDEX, "the table of " + shown(name)));
			}
		}
	}

	private void reindex() {
		QualifiedName name = this.shape.name();
		if (name != null && this.shape.kind().equals("table") && !this.isNew.test(name)) {
			this.indexed.add(relation(name));
			lock(name, this.shape.has("concurrently") ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.SHARE);
		}
	}

	private void refresh() {
		QualifiedName name = this.shape.name();
		if (name != null && !this.isNew.test(name) && !this.statement.words().contains("no")) {
			this.rewritten.add(relation(name));
			lock(name, this.shape.has("concurrently") ? LockMode.EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE);
		}
	}

	/** {@code CLUSTER} and {@code VACUUM FULL} of one table. */
	private void rewriting() {
		SqlTokens tokens = this.shape.rest();
		String options = Objects.requireNonNullElse(tokens.parenthesized(), "");
		boolean full = tokens.accept("full") || options.matches("(?is).*\\bfull\\b.*");
		while (tokens.accept("verbose") || tokens.accept("freeze") || tokens.accept("analyze")) {
			// as many as there are
		}
		QualifiedName name = tokens.qualifiedName();
		if (name != null && !this.isNew.test(name) && (full || this.shape.verb().equals("cluster"))) {
			this.rewritten.add(relation(name));
			lock(name, LockMode.ACCESS_EXCLUSIVE);
		}
	}

	private void truncate() {
		SqlTokens tokens = this.shape.rest();
		tokens.accept("table");
		do {
			tokens.accept("only");
			QualifiedName name = tokens.qualifiedName();
			if (name != null && !this.isNew.test(name)) {
				lock(name, LockMode.ACCESS_EXCLUSIVE);
			}
			tokens.accept("*");
		}
		while (tokens.accept(","));
	}

	private void lock() {
		SqlTokens tokens = this.shape.rest();
		tokens.accept("table");
		tokens.accept("only");
		QualifiedName name = tokens.qualifiedName();
		if (name == null || this.isNew.test(name) || tokens.isNext(",")) {
			return;
		}
		LockMode mode = LockMode.ACCESS_EXCLUSIVE;
		if (tokens.accept("in")) {
			StringBuilder written = new StringBuilder();
			for (String word = tokens.name(); word != null && !word.equals("mode"); word = tokens.name()) {
				written.append(written.isEmpty() ? "" : " ").append(word);
			}
			for (LockMode each : LockMode.values()) {
				mode = each.toString().equalsIgnoreCase(written.toString()) ? each : mode;
			}
		}
		lock(name, mode);
	}

	private void change() {
		QualifiedName table = ChangedRows.table(this.statement);
		if (table != null && !this.isNew.test(table)) {
			lock(table, LockMode.ROW_EXCLUSIVE);
			scan(table, !ChangedRows.hasCondition(this.statement));
		}
	}

	private void lock(QualifiedName table, LockMode mode) {
		this.locks.merge(relation(table), mode, (one, other) -> (one.compareTo(other) > 0) ? one : other);
	}

	static Relation relation(QualifiedName name) {
		return new Relation(schema(name), name.name(), Relation.Kind.TABLE, null);
	}

	/** Which one it is, the search path of the session says. */
	private static String schema(QualifiedName name) {
		return Objects.requireNonNullElse(name.qualifier(), "");
	}

}
