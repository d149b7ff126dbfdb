package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.CompositeType;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Domain;
import io.appmigrations.internal.schema.EnumType;
import io.appmigrations.internal.schema.Extension;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Namespace;
import io.appmigrations.internal.schema.NotNull;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Sequence;
import io.appmigrations.internal.schema.SequenceOptions;
import io.appmigrations.internal.schema.SequenceOwner;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import org.jspecify.annotations.Nullable;

/**
 * Writes the statements that change an object in place.
 */
final class Alterations {

	/** What follows the name of a materialized view. */
	private static final Pattern WITH_OPTIONS = Pattern
		.compile("(?s)(?: with \\((?<options>[^\n)]*)\\))?(?<query> as\n.*)");

	private static final Pattern RANGE = Pattern.compile(
			"create type \\S+ as range \\(subtype = (?<subtype>.*?)(?:, (?:subtype_opclass|collation|subtype_diff) = .*)?"
					+ ", multirange_type_name = (?<multirange>.*)\\)");

	/** From the narrowest to the widest. */
	private static final List<String> INTEGERS = List.of("smallint", "integer", "bigint");

	private static final Set<ConstraintType> UNIQUE = EnumSet.of(ConstraintType.PRIMARY_KEY, ConstraintType.UNIQUE,
			ConstraintType.EXCLUSION);

	private final Schema from;

	private final Schema to;

	private final SqlWriter writer;

	private final Names names;

	private final TypeConversion conversion;

	private final TypeReplacements replacements;

	private final boolean inOneTransaction;

	Alterations(Schema from, Schema to, boolean inOneTransaction) {
		this.from = from;
		this.to = to;
		this.inOneTransaction = inOneTransaction;
		this.writer = new SqlWriter(to);
		this.names = this.writer.names();
		this.conversion = new TypeConversion(from, to);
		this.replacements = new TypeReplacements(from, to);
	}

	TypeReplacements replacements() {
		return this.replacements;
	}

	/**
	 * Writes what makes one object into the other.
	 * @param before the object
	 * @param after the object as it shall be
	 * @return how, or {@code null} where PostgreSQL has no way but to drop it and make it
	 * again
	 */
	@Nullable Alteration alter(SchemaObject before, SchemaObject after) {
		Alteration alteration = alterInPlace(before, after);
		if (alteration != null && !alteration.isReplacement() && !Objects.equals(before.comment(), after.comment())) {
			alteration.sql().add(this.writer.comment(after.id(), after.comment()));
		}
		return alteration;
	}

