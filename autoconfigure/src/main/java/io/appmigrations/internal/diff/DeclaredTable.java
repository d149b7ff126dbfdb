package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import io.appmigrations.internal.declaration.ColumnDeclaration;
import io.appmigrations.internal.declaration.ConstraintDeclaration;
import io.appmigrations.internal.declaration.Declaration;
import io.appmigrations.internal.declaration.RelationName;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.constraint.Equivalence;
import io.appmigrations.internal.family.constraint.ImplicitNames;
import io.appmigrations.internal.family.constraint.NotNulls;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.NotNull;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.SequenceOptions;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What plain statements declare about a table, and whether the database has just that.
 */
final class DeclaredTable {

	private final ObjectId id;

	private final Names names;

	private final boolean complete;

	private final List<Integer> statements = new ArrayList<>();

	private final List<Integer> statementsForReferences = new ArrayList<>();

	private final Map<String, ColumnDeclaration> columns = new LinkedHashMap<>();

	private final Map<String, String> comments = new HashMap<>();

	private final List<ConstraintDeclaration> constraints = new ArrayList<>();

	private final List<Declaration.NewIndex> indexes = new ArrayList<>();

	private final Set<ObjectId> inlineReferences = new HashSet<>();

	private final Map<ConstraintDeclaration, ObjectId> referenced = new HashMap<>();

	private final Map<String, ObjectId> askedColumns = new HashMap<>();

	private final Map<ConstraintDeclaration, ObjectId> askedChecks = new HashMap<>();

	private final Map<ConstraintDeclaration, String> definitions = new HashMap<>();

	private @Nullable String comment;

	private int created;

	/**
	 * @param complete whether the model declares everything, names of constraints too
	 */
	DeclaredTable(ObjectId id, Names names, boolean complete) {
		this.id = id;
		this.names = names;
		this.complete = complete;
	}

	/** Adds a statement, which has a number. */
	void add(Declaration declaration, int statement, Function<RelationName, ObjectId> tables) {
		this.statements.add(statement);
		if (declaration instanceof Declaration.NewTable table) {
			this.created++;
			this.statementsForReferences.add(statement);
			table.columns().forEach((column) -> this.columns.put(column.name(), column));
			table.constraints().forEach((constraint) -> add(constraint, tables));
			this.inlineReferences.addAll(this.referenced.values());
		}
		else if (declaration instanceof Declaration.NewConstraint constraint) {
			add(constraint.constraint(), tables);
			if (constraint.constraint().references() == null) {
				this.statementsForReferences.add(statement);
			}
		}
		else if (declaration instanceof Declaration.NewIndex index) {
			this.indexes.add(index);
			if (index.unique()) {
				this.statementsForReferences.add(statement);
			}
		}
		else if (declaration instanceof Declaration.NewComment text) {
			if (text.column() != null) {
				this.comments.put(text.column(), text.text());
			}
			else {
				this.comment = text.text();
			}
		}
	}

	private void add(ConstraintDeclaration constraint, Function<RelationName, ObjectId> tables) {
		this.constraints.add(constraint);
		if (constraint.references() != null) {
			this.referenced.put(constraint, tables.apply(constraint.references().table()));
		}
	}

	/** The numbers of all statements. */
	List<Integer> statements() {
		return this.statements;
	}

	/** The numbers of those without which nothing can refer to the table. */
	List<Integer> statementsForReferences() {
		return this.statementsForReferences;
	}

	/** The tables that foreign keys point at. */
	Set<ObjectId> references() {
		return Set.copyOf(this.referenced.values());
	}

	/** Those of them without which the table cannot be made. */
	Set<ObjectId> inlineReferences() {
		return this.inlineReferences;
	}

	private List<String> primaryKey() {
		return this.constraints.stream()
			.filter((constraint) -> constraint.type() == ConstraintType.PRIMARY_KEY)
			.findFirst()
			.map(ConstraintDeclaration::columns)
			.orElse(List.of());
	}

