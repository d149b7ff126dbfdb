package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import io.appmigrations.internal.schema.SequenceOwner;
import io.appmigrations.internal.schema.Table;
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

	private final Schema from;

	private final Schema to;

	private final SqlWriter writer;

	private final Names names;

	private final TypeConversion conversion;

	private final TypeReplacements replacements;

	private final ColumnAlterations columns;

	private final TypeAlterations types;

	private final SequenceAlterations sequences;

	Alterations(Schema from, Schema to, boolean inOneTransaction) {
		this.from = from;
		this.to = to;
		this.writer = new SqlWriter(to);
		this.names = this.writer.names();
		this.conversion = new TypeConversion(from, to);
		this.replacements = new TypeReplacements(from, to);
		this.types = new TypeAlterations(from, to, this.writer, this.conversion, this.replacements, inOneTransaction);
		this.sequences = new SequenceAlterations(this.writer);
		this.columns = new ColumnAlterations(from, to, this.writer, this.conversion, this.sequences);
	}

	TypeReplacements replacements() {
		return this.replacements;
	}

	ColumnAlterations columns() {
		return this.columns;
	}

	/** Puts new types in the places of those that columns have. */
	TypeAlterations types() {
		return this.types;
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
			return this.columns.alter(old, column);
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
			return this.types.enumType(old, type);
		}
		if (before instanceof CompositeType old && after instanceof CompositeType type) {
			return this.types.compositeType(old, type);
		}
		if (before instanceof Domain old && after instanceof Domain domain) {
			return domain(old, domain);
		}
		if (before instanceof Sequence old && after instanceof Sequence sequence) {
			return this.sequences.alter(old, sequence);
		}
		if (before instanceof Extension && after instanceof Extension extension) {
			return extension(extension);
		}
		return (after instanceof Namespace) ? Alteration.of(List.of()) : null;
	}

	/** One that PostgreSQL does not move stays where tables and types need it. */
	private @Nullable Alteration extension(Extension extension) {
		if (extension.relocatable()) {
			return Alteration.of(List.of("alter extension %s set schema %s".formatted(this.names.of(extension.id()),
					Names.quoted(extension.schema()))));
		}
		return isNeeded(extension.id()) ? Alteration.of(List.of()) : null;
	}

	private boolean isNeeded(ObjectId extension) {
		return this.from.dependencies()
			.entrySet()
			.stream()
			.anyMatch((entry) -> entry.getValue().contains(extension) && this.to.get(entry.getKey()) != null
					&& switch (entry.getKey().kind()) {
						case EXTENSION, TABLE, COLUMN, COMPOSITE, DOMAIN, RANGE, SEQUENCE, SERVER, FOREIGN_DATA_WRAPPER,
								FOREIGN_TABLE ->
							true;
						default -> false;
					});
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

	private Alteration withOwnerNotes(Alteration alteration, SchemaObject object) {
		alteration.notes().addAll(this.writer.ownerNotes(object.id()));
		return alteration;
	}

	private List<String> replaced(SchemaObject object, Stream<String> columns) {
		String keyword = object.id().kind().keyword();
		ObjectId old = TypeAlterations.aside(object.id());
		List<String> sql = new ArrayList<>();
		sql.add("alter %s %s rename to %s".formatted(keyword, this.names.of(object.id()), Names.quoted(old.name())));
		sql.addAll(this.writer.create(object, Set.of()));
		columns.forEach(sql::add);
		sql.add("drop %s %s".formatted(keyword, this.names.of(old)));
		return sql;
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
		 * A new type takes the place of the old one, with
		 * {@link TypeAlterations#replace}.
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
