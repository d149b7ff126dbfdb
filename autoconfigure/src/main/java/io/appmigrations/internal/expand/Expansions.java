package io.appmigrations.internal.expand;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import io.appmigrations.internal.diff.MadeRecord;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.family.constraint.NotNulls;
import io.appmigrations.internal.online.SchemaRelations;
import io.appmigrations.internal.online.SectionScript;
import io.appmigrations.internal.online.SlowStatement;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.NotNull;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.model.Change;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import io.appmigrations.model.RevisionCustomizer.Draft;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a revision that would rewrite a table, as several revisions. Those that
 * cannot be done so safely keep their statement, with a note that says why.
 */
public final class Expansions {

	/** In rows. */
	private static final int BATCH_SIZE = 1000;

	/** Types whose text depends on the session that writes it. */
	private static final Set<String> SESSION_TEXT = Set.of("date", "time without time zone", "time with time zone",
			"timestamp without time zone", "timestamp with time zone", "interval", "money", "bytea", "real",
			"double precision");

	private static final String GENERATED = "PostgreSQL can only compute a generated column of all rows at once";

	private static final Set<String> STRINGS = Set.of("text", "character varying", "character");

	private final Draft draft;

	private final Schema start;

	private final Schema target;

	/** What the database has, also what is not compared. */
	private final Schema everything;

	private final List<Expansion> expansions = new ArrayList<>();

	/** The upgrade, with what to know of what is not expanded. */
	private final List<Change> noted = new ArrayList<>();

	private Expansions(Draft draft, Schema start, Schema target, Schema everything) {
		this.draft = draft;
		this.start = start;
		this.target = target;
		this.everything = everything;
	}

	/**
	 * Finds what can be expanded.
	 * @param draft the changes, there and back
	 * @param start the schema before them, after renames
	 * @param target the schema after them
	 * @param everything what the database has, also what is not compared
	 * @return the expansions
	 */
	public static Expansions of(Draft draft, Schema start, Schema target, Schema everything) {
		Expansions expansions = new Expansions(draft, start, target, everything);
		SchemaRelations relations = new SchemaRelations(draft.upgrade(), start, everything);
		for (Change change : draft.upgrade()) {
			boolean rewrites = change.object().kind() == Kind.COLUMN
					&& change.sql().stream().anyMatch((sql) -> SlowStatement.rewrites(sql, relations));
			String reason = rewrites ? expansions.expand(change) : null;
			List<Note> notes = new ArrayList<>(change.notes());
			if (reason != null) {
				notes.add(Note.of("Not expanded: " + reason + "."));
			}
			expansions.noted.add(change.withNotes(notes));
		}
		return expansions;
	}

	/**
	 * Whether nothing can be expanded.
	 * @return {@code true} where the changes stay one revision
	 */
	public boolean isEmpty() {
		return this.expansions.isEmpty();
	}

	/**
	 * Returns the changes as one revision.
	 * @return the changes, with what to know of what is not expanded
	 */
	public Draft draft() {
		return new Draft(this.noted, this.draft.downgrade());
	}

	/**
	 * Returns the columns that have other names at first.
	 * @return the renames, of what there is after the changes
	 */
	public List<Rename> renames() {
		return types().map(ExpandedType::rename).toList();
	}

	/**
	 * Returns the columns that have other names at first on the way back.
	 * @return the renames, of what there is before the changes
	 */
	public List<Rename> renamesBack() {
		return types().map(ExpandedType::renameBack).toList();
	}

	private Stream<ExpandedType> types() {
		return this.expansions.stream().filter(ExpandedType.class::isInstance).map(ExpandedType.class::cast);
	}

	/** Expands a change, or says why not. */
	private @Nullable String expand(Change change) {
		Column old = this.start.get(change.object(), Column.class);
		Column column = this.target.get(change.object(), Column.class);
		if (column == null) {
			return "the model does not declare the column";
		}
		String reason = (old != null) ? reasonOfType(change, old, column) : reasonOfDefault(column);
		if (reason != null) {
			return reason;
		}
		String key = Objects.requireNonNull(key(column.id()));
		if (old == null) {
			Default value = Objects.requireNonNull(this.target.get(column.defaultId(), Default.class));
			this.expansions.add(new ExpandedDefault(change, column, value, this.target, key));
			return null;
		}
		this.expansions.add(type(change, key));
		return null;
	}

	private ExpandedType type(Change change, String key) {
		return new ExpandedType(change, this.start, this.target, this.everything, key);
	}

	private @Nullable String reasonOfType(Change change, Column old, Column column) {
		if (old.generated() != null || column.generated() != null) {
			return GENERATED;
		}
		String type = type(change, "").reason();
		if (type != null) {
			return type;
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
			if (below.kind() != Kind.TABLE
					&& this.draft.upgrade().stream().anyMatch((other) -> other.object().equals(below))) {
				return describe(below) + " changes at the same time";
			}
		}
		return reasonOf(column);
	}