	/**
	 * Whether the database's table has columns, constraints and indexes of the same
	 * names, and nothing else; types, defaults and conditions apart.
	 * @param members what the database has of the table
	 * @param tables the tables of the model
	 */
	boolean resembles(List<SchemaObject> members, Map<ObjectId, DeclaredTable> tables) {
		Table plain = new Table(this.id, false, null, List.of(), null, List.of(), false, false, null, List.of(),
				this.comment);
		return this.created == 1 && isMadeOf(members) && members.contains(plain)
				&& this.columns.keySet().containsAll(this.comments.keySet()) && areDefined(tables)
				&& this.indexes.stream().allMatch((index) -> members.contains(index(index)));
	}

	private boolean isMadeOf(List<SchemaObject> members) {
		Set<ObjectId> declared = new HashSet<>();
		declared.add(this.id);
		for (ColumnDeclaration column : this.columns.values()) {
			declared.add(Column.idOf(this.id, column.name()));
			if (column.defaultValue() != null) {
				declared.add(Default.idOf(Column.idOf(this.id, column.name())));
			}
		}
		this.indexes.forEach((index) -> declared.add(index(index).id()));
		Set<ObjectId> present = new HashSet<>();
		members.stream()
			.filter((member) -> !(member instanceof Constraint))
			.forEach((member) -> present.add(member.id()));
		return present.equals(declared)
				&& members.stream().filter(Constraint.class::isInstance).count() == this.constraints.size();
	}

	/** Whether the definitions of all constraints but checks can be said. */
	private boolean areDefined(Map<ObjectId, DeclaredTable> tables) {
		for (ConstraintDeclaration constraint : this.constraints) {
			switch (constraint.type()) {
				case PRIMARY_KEY ->
					this.definitions.put(constraint, "PRIMARY KEY (%s)".formatted(Names.quoted(constraint.columns())));
				case UNIQUE ->
					this.definitions.put(constraint, "UNIQUE (%s)".formatted(Names.quoted(constraint.columns())));
				case FOREIGN_KEY -> {
					DeclaredTable other = tables.get(this.referenced.get(constraint));
					if (other == null || other.created != 1) {
						return false;
					}
					this.definitions.put(constraint, foreignKey(constraint, other));
				}
				default -> {
				}
			}
		}
		return true;
	}

	private String foreignKey(ConstraintDeclaration constraint, DeclaredTable other) {
		ConstraintDeclaration.Reference reference = Objects.requireNonNull(constraint.references());
		List<String> columns = reference.columns().isEmpty() ? other.primaryKey() : reference.columns();
		String onUpdate = (reference.onUpdate() != null) ? " ON UPDATE " + reference.onUpdate() : "";
		String onDelete = (reference.onDelete() != null) ? " ON DELETE " + reference.onDelete() : "";
		return "FOREIGN KEY (%s) REFERENCES %s(%s)%s%s".formatted(Names.quoted(constraint.columns()),
				this.names.qualified(other.id.schema(), other.id.name()), Names.quoted(columns), onUpdate, onDelete);
	}

	private Index index(Declaration.NewIndex index) {
		return new Index(Index.idOf(this.id.schema(), index.name()), this.id.name(), index.unique(), index.definition(),
				index.columns(), true, null);
	}

	/**
	 * The names that PostgreSQL gives or finds taken when it makes the table: another
	 * table of which it makes the same one gets a number.
	 */
	Set<String> relatedNames() {
		Set<String> related = new HashSet<>(List.of(this.id.name()));
		this.constraints.forEach((constraint) -> related
			.add((constraint.name() != null) ? constraint.name() : conventional(constraint)));
		this.indexes.forEach((index) -> related.add(index.name()));
		this.columns.values()
			.stream()
			.filter((column) -> column.identity() != null)
			.forEach((column) -> related.add(NamingConvention.joined(this.id.name(), column.name(), "seq")));
		return related;
	}

	/** Asks what only PostgreSQL knows. */
	void ask(Probes probes) {
		this.columns.forEach(
				(name, column) -> this.askedColumns.put(name, probes.column(column.type(), column.defaultValue())));
		this.constraints.stream()
			.filter((constraint) -> constraint.check() != null)
			.forEach((constraint) -> this.askedChecks.put(constraint,
					probes.check(Objects.requireNonNull(constraint.check()), typesIn(constraint))));
	}

