package io.appmigrations.internal.online;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * What is there between two statements: relations that are known, and what the statements
 * before have made of their names.
 */
public final class RelationsSoFar implements Relations {

	private final Relations before;

	/** The names that relations had before, by those they have now. */
	private final Map<List<String>, QualifiedName> renamed = new HashMap<>();

	/** New names of relations, with their schemas. */
	private final Set<List<String>> created = new HashSet<>();

	/** Former names of relations that are free, with their schemas. */
	private final Set<List<String>> free = new HashSet<>();

	/** Relations that were there before, with their schemas. */
	private final Set<List<String>> dropped = new HashSet<>();

	/** The tables of new constraints, by the schemas and names of these. */
	private final Map<List<String>, Set<String>> added = new HashMap<>();

	/** The names of new constraints and indexes, by their columns. */
	private final Map<List<String>, Set<String>> namesOnColumns = new HashMap<>();

	/** Constraints that were there before, behind their schemas and former tables. */
	private final Set<List<String>> removed = new HashSet<>();

	/** Columns by the schemas and names of their tables, and whether they are there. */
	private final Map<List<String>, Boolean> columns = new HashMap<>();

	/**
	 * Begins before the first statement.
	 * @param before what is there then
	 */
	public RelationsSoFar(Relations before) {
		this.before = before;
	}

	/** What a statement drops, it drops before it adds anything. */
	static RelationsSoFar withoutDropped(String sql, Relations relations) {
		RelationsSoFar without = new RelationsSoFar(relations);
		StatementShape shape = StatementShape.of(sql);
		QualifiedName table = Objects.requireNonNull(shape.name());
		for (String action : WrittenActions.parts(sql, shape.rest().offset())) {
			without.drop(table, SqlTokens.of(action));
		}
		return without;
	}

	/**
	 * Follows a statement.
	 * @param sql the statement
	 */
	public void add(String sql) {
		StatementShape shape = StatementShape.of(sql);
		QualifiedName name = shape.name();
		switch (shape.verb()) {
			case "create" -> create(shape, sql);
			case "drop" -> shape.names().forEach(this::drop);
			case "alter" -> {
				if (name != null) {
					alter(shape, name, sql);
				}
			}
			default -> {
			}
		}
	}

	private void create(StatementShape shape, String sql) {
		QualifiedName table = shape.is("create", "index") ? shape.relation() : shape.name();
		if (table == null) {
			return;
		}
		String named = GivenNames.written(sql, this);
		StatementShape written = StatementShape.of(named);
		QualifiedName name = written.name();
		if (name != null) {
			this.created.add(List.of(schemaOf(table), name.name()));
			if (shape.kind().equals("index")) {
				on(table, name.name(), named.substring(written.rest().offset()));
			}
		}
		if (shape.kind().equals("table")) {
			String list = written.rest().parenthesized();
			if (list != null) {
				WrittenActions.parts(list.substring(1, list.length() - 1), 0)
					.forEach((element) -> constraints(table, element));
			}
		}
	}

	private void alter(StatementShape shape, QualifiedName name, String sql) {
		SqlTokens rest = shape.rest();
		if (rest.accept("rename", "to")) {
			String renamedTo = rest.name();
			if (renamedTo != null) {
				rename(name, renamedTo);
			}
			return;
		}
		if (!shape.kind().equals("table")) {
			return;
		}
		if (rest.accept("rename")) {
			boolean isConstraint = rest.accept("constraint");
			rest.accept("column");
			String old = rest.name();
			String renamedTo = rest.accept("to") ? rest.name() : null;
			if (old != null && renamedTo != null && isConstraint) {
				boolean isIndex = hasIndex(name, old);
				removeConstraint(name, old);
				addConstraint(name, renamedTo, isIndex);
			}
			else if (old != null && renamedTo != null) {
				column(name, old, false);
				column(name, renamedTo, true);
			}
			return;
		}
		String named = GivenNames.written(sql, this);
		List<String> actions = WrittenActions.parts(named, StatementShape.of(named).rest().offset());
		actions.forEach((action) -> drop(name, SqlTokens.of(action)));
		for (String action : actions) {
			SqlTokens tokens = SqlTokens.of(action);
			if (tokens.accept("add")) {
				addColumn(name, tokens);
				constraints(name, action);
			}
		}
	}

