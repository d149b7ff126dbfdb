package io.appmigrations.internal.online;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Domain;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Owner;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.model.Change;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The relations of a schema, but for those that changes of it create.
 */
public final class SchemaRelations implements Relations {

	private static final Set<String> RELATIONS = Set.of("table", "materialized view", "foreign table");

	/** What is compared, after the changes. */
	private final Schema to;

	/** First what is compared, then everything else that there is. */
	private final List<Schema> schemas;

	private final Set<ObjectId> created = new HashSet<>();

	/** All names that a table has in turn, by each of them. */
	private final Map<ObjectId, List<ObjectId>> renamed = new HashMap<>();

	/** Domains that get a constraint. */
	private final Set<ObjectId> checked = new HashSet<>();

	/** Indexes and constraints that are dropped, at any time. */
	private final Set<ObjectId> dropped;

	/** Tables that get or lose partitions. */
	private final Set<ObjectId> repartitioned = new HashSet<>();

	private final Predicate<String> volatileFunctions;

	/** Functions that the changes create or change. */
	private final Map<String, Boolean> functions = new HashMap<>();

	/**
	 * Reads what the changes create.
	 * @param changes the changes
	 * @param from the schema before them, where what they rename first has its new name
	 * @param to the schema after them
	 * @param around a schema with what is not compared
	 * @param volatileFunctions whether a function of a name is there that can have
	 * another value for each row
	 */
	public SchemaRelations(List<Change> changes, Schema from, Schema to, Schema around,
			Predicate<String> volatileFunctions) {
		this.to = to;
		this.volatileFunctions = volatileFunctions;
		this.schemas = List.of(from, around);
		this.dropped = changes.stream()
			.filter((change) -> change.action() == Action.DROP)
			.map(Change::object)
			.collect(Collectors.toSet());
		changes.stream()
			.flatMap((change) -> change.sql().stream())
			.map(StatementShape::of)
			.filter((shape) -> shape.verb().equals("create") && RELATIONS.contains(shape.kind()))
			.map(StatementShape::name)
			.filter(Objects::nonNull)
			.forEach((name) -> this.created.add(named(name)));
		changes.stream().flatMap((change) -> change.sql().stream()).map(StatementShape::of).forEach(this::follow);
	}

	private void follow(StatementShape shape) {
		SqlTokens rest = shape.rest();
		QualifiedName name = shape.name();
		if (shape.kind().equals("domain") && name != null && (shape.verb().equals("create") ? hasCheck(rest)
				: rest.isNext("add") || rest.isNext("set", "not", "null"))) {
			this.checked.add(domain(name));
		}
		if (shape.is("create", "function") && name != null) {
			this.functions.merge(name.name(), isVolatile(rest), Boolean::logicalOr);
		}
		else if (shape.is("create", "table") && rest.accept("partition", "of")) {
			addTo(this.repartitioned, rest.qualifiedName());
		}
		else if (shape.is("drop", "table")) {
			shape.names().forEach((table) -> addTo(this.repartitioned, partitioned(table)));
		}
		else if (shape.is("alter", "table") && name != null) {
			if (rest.isNext("attach") || rest.isNext("detach")) {
				this.repartitioned.add(table(name));
			}
			else if (rest.accept("rename", "to")) {
				rename(named(name), ObjectId.table(schemaOf(name), String.valueOf(rest.name())));
			}
			else if (rest.accept("set", "schema")) {
				rename(named(name), ObjectId.table(String.valueOf(rest.name()), name.name()));
			}
		}
	}

	private boolean hasCheck(SqlTokens definition) {
		definition.accept("as");
		QualifiedName type = definition.copy().qualifiedName();
		boolean hasCheck = type != null && isChecked(type);
		while (!hasCheck && !definition.isAtEnd()) {
			hasCheck = definition.isNext("check") || definition.isNext("not", "null");
			if (definition.parenthesized() == null) {
				definition.next();
			}
		}
		return hasCheck;
	}

	private static boolean isVolatile(SqlTokens definition) {
		while (!definition.isAtEnd()) {
			if (definition.isNext("immutable") || definition.isNext("stable")) {
				return false;
			}
			definition.next();
		}
		return true;
	}

	private ObjectId domain(QualifiedName name) {
		return ObjectId.of(Kind.DOMAIN, schemaOf(name), name.name());
	}