	private @Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after) {
		if (before instanceof Column old && after instanceof Column column) {
			return column(old, column);
		}
		if (before instanceof Default && after instanceof Default) {
			return Alteration.of(this.writer.create(after, Set.of()));
		}
		if (before instanceof SequenceOwner && after instanceof SequenceOwner) {
			return Alteration.of(this.writer.create(after, Set.of()));
		}
		if (before instanceof Constraint old && after instanceof Constraint constraint) {
			return constraint(old, constraint);
		}
		if (before instanceof Index old && after instanceof Index index) {
			return index(old, index);
		}
		if (before instanceof Table old && after instanceof Table table) {
			return table(old, table);
		}
		if (before instanceof Definition old && after instanceof Definition definition) {
			return definition(old, definition);
		}
		return otherInPlace(before, after);
	}

	private @Nullable Alteration otherInPlace(SchemaObject before, SchemaObject after) {
		if (before instanceof EnumType old && after instanceof EnumType type) {
			return enumType(old, type);
		}
		if (before instanceof CompositeType old && after instanceof CompositeType type) {
			return compositeType(old, type);
		}
		if (before instanceof Domain old && after instanceof Domain domain) {
			return domain(old, domain);
		}
		if (before instanceof Sequence old && after instanceof Sequence sequence) {
			return sequence(old, sequence);
		}
		if (before instanceof Extension && after instanceof Extension extension) {
			return Alteration.of(List.of("alter extension %s set schema %s".formatted(this.names.of(after.id()),
					Names.quoted(extension.schema()))));
		}
		return (after instanceof Namespace) ? Alteration.of(List.of()) : null;
	}

	private @Nullable Alteration column(Column old, Column column) {
		if (isRecomputed(old, column)) {
			return null;
		}
		Alteration alteration = Alteration.of(List.of());
		List<String> sql = alteration.sql();
		String prefix = "alter table %s alter column %s ".formatted(this.names.relationOf(column.id()),
				Names.quoted(column.id().name()));
		if (old.generated() != null && column.generated() == null) {
			sql.add(prefix + "drop expression");
		}
		if (old.identity() != null && column.identity() == null) {
			sql.add(prefix + "drop identity");
		}
		boolean retyped = !old.type().equals(column.type()) || !Objects.equals(old.collation(), column.collation());
		boolean narrowed = isNarrowed(old, column);
		if (narrowed) {
			// PostgreSQL refuses a type that the sequence's bounds do not fit
			identity(old, column, prefix, sql);
		}
		if (retyped) {
			Conversion values = this.conversion.between(old, column);
			alteration = type(old, column,
					values.failingIf(values.losesData() && isUnique(column), "no longer unique")
						.failingIf(values.losesData() && isChecked(column), "refused by a check once they are changed"),
					alteration);
		}
		notNull(old, column, prefix, alteration);
		if (!narrowed) {
			identity(old, column, prefix, sql);
		}
		settings(retyped ? withTypesOwnSettings(old) : old, column, prefix, sql);
		return retyped ? alteration.rewriting(!old.baseType().equals(column.baseType())) : alteration;
	}

	private boolean isUnique(Column column) {
		ObjectId table = column.id().table();
		String name = column.id().name();
		return this.to.all(Constraint.class)
			.stream()
			.anyMatch((constraint) -> UNIQUE.contains(constraint.type()) && constraint.columns().contains(name)
					&& Objects.equals(table, constraint.id().table()))
				|| this.to.all(Index.class)
					.stream()
					.anyMatch((index) -> index.unique() && index.columns().contains(name)
							&& index.id().schema().equals(column.id().schema())
							&& index.table().equals(column.id().relation()));
	}

	/** What a list of names allows is not changed by what cuts off blanks. */
	private boolean isChecked(Column column) {
		return this.to.all(Constraint.class)
			.stream()
			.anyMatch((constraint) -> constraint.type() == ConstraintType.CHECK
					&& Objects.equals(column.id().table(), constraint.id().table())
					&& constraint.columns().contains(column.id().name()) && EnumValues.listed(constraint).isEmpty()
					&& this.from.get(constraint.id()) != null);
	}

	private static boolean isNarrowed(Column old, Column column) {
		return old.identity() != null && column.identity() != null
				&& INTEGERS.indexOf(column.baseType()) < INTEGERS.indexOf(old.baseType());
	}

	private Alteration type(Column old, Column column, Conversion values, Alteration alteration) {
		String table = this.names.relationOf(column.id());
		String name = Names.quoted(column.id().name());
		String collation = (column.collation() != null) ? SqlWriter.collate(column.collation())
				: (old.collation() != null && old.type().equals(column.type())) ? " collate \"default\"" : "";
		String using = values.isAssigned() ? "" : " using " + (values.known() ? values.of(name) : "null");
		if (!values.known()) {
			alteration.sql().add(Todo.conversion(table, name, old.type(), column.type()));
		}
		alteration.sql()
			.add("alter table %s alter column %s type %s%s%s".formatted(table, name, SqlWriter.typeName(column.type()),
					collation, using));
		alteration.notes().addAll(values.notes(table + "." + name));
		return values.losesData() ? alteration.losing() : alteration;
	}

	/** With another type PostgreSQL forgets storage and compression. */
	private static Column withTypesOwnSettings(Column old) {
		return new Column(old.id(), old.position(), old.type(), old.baseType(), old.collation(), old.notNull(),
				old.identity(), old.generated(), null, null, old.statistics(), old.comment());
	}

	private static boolean isRecomputed(Column old, Column column) {
		if (column.generated() != null) {
			return !column.generated().equals(old.generated()) || !old.type().equals(column.type())
					|| !Objects.equals(old.collation(), column.collation());
		}
		return old.generated() != null && !old.generated().stored();
	}

	private void notNull(Column old, Column column, String prefix, Alteration alteration) {
		NotNull before = old.notNull();
		NotNull after = column.notNull();
		if (after == null || (before != null && before.valid() && !after.valid())) {
			if (before != null) {
				alteration.sql().add(prefix + "drop not null");
			}
			before = null;
		}
		if (after == null) {
			return;
		}
		if (before == null) {
			setNotNull(column, prefix, alteration);
			return;
		}
		List<String> below = (before.inheritable() && !after.inheritable())
				? new Inheritance(this.from, this.to).dropNotNullBelow(column.id()) : List.of();
		NotNulls.alter(column.id(), before, after, renames(column.id(), before, after), below, this.writer, alteration);
	}

	/** Of constraints whose names go round in a table, the first renames all. */
	private List<String> renames(ObjectId column, NotNull before, NotNull after) {
		Rename rename = NotNulls.rename(column, before, after);
		if (rename == null) {
			return List.of();
		}
		List<Rename> ofTable = new ArrayList<>();
		for (Column old : this.from.all(Column.class)) {
			Rename other = (Objects.equals(old.id().table(), column.table())
					&& this.to.get(old.id()) instanceof Column next) ? rename(old, next) : null;
			if (other != null) {
				ofTable.add(other);
			}
		}
		Set<Rename> circles = RenameSteps.circles(ofTable);
		if (!circles.contains(rename)) {
			return RenameSql.change(rename, this.names).sql();
		}
		List<Rename> round = ofTable.stream().filter(circles::contains).toList();
		return rename.equals(round.get(0))
				? RenameSteps
					.order(round,
							(id) -> this.from.get(id) != null
									|| ofTable.stream().anyMatch((one) -> one.object().equals(id)))
					.stream()
					.flatMap((step) -> RenameSql.change(step, this.names).sql().stream())
					.toList()
				: List.of();
	}

	private static @Nullable Rename rename(Column old, Column column) {
		NotNull before = old.notNull();
		NotNull after = column.notNull();
		return (before == null || after == null || (before.valid() && !after.valid()) || isRecomputed(old, column))
				? null : NotNulls.rename(column.id(), before, after);
	}

	/**
	 * Makes a column required: rows without a value get the default; where there is none
	 * only a person can say what they get.
	 */
	void setNotNull(Column column, String prefix, Alteration alteration) {
		NotNull notNull = Objects.requireNonNull(column.notNull());
		if (NotNulls.isMadeLater(notNull)) {
			alteration.sql().addAll(NotNulls.add(column, notNull, this.writer));
			return;
		}
		String table = this.names.relationOf(column.id());
		String name = Names.quoted(column.id().name());
		Default value = this.to.get(SqlWriter.defaultId(column), Default.class);
		if (value != null) {
			alteration.sql()
				.add("update %s set %s = %s where %s is null".formatted(table, name, value.expression(), name));
		}
		else {
			alteration.sql().add(Todo.required(table, name));
		}
		if (NotNulls.isPlain(column.id(), notNull)) {
			alteration.sql().add(prefix + "set not null");
		}
		else {
			alteration.sql().addAll(NotNulls.add(column, notNull, this.writer));
		}
	}

	private void identity(Column old, Column column, String prefix, List<String> sql) {
		Column.Identity before = old.identity();
		Column.Identity identity = column.identity();
		if (identity == null || identity.equals(before)) {
			return;
		}
		if (before == null) {
			sql.add(prefix + "add" + this.writer.identity(identity, column));
			sql.add(ContinuedSequences.continueIdentity(column, identity.options(), this.names));
			return;
		}
		if (!before.sequence().equals(identity.sequence())) {
			sql.add("alter sequence %s rename to %s".formatted(
					this.names.qualified(column.id().schema(), before.sequence()), Names.quoted(identity.sequence())));
		}
		List<String> clauses = new ArrayList<>();
		if (before.always() != identity.always()) {
			clauses.add("set generated " + (identity.always() ? "always" : "by default"));
		}
		SequenceOptions usual = before.options().retyped(old.baseType(), column.baseType());
		SqlWriter.options(identity.options(), usual).forEach((clause) -> clauses.add("set " + clause));
		if (isApart(before.options(), identity.options())) {
			clauses.add("restart");
		}
		// also where the bounds follow from the type
		moveIntoBounds(before.options(), identity.options(),
				this.names.qualified(column.id().schema(), identity.sequence()), sql);
		if (!clauses.isEmpty()) {
			sql.add(prefix + String.join(" ", clauses));
		}
	}

	private static void settings(Column old, Column column, String prefix, List<String> sql) {
		if (!Objects.equals(old.storage(), column.storage())) {
			sql.add(prefix + "set storage " + ((column.storage() != null) ? column.storage() : usualStorage(column)));
		}
		if (!Objects.equals(old.compression(), column.compression())) {
			sql.add(prefix + "set compression " + ((column.compression() != null) ? column.compression() : "default"));
		}
		if (!Objects.equals(old.statistics(), column.statistics())) {
			sql.add(prefix + "set statistics " + ((column.statistics() != null) ? column.statistics() : "-1"));
		}
	}

	/** {@code SET STORAGE DEFAULT} is known since PostgreSQL 16 only. */
	private static String usualStorage(Column column) {
		return Set.of("numeric", "inet", "cidr").contains(column.baseType()) ? "main" : "extended";
	}

	private @Nullable Alteration constraint(Constraint old, Constraint constraint) {
		String keyword = (constraint.id().kind() == Kind.DOMAIN_CONSTRAINT) ? "domain" : "table";
		if (old.type() != constraint.type() || !Objects.equals(old.references(), constraint.references())) {
			return null;
		}
		ObjectId table = constraint.id().table();
		if (old.valid() != constraint.valid() || (old.attached() && !constraint.attached() && table != null
				&& new PartitionIndexes(this.from, this.to).staysPartition(table))) {
			return null;
		}
		if (old.definition().equals(constraint.definition())) {
			return constraintOptions(old, constraint);
		}
		if (old.definition().equals(constraint.definition() + " NOT VALID")) {
			return Alteration.of(List.of("alter %s %s validate constraint %s".formatted(keyword,
					this.names.relationOf(constraint.id()), Names.quoted(constraint.id().name()))));
		}
		return null;
	}

	/** PostgreSQL does not change those of an index that has partitions. */
	private @Nullable Alteration constraintOptions(Constraint old, Constraint constraint) {
		List<String> sql = new ArrayList<>();
		options(old.options(), constraint.options(),
				"alter index %s ".formatted(this.names.qualified(constraint.id().schema(), constraint.id().name())),
				sql);
		ObjectId owner = constraint.whole();
		Table table = (sql.isEmpty() || owner == null) ? null : this.to.get(owner, Table.class);
		return (table != null && table.partitionKey() != null) ? null : Alteration.of(sql);
	}

	private @Nullable Alteration index(Index old, Index index) {
		if (old.unique() != index.unique() || !old.definition().equals(index.definition())
				|| !old.table().equals(index.table()) || (!old.valid() && index.valid())
				|| PartitionIndexes.losesPartitions(old, index, this.to)) {
			return null;
		}
		return Alteration.of(List.of());
	}

	private @Nullable Alteration table(Table old, Table table) {
		if (!Objects.equals(old.partitionKey(), table.partitionKey())) {
			return null;
		}
		String prefix = "alter table %s ".formatted(this.names.of(table.id()));
		List<String> sql = new ArrayList<>();
		if (old.unlogged() != table.unlogged()) {
			sql.add(prefix + (table.unlogged() ? "set unlogged" : "set logged"));
		}
		if (!Objects.equals(old.accessMethod(), table.accessMethod())) {
			sql.add(prefix + "set access method " + ((table.accessMethod() != null) ? table.accessMethod() : "heap"));
		}
		options(old.options(), table.options(), prefix, sql);
		if (old.rowSecurity() != table.rowSecurity()) {
			sql.add(prefix + (table.rowSecurity() ? "enable" : "disable") + " row level security");
		}
		if (old.forcedRowSecurity() != table.forcedRowSecurity()) {
			sql.add(prefix + (table.forcedRowSecurity() ? "force" : "no force") + " row level security");
		}
		return Alteration.of(sql);
	}

	private static void options(List<String> old, List<String> options, String prefix, List<String> sql) {
		List<String> set = options.stream().filter((option) -> !old.contains(option)).toList();
		List<String> kept = options.stream().map(Alterations::optionName).toList();
		List<String> reset = old.stream().map(Alterations::optionName).filter((name) -> !kept.contains(name)).toList();
		if (!set.isEmpty()) {
			sql.add(prefix + "set (" + String.join(", ", set) + ")");
		}
		if (!reset.isEmpty()) {
			sql.add(prefix + "reset (" + String.join(", ", reset) + ")");
		}
	}

	private static String optionName(String option) {
		return option.replaceFirst("=.*", "");
	}

	private @Nullable Alteration definition(Definition old, Definition definition) {
		if (old.create().equals(definition.create())) {
			return Alteration.of(List.of());
		}
		if (definition.id().kind() == Kind.COLLATION) {
			return collation(definition);
		}
		if (definition.id().kind() == Kind.MATERIALIZED_VIEW) {
			Alteration alteration = storage(old, definition);
			if (alteration != null) {
				return alteration;
			}
		}
		if (definition.id().kind() == Kind.OVERRIDDEN_NOT_NULL) {
			return NotNulls.validated(old, definition);
		}
		if (definition.id().kind() == Kind.TRIGGER || definition.id().kind() == Kind.RULE) {
			return firing(old, definition);
		}
		if (ShellOperators.isShell(old) && !ShellOperators.isShell(definition)) {
			// the comment is the same, or is written after it
			return Alteration.of(this.writer
				.create(new Definition(definition.id(), definition.create(), null, List.of(), null), Set.of()));
		}
		String replace = definition.replace();
		return (replace != null && old.isReplaceableBy(definition)) ? Alteration.of(List.of(replace)) : null;
	}

	/** Only the storage parameters differ: nothing has to be computed again. */
	private @Nullable Alteration storage(Definition old, Definition definition) {
		String head = "create materialized view " + this.names.of(definition.id());
		Matcher before = WITH_OPTIONS.matcher(old.create().get(0).substring(head.length()));
		Matcher after = WITH_OPTIONS.matcher(definition.create().get(0).substring(head.length()));
		if (!before.matches() || !after.matches() || !before.group("query").equals(after.group("query"))) {
			return null;
		}
		List<String> sql = new ArrayList<>();
		options(optionsIn(before), optionsIn(after),
				"alter materialized view %s ".formatted(this.names.of(definition.id())), sql);
		return Alteration.of(sql);
	}

	private static List<String> optionsIn(Matcher matcher) {
		String options = matcher.group("options");
		return (options != null) ? List.of(options.split(", ", -1)) : List.of();
	}

	/** When a trigger or rule fires, which the second statement says, can be changed. */
	private @Nullable Alteration firing(Definition old, Definition definition) {
		if (!old.create().get(0).equals(definition.create().get(0))) {
			return null;
		}
		return Alteration.of(
				(definition.create().size() > 1) ? List.of(definition.create().get(1))
						: List.of("alter table %s enable %s %s".formatted(this.names.relationOf(definition.id()),
								definition.id().kind().keyword(), Names.quoted(definition.id().name()))))
			.rewriting(false);
	}

	private static boolean isOneOf(List<String> names, @Nullable String name) {
		return name != null && names.contains(name);
	}

	/** Puts a new collation in the place of one that columns have. */
	private Alteration collation(Definition collation) {
		ObjectId id = collation.id();
		// PostgreSQL leaves the schema out where it can
		List<String> names = List.of(this.names.qualified(id.schema(), id.name()),
				Names.quoted(id.schema()) + "." + Names.quoted(id.name()));
		return withOwnerNotes(Alteration.of(replaced(collation,
				this.to.all(Column.class)
					.stream()
					.filter((column) -> isOneOf(names, column.collation())
							&& this.from.get(column.id()) instanceof Column before && isOneOf(names, before.collation())
							&& before.type().equals(column.type()))
					.map((column) -> "alter table %s alter column %s type %s collate %s".formatted(
							this.names.relationOf(column.id()), Names.quoted(column.id().name()), column.type(),
							this.names.of(id))))),
				collation)
			.rewriting(false);
	}

	private Alteration enumType(EnumType old, EnumType type) {
		String name = this.names.of(type.id());
		List<String> kept = type.labels().stream().filter(old.labels()::contains).toList();
		if (!kept.equals(old.labels()) || (this.inOneTransaction && !type.labels().equals(old.labels()))) {
			return Alteration.replacement();
		}
		List<String> sql = new ArrayList<>();
		String previous = null;
		for (String label : type.labels()) {
			if (!old.labels().contains(label)) {
				String place = (previous != null) ? " after " + Names.literal(previous)
						: old.labels().isEmpty() ? "" : " before " + Names.literal(old.labels().get(0));
				sql.add("alter type %s add value %s%s".formatted(name, Names.literal(label), place));
			}
			previous = label;
		}
		return Alteration.of(sql);
	}

	/**
	 * Puts new types in the places of those that columns have.
	 * @param types the old types, those first that others are made of
	 * @param parts the constraints that each new domain is made with
	 */
	Alteration replace(List<ObjectId> types, Function<ObjectId, Set<ObjectId>> parts) {
		List<String> sql = new ArrayList<>();
		List<String> notes = new ArrayList<>();
		Map<ObjectId, ObjectId> successors = this.replacements.successors();
		Set<String> replaced = types.stream()
			.flatMap((type) -> Stream.concat(Stream.of(this.names.of(type)), multirange(type).stream()))
			.collect(Collectors.toSet());
		for (ObjectId type : types) {
			SchemaObject successor = Objects.requireNonNull(this.to.get(successors.getOrDefault(type, type)));
			sql.addAll(renamedAside(type, replaced));
			sql.addAll(this.writer.create(successor, parts.apply(successor.id())));
			notes.addAll(this.writer.ownerNotes(successor.id()));
			if (this.from.get(type) instanceof EnumType old && successor instanceof EnumType after) {
				notes.addAll(RefusedRows.withoutLabels(this.names.of(type),
						old.labels().stream().filter((label) -> !after.labels().contains(label)).toList()));
			}
		}
		TypeConversion values = this.conversion.replacing(replaced);
		Alteration alteration = new Alteration(sql, notes, true, true, false);
		for (Column column : this.replacements.columns(types)) {
			boolean stays = this.to.get(column.id()) instanceof Column after && after.type().equals(column.type());
			alteration = type(column, stays ? Objects.requireNonNull(this.to.get(column.id(), Column.class)) : column,
					values.between(column.type(), column.type()), alteration);
		}
		for (int i = types.size() - 1; i >= 0; i--) {
			sql.add("drop %s %s".formatted(types.get(i).kind().keyword(), this.names.of(aside(types.get(i)))));
		}
		return alteration;
	}

	private @Nullable Matcher range(ObjectId type) {
		Definition definition = (type.kind() == Kind.RANGE) ? this.from.get(type, Definition.class) : null;
		Matcher matcher = (definition != null) ? RANGE.matcher(definition.create().get(0)) : null;
		return (matcher != null && matcher.matches()) ? matcher : null;
	}

	private Optional<String> multirange(ObjectId type) {
		return Optional.ofNullable(range(type)).map((matcher) -> matcher.group("multirange"));
	}

	private static ObjectId aside(ObjectId id) {
		return id.renamed(id.name() + "__old");
	}

	/** Of a name as it is written in SQL. */
	private static String aside(String name) {
		return name.endsWith("\"") ? name.substring(0, name.length() - 1) + "__old\"" : name + "__old";
	}

	/**
	 * With a range go its multirange, and those of its functions that would be in the
	 * way.
	 */
	private List<String> renamedAside(ObjectId type, Set<String> replaced) {
		List<String> sql = new ArrayList<>(List.of("alter %s %s rename to %s".formatted(type.kind().keyword(),
				this.names.of(type), Names.quoted(aside(type).name()))));
		Matcher range = range(type);
		if (range != null) {
			String multirange = range.group("multirange");
			String bare = multirange.substring(multirange.lastIndexOf('.') + 1);
			sql.add("alter type %s rename to %s".formatted(multirange, aside(bare)));
			sql.add("alter function %s() rename to %s".formatted(multirange, aside(bare)));
			String subtype = range.group("subtype");
			if (!replaced.contains(subtype)) {
				for (String arguments : List.of("%1$s, %1$s", "%1$s, %1$s, text")) {
					sql.add("alter function %s(%s) rename to %s".formatted(this.names.of(type),
							arguments.formatted(subtype), Names.quoted(aside(type).name())));
				}
			}
		}
		return sql;
	}

	private Alteration withOwnerNotes(Alteration alteration, SchemaObject object) {
		alteration.notes().addAll(this.writer.ownerNotes(object.id()));
		return alteration;
	}

	private List<String> replaced(SchemaObject object, Stream<String> columns) {
		String keyword = object.id().kind().keyword();
		ObjectId old = aside(object.id());
		List<String> sql = new ArrayList<>();
		sql.add("alter %s %s rename to %s".formatted(keyword, this.names.of(object.id()), Names.quoted(old.name())));
		sql.addAll(this.writer.create(object, Set.of()));
		columns.forEach(sql::add);
		sql.add("drop %s %s".formatted(keyword, this.names.of(old)));
		return sql;
	}

	private Alteration compositeType(CompositeType old, CompositeType type) {
		String prefix = "alter type %s ".formatted(this.names.of(type.id()));
		List<String> oldNames = old.attributes().stream().map(CompositeType.Attribute::name).toList();
		List<String> newNames = type.attributes().stream().map(CompositeType.Attribute::name).toList();
		List<String> kept = oldNames.stream().filter(newNames::contains).toList();
		boolean appendsOnly = newNames.subList(0, Math.min(kept.size(), newNames.size())).equals(kept);
		boolean retyped = old.attributes()
			.stream()
			.anyMatch((attribute) -> newNames.contains(attribute.name()) && !type.attributes().contains(attribute));
		if (!appendsOnly || (retyped && this.replacements.isUsed(type.id()))) {
			return Alteration.replacement();
		}
		List<String> sql = new ArrayList<>();
		List<String> notes = new ArrayList<>();
		oldNames.stream().filter((name) -> !newNames.contains(name)).forEach((name) -> {
			sql.add(prefix + "drop attribute " + Names.quoted(name));
			notes.add("Drops the values of %s.%s, and nothing brings them back.".formatted(this.names.of(type.id()),
					Names.quoted(name)));
		});
		for (CompositeType.Attribute attribute : type.attributes()) {
			if (!oldNames.contains(attribute.name())) {
				sql.add(prefix + "add attribute " + SqlWriter.attribute(attribute));
			}
			else if (!old.attributes().contains(attribute)) {
				sql.add("%salter attribute %s type %s%s".formatted(prefix, Names.quoted(attribute.name()),
						attribute.type(), SqlWriter.collate(attribute.collation())));
			}
		}
		return new Alteration(sql, notes, false, false, !notes.isEmpty());
	}

	private Alteration domain(Domain old, Domain domain) {
		if (!old.type().equals(domain.type()) || !Objects.equals(old.collation(), domain.collation())) {
			return Alteration.replacement();
		}
		if (old.notNull() == null && domain.notNull() != null && this.replacements.isUsedInside(domain.id())) {
			return Alteration.replacement();
		}
		String prefix = "alter domain %s ".formatted(this.names.of(domain.id()));
		List<String> sql = new ArrayList<>();
		if (!Objects.equals(old.defaultExpression(), domain.defaultExpression())) {
			sql.add(prefix + ((domain.defaultExpression() != null) ? "set default " + domain.defaultExpression()
					: "drop default"));
		}
		Alteration alteration = Alteration.of(sql);
		NotNull before = old.notNull();
		NotNull after = domain.notNull();
		if (before != null && after != null) {
			Rename rename = NotNulls.rename(domain.id(), before, after);
			NotNulls.alter(domain.id(), before, after,
					(rename != null) ? RenameSql.change(rename, this.names).sql() : List.of(), List.of(), this.writer,
					alteration);
		}
		else if (before != null) {
			alteration.sql().add(prefix + "drop not null");
		}
		else if (after != null) {
			alteration.sql().addAll(NotNulls.add(domain, after, this.writer));
		}
		return alteration;
	}

	private Alteration sequence(Sequence old, Sequence sequence) {
		String prefix = "alter sequence %s".formatted(this.names.of(sequence.id()));
		List<String> sql = new ArrayList<>();
		String type = old.type().equals(sequence.type()) ? "" : " as " + sequence.type();
		SequenceOptions usual = old.options().retyped(old.type(), sequence.type());
		String clauses = SqlWriter.options(sequence.options(), usual)
			.stream()
			.map((clause) -> " " + clause)
			.collect(Collectors.joining());
		if (!type.isEmpty() || !clauses.isEmpty()) {
			moveIntoBounds(old.options(), sequence.options(), this.names.of(sequence.id()), sql);
			sql.add(prefix + type + clauses + (isApart(old.options(), sequence.options()) ? " restart" : ""));
		}
		if (old.unlogged() != sequence.unlogged()) {
			sql.add(prefix + (sequence.unlogged() ? " set unlogged" : " set logged"));
		}
		return Alteration.of(sql);
	}

	/** PostgreSQL refuses bounds that the last value is outside of. */
	private static void moveIntoBounds(SequenceOptions old, SequenceOptions options, String name, List<String> sql) {
		if (isApart(old, options) || (options.min() <= old.min() && options.max() >= old.max())) {
			return;
		}
		sql.add("""
				select setval(%s, least(greatest(last_value, %s), %s), is_called and last_value between %s and %s)
				from %s""".formatted(Names.literal(name), options.min(), options.max(), options.min(), options.max(),
				name));
	}

	private static boolean isApart(SequenceOptions old, SequenceOptions options) {
		return options.min() > old.max() || options.max() < old.min();
	}

	/**
	 * A change in place.
	 *
	 * @param sql the statements, which may be added to
	 * @param notes what a reviewer must know, which may be added to
	 * @param rewrites whether what depends on the object must be dropped before and made
	 * again after
	 * @param retypes whether it is another type altogether, so that foreign keys must be
	 * made again too
	 * @param losesData whether values change such that the way back cannot restore them
	 */
	record Alteration(List<String> sql, List<String> notes, boolean rewrites, boolean retypes, boolean losesData) {

		/**
		 * A new type takes the place of the old one, with {@link Alterations#replace}.
		 */
		static Alteration replacement() {
			return Alteration.of(List.of()).rewriting(true);
		}

		boolean isReplacement() {
			return this.rewrites && this.sql.isEmpty();
		}

		static Alteration of(List<String> sql) {
			return new Alteration(new ArrayList<>(sql), new ArrayList<>(), false, false, false);
		}

		Alteration rewriting(boolean retypes) {
			return new Alteration(this.sql, this.notes, true, retypes, this.losesData);
		}

		Alteration losing() {
			return new Alteration(this.sql, this.notes, this.rewrites, this.retypes, true);
		}

	}

}