	private Map<String, String> typesIn(ConstraintDeclaration check) {
		Map<String, String> types = new LinkedHashMap<>();
		columnsIn(check).forEach((column) -> types.put(column.name(), column.type()));
		return types;
	}

	private Stream<ColumnDeclaration> columnsIn(ConstraintDeclaration check) {
		return check.columns().stream().map(this.columns::get).filter(Objects::nonNull).map(Objects::requireNonNull);
	}

	/**
	 * Whether the database's table is as declared, now that the answers are there.
	 * @param answers what PostgreSQL says
	 * @param members what the database has of the table
	 */
	boolean isAsIn(Probes.Answers answers, List<SchemaObject> members) {
		List<Constraint> free = new ArrayList<>();
		for (SchemaObject member : members) {
			if (member instanceof Column column && !isAsDeclared(column, answers)) {
				return false;
			}
			if (member instanceof Default value
					&& !value.expression().equals(answers.defaultOf(asked(value.id().name())))) {
				return false;
			}
			if (member instanceof Constraint constraint) {
				free.add(constraint);
			}
		}
		return this.constraints.stream().allMatch((declared) -> take(declared, free, answers));
	}

	private ObjectId asked(String column) {
		return Objects.requireNonNull(this.askedColumns.get(column));
	}

	private boolean isAsDeclared(Column column, Probes.Answers answers) {
		String name = column.id().name();
		ColumnDeclaration declared = Objects.requireNonNull(this.columns.get(name));
		Column like = answers.column(asked(name));
		boolean required = like.isRequired() || declared.notNull() || declared.identity() != null
				|| primaryKey().contains(name);
		NotNull notNull = required ? NotNull.PLAIN : null;
		Column expected = new Column(column.id(), column.position(), like.type(), like.baseType(), like.collation(),
				this.complete ? NotNulls.keepingName(column.id(), notNull, column.notNull())
						: NotNulls.adopted(column.id(), notNull, column.notNull()),
				identity(declared, column), null, like.storage(), like.compression(), like.statistics(),
				this.comments.get(name));
		return Families.of(column.id().kind()).isSame(expected, column);
	}

	private Column.@Nullable Identity identity(ColumnDeclaration declared, Column column) {
		if (declared.identity() == null) {
			return null;
		}
		String conventional = NamingConvention.joined(this.id.name(), declared.name(), "seq");
		String sequence = (this.complete || column.identity() == null) ? conventional : column.identity().sequence();
		return new Column.Identity(declared.identity(), sequence, SequenceOptions.defaults(column.type(), 1));
	}

	/** Finds the constraint of the database that is the declared one. */
	private boolean take(ConstraintDeclaration declared, List<Constraint> free, Probes.Answers answers) {
		for (Constraint constraint : free) {
			if (isSame(declared, constraint, answers) && isName(declared, constraint.id().name())) {
				return free.remove(constraint);
			}
		}
		return false;
	}

	private boolean isSame(ConstraintDeclaration declared, Constraint constraint, Probes.Answers answers) {
		if (declared.type() != constraint.type() || constraint.comment() != null || !constraint.options().isEmpty()) {
			return false;
		}
		ObjectId check = this.askedChecks.get(declared);
		String definition = (check != null) ? answers.check(check).definition() : this.definitions.get(declared);
		boolean exactly = this.complete || declared.type() == ConstraintType.PRIMARY_KEY;
		return exactly ? constraint.definition().equals(definition) : Equivalence.canonical(constraint.definition())
			.equals(Equivalence.canonical(String.valueOf(definition)));
	}

	/** What has no name is called as PostgreSQL or a convention does. */
	private boolean isName(ConstraintDeclaration declared, String name) {
		if (!this.complete && ImplicitNames.isImplicit(declared.name())) {
			return true;
		}
		return name.equals((declared.name() != null) ? declared.name() : conventional(declared));
	}

	private String conventional(ConstraintDeclaration declared) {
		List<String> columns = (declared.check() != null) ? columnsIn(declared).map(ColumnDeclaration::name).toList()
				: declared.columns();
		return NamingConvention.postgresql().name(declared.type(), this.id.name(), columns);
	}

}