	private void rename(ObjectId old, ObjectId renamed) {
		List<ObjectId> names = Objects.requireNonNullElseGet(this.renamed.get(old),
				() -> new ArrayList<>(List.of(old)));
		names.add(renamed);
		this.renamed.putIfAbsent(old, names);
		this.renamed.put(renamed, names);
	}

	private void addTo(Set<ObjectId> tables, @Nullable QualifiedName table) {
		if (table != null) {
			tables.add(table(table));
		}
	}

	private ObjectId named(QualifiedName name) {
		return ObjectId.table(schemaOf(name), name.name());
	}

	/**
	 * The table as it is known. Renames come first, and go back last, so that it has the
	 * known name in all other statements.
	 */
	private ObjectId table(QualifiedName name) {
		ObjectId id = named(name);
		return Stream.concat(Stream.of(id), this.renamed.getOrDefault(id, List.of()).stream())
			.filter((one) -> this.schemas.stream().anyMatch((schema) -> schema.get(one) != null))
			.findFirst()
			.orElse(id);
	}

	private QualifiedName name(ObjectId table) {
		return new QualifiedName(table.schema().equals(this.schemas.get(0).defaultSchema()) ? List.of(table.name())
				: List.of(table.schema(), table.name()));
	}

	@Override
	public String schemaOf(QualifiedName name) {
		return Objects.requireNonNullElse(name.qualifier(), this.schemas.get(0).defaultSchema());
	}

