package io.appmigrations.internal.expand;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.appmigrations.internal.family.constraint.NotNulls;
import io.appmigrations.internal.online.SchemaRelations;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.NotNull;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.model.Change;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Why a change cannot be expanded safely, and the key by which it can.
 */
final class Obstacles {

	static final String NO_KEY = "the table has neither a primary key of one column nor a unique one that is required";

	/** In rows. */
	private static final int BATCH_SIZE = 1000;

	/** Types whose text depends on the session that writes it. */
	private static final Set<String> SESSION_TEXT = Set.of("date", "time without time zone", "time with time zone",
			"timestamp without time zone", "timestamp with time zone", "interval", "money", "bytea", "real",
			"double precision");

	private static final String GENERATED = "PostgreSQL can only compute a generated column of all rows at once";

	private static final String CHECKED = "PostgreSQL rewrites a table for a new column of a domain with a constraint";

	private static final Set<String> STRINGS = Set.of("text", "character varying", "character");

	/** The upgrade. */
	private final List<Change> changes;

	private final Schema start;

	private final Schema target;

	/** What the database has, also what is not compared. */
	private final Schema everything;

	private final SchemaRelations relations;

	Obstacles(List<Change> changes, Schema start, Schema target, Schema everything,
			Predicate<String> volatileFunctions) {
		this.changes = changes;
		this.start = start;
		this.target = target;
		this.everything = everything;
		this.relations = new SchemaRelations(changes, start, target, everything, volatileFunctions);
	}

	/** What is there before the changes. */
	SchemaRelations relations() {
		return this.relations;
	}

	/** Why a column cannot get its new type so. */
	@Nullable String reasonOf(ExpandedType type) {
		Change change = type.change();
		Column old = type.old().column();
		Column column = type.side().column();
		if (old.generated() != null || column.generated() != null) {
			return GENERATED;
		}
		if (isChecked(old) || isChecked(column)) {
			return CHECKED;
		}
		String values = type.reason();
		if (values != null) {
			return values;
		}
		if (change.action() != Action.ALTER || change.sql().size() != 1 || !isSameBesides(old, column)) {
			return "more than the type of the column changes";
		}
		if (dependsOnSession(old, column) || dependsOnSession(column, old)) {
			return "the conversion depends on settings of the session, which are others in the application";
		}
		for (Schema schema : List.of(this.start, this.target, this.everything)) {
			String part = reasonOfDependents(schema, column.id());
			if (part != null) {
				return part;
			}
		}
		for (ObjectId below : this.start.dependencies(column.id())) {
			if (below.kind() != Kind.TABLE && this.changes.stream().anyMatch((other) -> other.object().equals(below))) {
				return describe(below) + " changes at the same time";
			}
		}
		return reasonOf(column);
	}

	private static boolean isSameBesides(Column old, Column column) {
		return old.identity() == null && column.identity() == null && Objects.equals(old.notNull(), column.notNull());
	}

	private boolean isChecked(Column column) {
		QualifiedName type = SqlTokens.of(column.type()).qualifiedName();
		return type != null && !column.type().endsWith("]") && this.relations.isChecked(type);
	}

	private static boolean dependsOnSession(Column one, Column other) {
		return STRINGS.contains(one.baseType()) && SESSION_TEXT.contains(other.baseType());
	}

	/** What depends on the column and cannot be put on another one in an instant. */
	private @Nullable String reasonOfDependents(Schema schema, ObjectId column) {
		Set<ObjectId> parts = new HashSet<>();
		for (ObjectId id : dependents(schema, column)) {
			SchemaObject object = schema.get(id);
			boolean isPart = object instanceof Index || (object instanceof Constraint constraint
					&& (constraint.type() == ConstraintType.CHECK || constraint.type() == ConstraintType.UNIQUE));
			if (!isPart && !id.equals(column.inKind(Kind.DEFAULT))) {
				return needs(id);
			}
			if (isPart && schema.dependencies(id).stream().anyMatch((other) -> isRetyped(other, column))) {
				return describe(id) + " is about another column too whose type changes";
			}
			parts.add(id);
		}
		parts.remove(column.inKind(Kind.DEFAULT));
		for (ObjectId part : parts) {
			for (ObjectId above : dependents(schema, part)) {
				if (!parts.contains(above)) {
					return needs(above);
				}
			}
		}
		return schema.objects()
			.keySet()
			.stream()
			.filter((id) -> id.kind() == Kind.PRIVILEGES && Objects.equals(id.relation(), column.relation())
					&& id.schema().equals(column.schema())
					&& id.name().endsWith(" (%s)".formatted(Names.quoted(column.name()))))
			.findFirst()
			.map((id) -> "privileges are granted on the column")
			.orElse(null);
	}

