package io.appmigrations.internal.family;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.conversion.Conversion;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Domain;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.NotNull;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Says which rows that are there before a change PostgreSQL refuses, so that the change
 * fails and nothing has happened. Nothing is said where all rows are known to satisfy
 * what comes: a new table has none, and what only comes back, or follows from what was
 * there, has been satisfied all along. What becomes of values that get another type says
 * {@link Conversion}.
 */
public final class RefusedRows {

	/** What a constraint says about the future only. */
	private static final Pattern LATER = Pattern
		.compile("(?: ON (?:UPDATE|DELETE) (?:CASCADE|RESTRICT|NO ACTION|SET NULL|SET DEFAULT)(?: \\([^)]*\\))?"
				+ "| (?:NOT )?DEFERRABLE| INITIALLY (?:DEFERRED|IMMEDIATE))+$");

	/** What may be false although all columns in it are null. */
	private static final Pattern NOT_STRICT = Pattern.compile("\\b(?:IS|COALESCE|CASE)\\b|\\w\\(");

	/** Values that no two rows get. */
	private static final Pattern OF_ITS_OWN = Pattern.compile("(?i)^(?:nextval|gen_random_uuid|uuid_generate|uuidv)");

	private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*+)'(?:::.*)?");

	private static final String CORRECT = ": correct them first.";

	private final Schema from;

	private final Schema to;

	private final Set<ObjectId> dropped;

	private final Map<ObjectId, Alteration> altered;

	private final TypeReplacements replacements;

	private final Names names;

	/**
	 * Creates what knows them.
	 * @param difference what goes, comes and changes
	 */
	public RefusedRows(Difference difference) {
		this.from = difference.from();
		this.to = difference.to();
		this.dropped = difference.dropped();
		this.altered = difference.altered();
		this.replacements = difference.transition().replacements();
		this.names = difference.transition().names();
	}

	/** What an object is before it changes. */
	public @Nullable SchemaObject before(SchemaObject object) {
		return this.from.get(object.id());
	}

	public List<Note> index(Index index) {
		return index.unique() && index.valid() && mayHaveRows(index) ? unique(index, index.definition()) : List.of();
	}

	public List<Note> addedColumn(Column column) {
		return hasRows(column.whole()) ? newColumn(column) : List.of();
	}

	public List<Note> validation(SchemaObject validation) {
		ObjectId id = validation.id();
		ObjectId table = validation.whole();
		return (table == null || !hasRows(table) || this.from.get(id) != null) ? List.of()
				: this.to.inheritedParts(table)
					.stream()
					.filter((part) -> part instanceof Constraint && part.id().name().equals(id.name()))
					.flatMap((part) -> constraint((Constraint) part).stream())
					.toList();
	}

	/** Rows of a table that becomes a partition. */
	public List<Note> attachment(SchemaObject parent) {
		ObjectId table = parent.whole();
		if (table == null || !hasRows(table) || !(this.to.get(table) instanceof Table partition)
				|| !partition.isPartition()) {
			return List.of();
		}
		List<Note> notes = new ArrayList<>(List
			.of(Note.mayFail("if %s has rows outside the bound: move them first.".formatted(this.names.of(table)))));
		notes.addAll(belongingInto(partition));
		return notes;
	}

	public List<Note> withoutValue(ObjectId column) {
		return List.of(Note.mayFail("if %s has rows without a value in %s: set one first."
			.formatted(this.names.relationOf(column), Names.quoted(column.name()))));
	}

	public List<Note> alteredColumn(Column column) {
		if (this.from.get(column.id()) instanceof Column old && old.isRequired()) {
			return (!isEnforced(old.notNull()) && isEnforced(column.notNull())) ? withoutValue(column.id()) : List.of();
		}
		return (isEnforced(column.notNull()) && !hasDefault(column))
				? List.of(Note.mayFail("if %s has rows without a value in %s, unless the TODO says what they get."
					.formatted(this.names.relationOf(column.id()), Names.quoted(column.id().name()))))
				: List.of();
	}

	public List<Note> alteredDomain(Domain domain) {
		return (this.from.get(domain.id()) instanceof Domain old && old.notNull() == null && domain.notNull() != null
				&& this.replacements.isUsed(domain.id()) && !this.replacements.contains(domain.id()))
						? List
							.of(Note.mayFail("if there are rows without a value in columns of domain %s: set one first."
								.formatted(this.names.of(domain.id()))))
						: List.of();
	}

	private static String literals(Collection<String> values) {
		return values.stream().map(Names::literal).collect(Collectors.joining(", "));
	}

	public boolean hasRows(@Nullable ObjectId table) {
		return table != null && this.from.get(table) instanceof Table && !this.dropped.contains(table);
	}

	/** A materialized view gets its rows when it is made. */
	private boolean mayHaveRows(Index index) {
		return hasRows(index.whole())
				|| this.to.get(ObjectId.of(Kind.MATERIALIZED_VIEW, index.id().schema(), index.table())) != null;
	}

	public List<Note> constraint(Constraint constraint) {
		if (!isEnforced(constraint)) {
			return List.of();
		}
		if (constraint.id().kind() == Kind.DOMAIN_CONSTRAINT) {
			ObjectId domain = ObjectId.of(Kind.DOMAIN, constraint.id().schema(),
					String.valueOf(constraint.id().relation()));
			return this.from.get(domain) instanceof Domain && !this.dropped.contains(domain)
					&& this.replacements.isUsed(domain) ? check(constraint) : List.of();
		}
		if (!hasRows(constraint.id().table())) {
			return List.of();
		}
		return switch (constraint.type()) {
			case CHECK -> check(constraint);
			case PRIMARY_KEY, UNIQUE -> unique(constraint, constraint.definition());
			case EXCLUSION ->
				isSatisfied(constraint) || constraint.columns().stream().anyMatch(isNullOf(constraint)) ? List.of()
						: List.of(Note.mayFail("if %s has rows that exclude each other by %s%s".formatted(
								this.names.relationOf(constraint.id()), Names.quoted(constraint.id().name()),
								CORRECT)));
			case FOREIGN_KEY -> foreignKey(constraint);
		};
	}

	/** Whether no row may have null, not even one that was there before. */
	private static boolean isEnforced(@Nullable NotNull notNull) {
		return notNull != null && notNull.valid();
	}

	/** Whether rows that are there must satisfy it. */
	private static boolean isEnforced(Constraint constraint) {
		return constraint.valid() && !constraint.definition().endsWith(" NOT VALID")
				&& !constraint.definition().endsWith(" NOT ENFORCED");
	}

	/**
	 * Whether the same was there before, under whatever name, and no value changes
	 * without an error.
	 */
	private boolean isSatisfied(Constraint constraint) {
		return before(constraint).anyMatch((old) -> old.type() == constraint.type()
				&& Conditions.isSame(lasting(old.definition()), lasting(constraint.definition()))
				&& Objects.equals(old.references(), constraint.references()));
	}

	private static String lasting(String definition) {
		return LATER.matcher(definition).replaceFirst("");
	}

	/** What is satisfied now in the table or domain. */
	private Stream<Constraint> before(Constraint constraint) {
		ObjectId id = constraint.id();
		if (constraint.columns().stream().anyMatch((column) -> isChanged(id, column))) {
			return Stream.of();
		}
		return this.from.parts(Removal.tableOf(id), Constraint.class)
			.filter((old) -> isEnforced(old)
					&& (old.id().kind() == Kind.DOMAIN_CONSTRAINT) == (id.kind() == Kind.DOMAIN_CONSTRAINT));
	}

	/** Whether the values of a column become others, or are new. */
	private boolean isChanged(ObjectId part, String column) {
		ObjectId table = part.table();
		if (table == null || part.kind() == Kind.DOMAIN_CONSTRAINT) {
			return false;
		}
		ObjectId id = ObjectId.member(Kind.COLUMN, table, column);
		Alteration alteration = this.altered.get(id);
		return isNew(id) || (alteration != null && alteration.losesData());
	}

	private boolean isNew(ObjectId column) {
		return !(this.from.get(column) instanceof Column) || this.dropped.contains(column);
	}

	private Predicate<String> isNullOf(Constraint constraint) {
		return (column) -> isNull(constraint.id().table(), column);
	}

	/** Whether no row has a value in a column. */
	private boolean isNull(@Nullable ObjectId table, String name) {
		ObjectId id = (table != null) ? ObjectId.member(Kind.COLUMN, table, name) : null;
		return id != null && isNew(id) && this.to.get(id) instanceof Column column && !isEnforced(column.notNull())
				&& column.identity() == null && column.generated() == null && !hasDefault(column)
				&& domain(column.type()) == null;
	}

	private boolean hasDefault(Column column) {
		return this.to.get(column.defaultId()) != null;
	}

	private @Nullable Domain domain(String type) {
		return this.to.ofKind(Kind.DOMAIN)
			.stream()
			.map(Domain.class::cast)
			.filter((domain) -> this.names.of(domain.id()).equals(type))
			.findFirst()
			.orElse(null);
	}

	private List<Note> check(Constraint check) {
		boolean isNull = !check.columns().isEmpty() && check.columns().stream().allMatch(isNullOf(check))
				&& !NOT_STRICT.matcher(check.definition()).find();
		if (isNull || isSatisfied(check) || takesDefault(check)) {
			return List.of();
		}
		List<Constraint> before = before(check).filter((old) -> old.type() == ConstraintType.CHECK)
			.filter((old) -> !old.definition().endsWith(" NO INHERIT") || check.definition().endsWith(" NO INHERIT"))
			.toList();
		if (Conditions.follow(check.definition(), before.stream().map(Constraint::definition).toList())) {
			return List.of();
		}
		boolean ofDomain = check.id().kind() == Kind.DOMAIN_CONSTRAINT;
		String owner = this.names.relationOf(check.id());
		List<String> listed = EnumValues.listed(check);
		List<String> gone = before.stream()
			.filter((old) -> !listed.isEmpty() && old.columns().equals(check.columns()))
			.map(EnumValues::listed)
			.filter((list) -> !list.isEmpty())
			.map((list) -> list.stream().filter((value) -> !listed.contains(value)).toList())
			.findFirst()
			.orElse(null);
		if (gone != null) {
			return gone.isEmpty() ? List.of()
					: List.of(ofDomain
							? Note.mayFail("if rows have %s in columns of domain %s: update them first."
								.formatted(literals(gone), owner))
							: Note.mayFail("if rows of %s have %s in %s: update them first.".formatted(owner,
									literals(gone), Names.quoted(check.columns()))));
		}
		return List.of(ofDomain
				? Note.mayFail("if there are rows with values of domain %s that violate %s%s".formatted(owner,
						Names.quoted(check.id().name()), CORRECT))
				: Note.mayFail(
						"if %s has rows that violate %s%s".formatted(owner, Names.quoted(check.id().name()), CORRECT)));
	}

	/** Whether the check is over a new column whose rows all get one of the values. */
	private boolean takesDefault(Constraint check) {
		ObjectId column = EnumValues.column(check);
		if (column == null || !isNew(column) || !(this.to.get(column.inKind(Kind.DEFAULT)) instanceof Default value)) {
			return false;
		}
		Matcher literal = LITERAL.matcher(value.expression());
		return literal.matches() && EnumValues.listed(check).contains(literal.group(1).replace("''", "'"));
	}

	private List<Note> foreignKey(Constraint key) {
		ObjectId referenced = key.references();
		boolean full = key.definition().contains(" MATCH FULL");
		boolean isNull = full ? key.columns().stream().allMatch(isNullOf(key))
				: key.columns().stream().anyMatch(isNullOf(key));
		if (isNull || (isSatisfied(key) && hasRows(referenced) && !isChangedBelow(key))
				|| (isSatisfiedTogether(key) && hasRows(referenced))) {
			return List.of();
		}
		return List
			.of(Note.mayFail("if %s has rows whose %s %s in no row of %s%s".formatted(this.names.relationOf(key.id()),
					Names.quoted(key.columns()), (key.columns().size() == 1) ? "is" : "are",
					(referenced != null) ? this.names.of(referenced) : "the other table", CORRECT)));
	}

	private boolean isChangedBelow(Constraint key) {
		ObjectId referenced = key.references();
		return referenced != null && ReferencedColumns.of(key)
			.stream()
			.anyMatch((column) -> isChanged(ObjectId.member(Kind.CONSTRAINT, referenced, ""), column));
	}

	/** Whether the values of both sides become the same others. */
	private boolean isSatisfiedTogether(Constraint key) {
		ObjectId referenced = key.references();
		List<String> columns = ReferencedColumns.of(key);
		if (referenced == null || columns.size() != key.columns().size()
				|| !(this.from.get(key.id()) instanceof Constraint old)
				|| !lasting(old.definition()).equals(lasting(key.definition()))) {
			return false;
		}
		for (int i = 0; i < columns.size(); i++) {
			ObjectId there = ObjectId.member(Kind.COLUMN, referenced, columns.get(i));
			ObjectId here = ObjectId.member(Kind.COLUMN, Objects.requireNonNull(key.id().table()),
					key.columns().get(i));
			if (isNew(there) || isNew(here) || !Objects.equals(type(this.from, there), type(this.from, here))
					|| !Objects.equals(type(this.to, there), type(this.to, here))) {
				return false;
			}
		}
		return true;
	}

	private static @Nullable String type(Schema schema, ObjectId column) {
		return (schema.get(column) instanceof Column present) ? present.type() : null;
	}

	private List<Note> unique(SchemaObject object, String definition) {
		UniqueKey key = UniqueKey.of(definition, isPrimary(object));
		ObjectId table = Objects.requireNonNull(object.whole());
		List<String> columns = (object instanceof Constraint constraint) ? constraint.columns()
				: (object instanceof Index index) ? index.columns() : List.of();
		List<String> own = columns.stream().filter((column) -> key.parts().contains(Names.quoted(column))).toList();
		boolean distinct = own.stream()
			.anyMatch((column) -> (!key.nullsAreSame() && isNull(table, column)) || isOfItsOwn(table, column));
		boolean satisfied = own.stream()
			.noneMatch((column) -> isChanged(ObjectId.member(Kind.INDEX, table, ""), column)) && !isRecomputed(object)
				&& keysBefore(table).anyMatch((old) -> old.implies(key, requiredBefore(table)));
		if (distinct || satisfied) {
			return List.of();
		}
		return List.of(Note.mayFail(
				"if %s has rows with the same %s%s%s".formatted(this.names.of(table), String.join(", ", key.parts()),
						(key.predicate() != null) ? " where " + key.predicate() : "", CORRECT)));
	}

	private static boolean isPrimary(SchemaObject object) {
		return object instanceof Constraint constraint && constraint.type() == ConstraintType.PRIMARY_KEY;
	}

	/** Whether the rows are those of a query that is another one. */
	private boolean isRecomputed(SchemaObject index) {
		ObjectId view = ObjectId.of(Kind.MATERIALIZED_VIEW, index.id().schema(),
				Objects.requireNonNull(index.whole()).name());
		SchemaObject before = this.from.get(view);
		SchemaObject after = this.to.get(view);
		return after != null && (before == null || !Families.of(before.id().kind()).isSame(before, after));
	}

	private boolean isOfItsOwn(ObjectId table, String name) {
		ObjectId id = ObjectId.member(Kind.COLUMN, table, name);
		return isNew(id) && this.to.get(id) instanceof Column column
				&& (column.identity() != null || (this.to.get(column.defaultId()) instanceof Default value
						&& OF_ITS_OWN.matcher(value.expression()).find()));
	}

	private Stream<UniqueKey> keysBefore(ObjectId table) {
		return Stream.concat(
				this.from.constraints(table)
					.filter((old) -> old.isKey() && old.valid())
					.map((old) -> UniqueKey.of(old.definition(), isPrimary(old))),
				this.from.indexes(table)
					.stream()
					.filter((old) -> old.unique() && old.valid())
					.map((old) -> UniqueKey.of(old.definition(), false)));
	}

	private Set<String> requiredBefore(ObjectId table) {
		return this.from.parts(table, Column.class)
			.filter((column) -> isEnforced(column.notNull()))
			.map((column) -> Names.quoted(column.id().name()))
			.collect(Collectors.toSet());
	}

	private List<Note> newColumn(Column column) {
		String table = this.names.relationOf(column.id());
		String name = Names.quoted(column.id().name());
		Column.Generated generated = column.generated();
		if (generated != null) {
			return isComputedAsBefore(column, generated) ? List.of()
					: (generated.stored() || isEnforced(column.notNull()))
							? List.of(Note.mayFail("if %s has rows for which the expression of %s fails%s%s"
								.formatted(table, name, isEnforced(column.notNull()) ? " or is null" : "", CORRECT)))
							: List.of();
		}
		if (column.identity() != null || hasDefault(column)) {
			return List.of();
		}
		if (isEnforced(column.notNull())) {
			return List
				.of(Note.mayFail("if %s has rows, unless the TODO says what they get in %s.".formatted(table, name)));
		}
		return refusesNull(column.type())
				? List.of(Note.mayFail("if %s has rows: %s has no default, and its domain %s does not allow null."
					.formatted(table, name, column.type())))
				: List.of();
	}

	private boolean isComputedAsBefore(Column column, Column.Generated generated) {
		return this.from.get(column.id()) instanceof Column old && old.generated() != null
				&& Conditions.isSame(old.generated().expression(), generated.expression())
				&& (isEnforced(old.notNull()) || !isEnforced(column.notNull())) && old.type().equals(column.type())
				&& this.altered.entrySet()
					.stream()
					.noneMatch((other) -> Objects.equals(column.id().table(), other.getKey().table())
							&& other.getValue().losesData());
	}

	private boolean refusesNull(String type) {
		Domain domain = domain(type);
		return domain != null && domain.defaultExpression() == null
				&& (domain.notNull() != null || refusesNull(domain.type()) || Domain.constraints(domain.id(), this.to)
					.anyMatch((check) -> check.definition().contains(" IS NOT NULL")));
	}

	/** Rows in the default partition that belong into another one. */
	public List<Note> belongingInto(Table partition) {
		if (partition.isDefaultPartition()) {
			return List.of();
		}
		return Inheritance.defaultPartition(this.from, partition)
			.filter((other) -> hasRows(other.id()))
			.map((other) -> Note.mayFail("if %s has rows that belong in %s: move them first."
				.formatted(this.names.of(other.id()), this.names.of(partition.id()))))
			.toList();
	}

}