	private <T extends SchemaObject> @Nullable T find(ObjectId id, Class<T> type) {
		return this.schemas.stream()
			.map((schema) -> schema.get(id, type))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	@Override
	public boolean isInUse(QualifiedName table) {
		return !this.created.contains(named(table));
	}

	@Override
	public boolean isPartitioned(QualifiedName table) {
		Table found = find(table(table), Table.class);
		return found != null && found.partitionKey() != null;
	}

	@Override
	public @Nullable QualifiedName tableOf(QualifiedName index) {
		Index found = find(ObjectId.of(Kind.INDEX, schemaOf(index), index.name()), Index.class);
		return (found != null) ? name(ObjectId.table(found.id().schema(), found.table())) : null;
	}

	@Override
	public boolean hasIndex(QualifiedName table, String name) {
		String schema = schemaOf(table);
		return this.schemas.stream()
			.flatMap((one) -> Stream.concat(one.objects().values().stream(),
					one.inheritedParts().values().stream().flatMap(List::stream)))
			.anyMatch((object) -> object.id().schema().equals(schema) && object.id().name().equals(name)
					&& (object.id().kind().isRelation()
							|| (object instanceof Constraint constraint && hasIndex(constraint.type()))));
	}

	private static boolean hasIndex(ConstraintType type) {
		return switch (type) {
			case PRIMARY_KEY, UNIQUE, EXCLUSION -> true;
			case CHECK, FOREIGN_KEY -> false;
		};
	}

	@Override
	public boolean hasUniqueIndex(QualifiedName view) {
		ObjectId table = table(view);
		return this.schemas.stream()
			.flatMap((schema) -> schema.objects().values().stream())
			.anyMatch((object) -> object instanceof Index index && index.whole().equals(table) && index.unique()
					&& !index.columns().isEmpty() && !index.definition().contains(" WHERE "));
	}

	@Override
	public boolean hasConstraint(QualifiedName table, String name) {
		ObjectId id = table(table);
		return this.schemas.stream()
			.flatMap((schema) -> schema.objects().values().stream())
			.anyMatch((object) -> (object instanceof Constraint constraint && constraint.id().name().equals(name)
					&& id.equals(constraint.id().table()))
					|| (object instanceof Column column && id.equals(column.id().table()) && column.notNull() != null
							&& name.equals(column.notNull().name())));
	}

	@Override
	public boolean mayLock(QualifiedName table) {
		ObjectId id = table(table);
		Owner owner = this.schemas.stream()
			.map((schema) -> schema.owner(id))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		return owner == null && find(id, Table.class) != null;
	}

	@Override
	public @Nullable String typeOf(QualifiedName table, String column) {
		Column found = find(ObjectId.member(Kind.COLUMN, table(table), column), Column.class);
		return (found != null) ? found.type() : null;
	}

	@Override
	public boolean hasChildren(QualifiedName table) {
		return children(table).findAny().isPresent();
	}

	private Stream<Table> children(QualifiedName table) {
		ObjectId id = table(table);
		return this.schemas.stream()
			.flatMap((schema) -> schema.all(Table.class).stream())
			.filter((child) -> child.parents().stream().anyMatch((parent) -> isNamed(parent, id)))
			.collect(Collectors.toMap(Table::id, (child) -> child, (one, other) -> one, TreeMap::new))
			.values()
			.stream();
	}

	private boolean isNamed(String parent, ObjectId table) {
		QualifiedName name = SqlTokens.of(parent).qualifiedName();
		return name != null && named(name).equals(table);
	}

	@Override
	public List<QualifiedName> partitions(QualifiedName table) {
		ObjectId id = table(table);
		boolean isKnown = !this.repartitioned.contains(id) && this.schemas.stream()
			.flatMap((schema) -> schema.objects().values().stream())
			.noneMatch((object) -> object instanceof Definition foreign && foreign.id().kind() == Kind.FOREIGN_TABLE
					&& foreign.create().stream().anyMatch((sql) -> sql.contains("partition of")));
		List<ObjectId> partitions = children(table).map(Table::id).toList();
		return (isKnown && partitions.stream().allMatch((partition) -> mayLock(name(partition))))
				? partitions.stream().map(this::name).toList() : List.of();
	}

	@Override
	public boolean hasOwnIndex(QualifiedName partition, List<String> columns) {
		ObjectId id = table(partition);
		return this.to.objects()
			.values()
			.stream()
			.anyMatch((object) -> id.equals(object.whole())
					&& ((object instanceof Index index && index.columns().equals(columns))
							|| (object instanceof Constraint key && key.isKey() && key.columns().equals(columns))));
	}

	@Override
	public boolean hasOwnForeignKey(QualifiedName partition, QualifiedName target) {
		ObjectId id = table(partition);
		ObjectId referenced = table(target);
		return this.to.all(Constraint.class)
			.stream()
			.anyMatch((key) -> id.equals(key.id().table()) && referenced.equals(key.references()));
	}

	@Override
	public @Nullable QualifiedName defaultPartition(QualifiedName table) {
		return children(table).filter(Table::isDefaultPartition)
			.map((child) -> name(child.id()))
			.findFirst()
			.orElse(null);
	}

	@Override
	public @Nullable QualifiedName partitioned(QualifiedName partition) {
		Table found = find(table(partition), Table.class);
		return (found != null && found.isPartition()) ? SqlTokens.of(found.parents().get(0)).qualifiedName() : null;
	}

	@Override
	public boolean isIndexed(QualifiedName table, String column) {
		ObjectId id = table(table);
		return this.schemas.stream()
			.flatMap((schema) -> schema.objects().values().stream())
			.filter((object) -> id.equals(object.whole()) && !this.dropped.contains(object.id()))
			.anyMatch(
					(object) -> (object instanceof Constraint key && key.isKey() && key.columns().get(0).equals(column))
							|| (object instanceof Index index && index.valid() && begins(index, Names.quoted(column))));
	}

	private static boolean begins(Index index, String column) {
		String elements = index.definition();
		return (elements.startsWith("btree (" + column + ",") || elements.startsWith("btree (" + column + ")"))
				&& !elements.toLowerCase(Locale.ROOT).contains(" where ");
	}

	@Override
	public boolean isChecked(QualifiedName type) {
		ObjectId id = domain(type);
		Domain found = find(id, Domain.class);
		if (this.checked.contains(id) || (found != null && (found.notNull() != null
				|| this.schemas.stream().anyMatch((schema) -> Domain.constraints(id, schema).findAny().isPresent())))) {
			return true;
		}
		QualifiedName below = (found != null) ? SqlTokens.of(found.type()).qualifiedName() : null;
		return below != null && isChecked(below);
	}

	@Override
	public boolean isVolatile(String function) {
		Boolean known = this.functions.get(function);
		return (known != null) ? known : this.volatileFunctions.test(function);
	}

	@Override
	public List<ForeignKey> foreignKeys(QualifiedName table) {
		ObjectId id = table(table);
		return this.schemas.stream()
			.flatMap((schema) -> schema.all(Constraint.class).stream())
			.filter((key) -> id.equals(key.id().table()) && key.references() != null)
			.map((key) -> new ForeignKey(key.id().name(), key.columns(),
					name(Objects.requireNonNull(key.references()))))
			.distinct()
			.toList();
	}

}
