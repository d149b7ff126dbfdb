package io.appmigrations.internal.online;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Owner;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.model.Change;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The relations of a schema, but for those that changes of it create.
 */
public final class SchemaRelations implements Relations {

	private static final Set<String> RELATIONS = Set.of("table", "materialized view", "foreign table");

	private static final Set<Kind> NAMED_LIKE_INDEXES = Set.of(Kind.TABLE, Kind.INDEX, Kind.SEQUENCE, Kind.VIEW,
			Kind.MATERIALIZED_VIEW, Kind.FOREIGN_TABLE, Kind.COMPOSITE);

	/** First what is compared, then everything else that there is. */
	private final List<Schema> schemas;

	private final Set<ObjectId> created = new HashSet<>();

	/**
	 * Reads what the changes create.
	 * @param changes the changes
	 * @param from the schema before them
	 * @param around a schema with what is not compared
	 */
	public SchemaRelations(List<Change> changes, Schema from, Schema around) {
		this.schemas = List.of(from, around);
		changes.stream()
			.flatMap((change) -> change.sql().stream())
			.map(StatementShape::of)
			.filter((shape) -> shape.verb().equals("create") && RELATIONS.contains(shape.kind()))
			.map(StatementShape::name)
			.filter(Objects::nonNull)
			.forEach((name) -> this.created.add(table(name)));
	}

	private ObjectId table(QualifiedName name) {
		return ObjectId.table(schemaOf(name), name.name());
	}

	private String schemaOf(QualifiedName name) {
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
		return !this.created.contains(table(table));
	}

	@Override
	public boolean isPartitioned(QualifiedName table) {
		Table found = find(table(table), Table.class);
		return found != null && found.partitionKey() != null;
	}

	@Override
	public @Nullable QualifiedName tableOf(QualifiedName index) {
		Index found = find(ObjectId.of(Kind.INDEX, schemaOf(index), index.name()), Index.class);
		return (found != null) ? new QualifiedName(List.of(found.id().schema(), found.table())) : null;
	}

	@Override
	public boolean hasIndex(QualifiedName table, String name) {
		String schema = schemaOf(table);
		return this.schemas.stream()
			.flatMap((one) -> one.objects().values().stream())
			.anyMatch((object) -> object.id().schema().equals(schema) && object.id().name().equals(name)
					&& (NAMED_LIKE_INDEXES.contains(object.id().kind())
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

}