	private boolean isRetyped(ObjectId other, ObjectId column) {
		Column before = this.start.get(other, Column.class);
		Column after = this.target.get(other, Column.class);
		return !other.equals(column) && before != null && after != null && !before.type().equals(after.type());
	}

	private static List<ObjectId> dependents(Schema schema, ObjectId id) {
		return schema.dependencies()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().contains(id) && schema.get(entry.getKey()) != null)
			.map(Map.Entry::getKey)
			.sorted()
			.toList();
	}

	private String needs(ObjectId id) {
		return describe(id) + " needs the column";
	}

	private String describe(ObjectId id) {
		return "%s %s".formatted(id.kind().keyword(),
				(id.relation() != null) ? Names.quoted(id.name()) : new Names(this.target.defaultSchema()).of(id));
	}

	/** Why a new column cannot get its values so. */
	@Nullable String reasonOfNew(Column column) {
		if (column.generated() != null) {
			return GENERATED;
		}
		if (isChecked(column)) {
			return CHECKED;
		}
		if (column.identity() == null && this.target.get(column.defaultId()) == null) {
			return "more than a default fills the column";
		}
		for (ObjectId above : above(column.id())) {
			if (this.start.get(above) != null) {
				return describe(above) + " changes at the same time";
			}
		}
		return reasonOf(column);
	}

	/** Why a column cannot become required so. */
	@Nullable String reasonOfRequired(Change change, Column column) {
		if (change.sql().size() != 2) {
			return "more than that the column is required changes";
		}
		for (ObjectId above : above(column.id())) {
			if (this.changes.stream().anyMatch((other) -> other.object().equals(above))) {
				return describe(above) + " changes at the same time";
			}
		}
		return reasonOf(column);
	}

	/** What is true of the table, or of the column whatever happens to it. */
	private @Nullable String reasonOf(Column column) {
		ObjectId id = Objects.requireNonNull(column.id().table());
		Table table = this.start.get(id, Table.class);
		NotNull notNull = column.notNull();
		if (table == null || this.everything.get(id) == null) {
			return "the table has another name before the revision";
		}
		if (table.partitionKey() != null || !table.parents().isEmpty()
				|| this.relations.hasChildren(new QualifiedName(List.of(id.schema(), id.name())))) {
			return "the table has partitions or inherits";
		}
		if (table.forcedRowSecurity()) {
			return "row security of the table holds for its owner too";
		}
		if (notNull != null && !NotNulls.isPlain(column.id(), notNull)) {
			return "the column has a not null constraint with a name of its own";
		}
		for (ObjectId other : this.everything.objects().keySet()) {
			if ((other.kind() == Kind.TRIGGER || other.kind() == Kind.RULE) && id.equals(other.table())) {
				return "%s would act on each row".formatted(describe(other));
			}
		}
		return null;
	}

	/** The key over whose ranges rows are changed, as the option of a section has it. */
	@Nullable String key(ObjectId column) {
		Names names = new Names(this.target.defaultSchema());
		return Stream.of(ConstraintType.PRIMARY_KEY, ConstraintType.UNIQUE)
			.flatMap((type) -> this.start.all(Constraint.class)
				.stream()
				.filter((constraint) -> constraint.type() == type))
			.filter((constraint) -> Objects.equals(constraint.id().table(), column.table())
					&& constraint.columns().size() == 1 && constraint.valid() && isLasting(constraint, column))
			.map((constraint) -> "%s.%s size:%s".formatted(names.relationOf(column),
					Names.quoted(constraint.columns().get(0)), BATCH_SIZE))
			.findFirst()
			.orElse(null);
	}

	private boolean isLasting(Constraint key, ObjectId column) {
		ObjectId of = column.renamed(key.columns().get(0));
		Column before = this.start.get(of, Column.class);
		return !of.equals(column) && before != null && before.isRequired()
				&& key.equals(this.target.get(key.id(), Constraint.class)) && before.equals(this.target.get(of));
	}

	/** Everything that depends on something, directly or not. */
	Set<ObjectId> above(ObjectId id) {
		Set<ObjectId> above = new LinkedHashSet<>();
		List<ObjectId> next = List.of(id);
		while (!next.isEmpty()) {
			next = next.stream()
				.flatMap((one) -> dependents(this.target, one).stream())
				.filter((one) -> !one.equals(id.inKind(Kind.DEFAULT)) && above.add(one))
				.toList();
		}
		return above;
	}

}