	private void addColumn(QualifiedName table, SqlTokens tokens) {
		boolean isColumn = tokens.accept("column");
		tokens.accept("if", "not", "exists");
		String column = tokens.name();
		if (column != null && (isColumn || !tokens.isAtEnd())) {
			column(table, column, true);
		}
	}

	/** The names that are written are all of them. */
	private void constraints(QualifiedName table, String element) {
		SqlTokens tokens = SqlTokens.of(element);
		while (!tokens.isAtEnd()) {
			if (tokens.accept("constraint")) {
				String name = tokens.name();
				if (name != null) {
					addConstraint(table, name,
							tokens.isNext("unique") || tokens.isNext("primary", "key") || tokens.isNext("exclude"));
					on(table, name, element);
				}
			}
			else if (tokens.parenthesized() == null) {
				tokens.next();
			}
		}
	}

	/** Each name that is written may be that of a column. */
	private void on(QualifiedName table, String name, String definition) {
		List<String> key = key(table);
		SqlTokens tokens = SqlTokens.of(definition);
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			if (token.type().isName()) {
				this.namesOnColumns
					.computeIfAbsent(List.of(key.get(0), key.get(1), token.name()), (one) -> new HashSet<>())
					.add(name);
			}
		}
	}

	private void drop(QualifiedName relation) {
		List<String> key = key(relation);
		if (this.renamed.containsKey(key) || !this.created.contains(key)) {
			this.dropped.add(key(known(relation)));
		}
		this.created.remove(key);
		this.free.add(key);
		this.added.forEach((constraint, tables) -> {
			if (constraint.get(0).equals(key.get(0))) {
				tables.remove(key.get(1));
			}
		});
	}

	private void drop(QualifiedName table, SqlTokens action) {
		if (!action.accept("drop")) {
			return;
		}
		boolean isConstraint = action.accept("constraint");
		action.accept("column");
		action.accept("if", "exists");
		String name = action.name();
		if (name == null) {
			return;
		}
		if (isConstraint) {
			removeConstraint(table, name);
		}
		else {
			column(table, name, false);
			namesOn(table, name).forEach((one) -> removeConstraint(table, one));
		}
	}

	private void rename(QualifiedName name, String renamedTo) {
		List<String> old = key(name);
		List<String> key = List.of(old.get(0), renamedTo);
		if (!this.created.contains(old) || this.renamed.containsKey(old)) {
			this.renamed.put(key, known(name));
		}
		this.renamed.remove(old);
		this.created.remove(old);
		this.free.add(old);
		this.created.add(key);
		this.added.values().forEach((tables) -> {
			if (tables.remove(old.get(1))) {
				tables.add(renamedTo);
			}
		});
	}

	private void addConstraint(QualifiedName table, String name, boolean isIndex) {
		List<String> key = key(table);
		this.added.computeIfAbsent(List.of(key.get(0), name), (one) -> new HashSet<>()).add(key.get(1));
		if (isIndex) {
			this.created.add(List.of(key.get(0), name));
		}
	}

	private void removeConstraint(QualifiedName table, String name) {
		List<String> key = key(table);
		List<String> relation = List.of(key.get(0), name);
		this.added.getOrDefault(relation, new HashSet<>()).remove(key.get(1));
		this.removed.add(List.of(key.get(0), known(table).name(), name));
		if (isIndexOf(table, name) || this.created.contains(relation)) {
			this.created.remove(relation);
			this.free.add(relation);
		}
	}

	private boolean isIndexOf(QualifiedName table, String name) {
		QualifiedName of = tableOf(inSchemaOf(table, name));
		return of != null && of.name().equals(known(table).name());
	}

	private QualifiedName inSchemaOf(QualifiedName table, String name) {
		String schema = schemaOf(table);
		return new QualifiedName(schema.isEmpty() ? List.of(name) : List.of(schema, name));
	}

	private void column(QualifiedName table, String column, boolean isThere) {
		List<String> key = key(table);
		this.columns.put(List.of(key.get(0), key.get(1), column), isThere);
	}

	private List<String> key(QualifiedName name) {
		return List.of(schemaOf(name), name.name());
	}

	/** The relation by the name that it had before. */
	private QualifiedName known(QualifiedName name) {
		return this.renamed.getOrDefault(key(name), name);
	}

	@Override
	public boolean isInUse(QualifiedName table) {
		return this.before.isInUse(known(table));
	}

	@Override
	public boolean isPartitioned(QualifiedName table) {
		return this.before.isPartitioned(known(table));
	}

	@Override
	public @Nullable QualifiedName tableOf(QualifiedName index) {
		return this.before.tableOf(known(index));
	}

	@Override
	public boolean hasIndex(QualifiedName table, String name) {
		List<String> relation = List.of(schemaOf(table), name);
		if (this.created.contains(relation)) {
			return true;
		}
		if (this.free.contains(relation) || !this.before.hasIndex(known(table), name)) {
			return false;
		}
		QualifiedName of = this.before.tableOf(inSchemaOf(table, name));
		return of == null || !this.dropped.contains(key(of));
	}

	@Override
	public boolean hasUniqueIndex(QualifiedName view) {
		return this.before.hasUniqueIndex(known(view));
	}

	@Override
	public boolean hasConstraint(QualifiedName table, String name) {
		return tablesWithConstraint(table, name).contains(table.name());
	}

	@Override
	public Set<String> tablesWithConstraint(QualifiedName table, String name) {
		String schema = schemaOf(table);
		Set<String> tables = new HashSet<>();
		for (String each : this.before.tablesWithConstraint(known(table), name)) {
			if (!this.removed.contains(List.of(schema, each, name)) && !this.dropped.contains(List.of(schema, each))) {
				tables.add(nameNow(schema, each));
			}
		}
		tables.addAll(this.added.getOrDefault(List.of(schema, name), Set.of()));
		return tables;
	}

	/** What a table that was there before is called. */
	private String nameNow(String schema, String table) {
		return this.renamed.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().get(0).equals(schema) && entry.getValue().name().equals(table))
			.map((entry) -> entry.getKey().get(1))
			.findFirst()
			.orElse(table);
	}

	@Override
	public Set<String> namesOn(QualifiedName table, String column) {
		List<String> key = key(table);
		Set<String> names = new HashSet<>(this.before.namesOn(known(table), column));
		names.addAll(this.namesOnColumns.getOrDefault(List.of(key.get(0), key.get(1), column), Set.of()));
		return names;
	}

	@Override
	public boolean hasColumn(QualifiedName table, String column) {
		List<String> key = key(table);
		Boolean isThere = this.columns.get(List.of(key.get(0), key.get(1), column));
		return (isThere != null) ? isThere : this.before.hasColumn(known(table), column);
	}

	@Override
	public String schemaOf(QualifiedName table) {
		return this.before.schemaOf(table);
	}

	@Override
	public boolean mayLock(QualifiedName table) {
		return this.before.mayLock(known(table));
	}

	@Override
	public @Nullable String typeOf(QualifiedName table, String column) {
		return this.before.typeOf(known(table), column);
	}

	@Override
	public boolean hasChildren(QualifiedName table) {
		return this.before.hasChildren(known(table));
	}

	@Override
	public List<QualifiedName> partitions(QualifiedName table) {
		return this.before.partitions(known(table));
	}

	@Override
	public boolean hasOwnIndex(QualifiedName partition, List<String> columns) {
		return this.before.hasOwnIndex(known(partition), columns);
	}

	@Override
	public boolean hasOwnForeignKey(QualifiedName partition, QualifiedName target) {
		return this.before.hasOwnForeignKey(known(partition), known(target));
	}

	@Override
	public @Nullable QualifiedName defaultPartition(QualifiedName table) {
		return this.before.defaultPartition(known(table));
	}

	@Override
	public @Nullable QualifiedName partitioned(QualifiedName partition) {
		return this.before.partitioned(known(partition));
	}

	@Override
	public boolean isIndexed(QualifiedName table, String column) {
		return this.before.isIndexed(known(table), column);
	}

	@Override
	public boolean isChecked(QualifiedName type) {
		return this.before.isChecked(type);
	}

	@Override
	public boolean isVolatile(String function) {
		return this.before.isVolatile(function);
	}

	@Override
	public List<ForeignKey> foreignKeys(QualifiedName table) {
		return this.before.foreignKeys(known(table));
	}

}