	private static boolean isSameBesides(Column old, Column column) {
		return old.identity() == null && column.identity() == null && Objects.equals(old.notNull(), column.notNull());
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

	private @Nullable String reasonOfDefault(Column column) {
		if (column.generated() != null) {
			return GENERATED;
		}
		if (column.identity() != null) {
			return "an identity column is numbered by PostgreSQL alone";
		}
		if (this.target.get(column.defaultId()) == null) {
			return "more than a default fills the column";
		}
		for (ObjectId above : above(column.id())) {
			if (this.start.get(above) != null) {
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
				|| new SchemaRelations(List.of(), this.start, this.everything)
					.hasChildren(new QualifiedName(List.of(id.schema(), id.name())))) {
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
		return (key(column.id()) == null)
				? "the table has neither a primary key of one column nor a unique one that is required" : null;
	}

	/** The key over whose ranges rows are changed, as the option of a section has it. */
	private @Nullable String key(ObjectId column) {
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
	private Set<ObjectId> above(ObjectId id) {
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

	/**
	 * Writes the revisions.
	 * @param writer writes changes that lead from one schema to another
	 * @param printedStart the start with {@linkplain #renamesBack() other names}
	 * @param printedTarget the target with {@linkplain #renames() other names}
	 * @param record what all of them make
	 * @return the revisions in order
	 */
	public List<RevisionPart> parts(ScriptWriter writer, Schema printedStart, Schema printedTarget, MadeRecord record) {
		types().forEach((type) -> type.printed(printedStart, printedTarget));
		Set<ObjectId> late = new HashSet<>();
		this.expansions.stream()
			.filter(ExpandedDefault.class::isInstance)
			.forEach((expansion) -> late.addAll(above(expansion.column())));
		late.retainAll(this.draft.upgrade().stream().map(Change::object).toList());
		Schema filled = this.target.filter((object) -> !late.contains(object.id())).map(this::optional);
		List<Change> last = SchemaDiff.between(filled, this.target);
		List<Change> lastBack = SchemaDiff.between(this.target, filled);
		List<Change> first = without(this.noted, late, Expansion::replaces);
		List<Change> firstBack = without(this.draft.downgrade(), late, Expansion::replacesBack);
		List<RevisionPart> parts = new ArrayList<>();
		parts.add(new RevisionPart("expand", List.of(), record.without(last),
				joined(writer.write(first, this.start, this.target), each(Expansion::begin)),
				joined(reversed(each(Expansion::beginBack)), writer.write(firstBack, this.target, this.start))));
		for (Expansion expansion : this.expansions) {
			parts.add(new RevisionPart(
					(this.expansions.size() == 1) ? "backfill" : "backfill of " + expansion.column().name(), List.of(),
					nothing(record), expansion.fill(), SectionScript.EMPTY));
		}
		SectionScript end = joined(each(Expansion::end), writer.write(last, filled, this.target));
		if (!end.units().isEmpty()) {
			Set<ObjectId> made = new HashSet<>(record.made());
			made.removeAll(record.without(last).made());
			parts.add(new RevisionPart("contract",
					this.expansions.stream().flatMap((expansion) -> expansion.remarks().stream()).toList(),
					new MadeRecord(made, Set.of(), Set.of(), record.defaultSchema()), end,
					joined(writer.write(lastBack, this.target, filled), reversed(each(Expansion::endBack)))));
		}
		return parts;
	}

	private static MadeRecord nothing(MadeRecord record) {
		return new MadeRecord(Set.of(), Set.of(), Set.of(), record.defaultSchema());
	}

	private SchemaObject optional(SchemaObject object) {
		return this.expansions.stream()
			.filter((expansion) -> expansion instanceof ExpandedDefault && expansion.column().equals(object.id()))
			.findFirst()
			.map((expansion) -> (SchemaObject) ((Column) object).withNotNull(null))
			.orElse(object);
	}

	private List<Change> without(List<Change> changes, Set<ObjectId> late, Replacing replacing) {
		return changes.stream()
			.filter((change) -> !late.contains(change.object())
					&& this.expansions.stream().noneMatch((expansion) -> replacing.test(expansion, change)))
			.toList();
	}

	private List<SectionScript> each(Function<Expansion, SectionScript> part) {
		return this.expansions.stream().map(part).toList();
	}

	private static List<SectionScript> reversed(List<SectionScript> scripts) {
		List<SectionScript> reversed = new ArrayList<>(scripts);
		Collections.reverse(reversed);
		return reversed;
	}

	private static SectionScript joined(SectionScript first, List<SectionScript> others) {
		return SectionScript.joined(Stream.concat(Stream.of(first), others.stream()).toList());
	}

	private static SectionScript joined(List<SectionScript> others, SectionScript last) {
		return SectionScript.joined(Stream.concat(others.stream(), Stream.of(last)).toList());
	}

	private interface Replacing {

		boolean test(Expansion expansion, Change change);

	}

	/**
	 * Writes changes.
	 */
	public interface ScriptWriter {

		/**
		 * Writes changes.
		 * @param changes the changes in order
		 * @param from the schema before them
		 * @param to the schema after them
		 * @return the script
		 */
		SectionScript write(List<Change> changes, Schema from, Schema to);

	}

}
