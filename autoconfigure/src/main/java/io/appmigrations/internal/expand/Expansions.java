package io.appmigrations.internal.expand;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.diff.MadeRecord;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.family.rename.KeywordCase;
import io.appmigrations.internal.online.SectionScript;
import io.appmigrations.internal.online.SlowStatement;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Rows;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.model.Change;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import io.appmigrations.model.RevisionCustomizer.Draft;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a revision that would rewrite a table, or lock many rows, as several
 * revisions. Those that cannot be done so safely keep their statement, with a note that
 * says why.
 */
public final class Expansions {

	private final Draft draft;

	private final Schema start;

	private final Schema target;

	private final Obstacles obstacles;

	private final List<ExpandedTable> tables;

	/** The upgrade, with what to know of what is not expanded. */
	private final List<Change> noted;

	private Expansions(Draft draft, Schema start, Schema target, Schema everything,
			Predicate<String> volatileFunctions) {
		this.draft = draft;
		this.start = start;
		this.target = target;
		this.obstacles = new Obstacles(draft.upgrade(), start, target, everything, volatileFunctions);
		Search search = new Search(this.obstacles, start, target, everything);
		this.noted = draft.upgrade().stream().map(search::noted).toList();
		this.tables = search.tables();
	}

	/**
	 * Finds what can be expanded.
	 * @param draft the changes, there and back
	 * @param start the schema before them, after renames
	 * @param target the schema after them
	 * @param everything what the database has, also what is not compared
	 * @param volatileFunctions whether a function of a name is there that can have
	 * another value for each row
	 * @return the expansions
	 */
	public static Expansions of(Draft draft, Schema start, Schema target, Schema everything,
			Predicate<String> volatileFunctions) {
		return new Expansions(draft, start, target, everything, volatileFunctions);
	}

	/**
	 * Whether nothing can be expanded.
	 * @return {@code true} where the changes stay one revision
	 */
	public boolean isEmpty() {
		return this.tables.isEmpty();
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
		return this.tables.stream().flatMap((table) -> table.types().stream());
	}

	private Stream<FilledColumn> filled() {
		return this.tables.stream().flatMap((table) -> table.filled().stream());
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
		List<ExpandedTable> printed = this.tables.stream()
			.map((table) -> table.printed(printedStart, printedTarget))
			.toList();
		Set<ObjectId> late = late();
		Schema settled = this.target.filter((object) -> !late.contains(object.id()));
		List<Change> last = SchemaDiff.between(settled, this.target);
		MadeRecord made = record.without(last);
		List<RevisionPart> parts = new ArrayList<>();
		parts.add(expand(writer, printed, late, made));
		for (ExpandedTable table : printed) {
			parts.add(new RevisionPart((printed.size() == 1) ? "backfill" : "backfill of " + table.id().name(),
					List.of("rows get their values, in batches"), nothing(record), table.fill(), SectionScript.EMPTY));
		}
		Set<ObjectId> rest = new HashSet<>(record.made());
		rest.removeAll(made.made());
		parts.add(contract(writer, printed, settled, last,
				new MadeRecord(rest, Set.of(), Set.of(), record.defaultSchema())));
		return numbered(parts.stream().filter((part) -> !isEmpty(part)).toList());
	}

	/** What is read alone says what it is a part of. */
	private static List<RevisionPart> numbered(List<RevisionPart> parts) {
		List<RevisionPart> numbered = new ArrayList<>();
		for (RevisionPart part : parts) {
			List<String> remarks = new ArrayList<>(part.remarks());
			remarks.set(0, "Part %s of %s: %s.".formatted(numbered.size() + 1, parts.size(), remarks.get(0)));
			numbered.add(new RevisionPart(part.label(), remarks, part.record(), part.upgrade().with(KeywordCase::lower),
					part.downgrade().with(KeywordCase::lower)));
		}
		return numbered;
	}

	private static boolean isEmpty(RevisionPart part) {
		return part.upgrade().units().isEmpty() && part.downgrade().units().isEmpty();
	}

	/** What needs the values of a new column. */
	private Set<ObjectId> late() {
		Set<ObjectId> late = new HashSet<>();
		filled().filter(FilledColumn::isNew)
			.forEach((column) -> late.addAll(this.obstacles.above(column.column().id())));
		late.retainAll(this.draft.upgrade()
			.stream()
			.filter((change) -> this.tables.stream().noneMatch((table) -> table.replaces(change)))
			.map(Change::object)
			.toList());
		return late;
	}

	private RevisionPart expand(ScriptWriter writer, List<ExpandedTable> printed, Set<ObjectId> late, MadeRecord made) {
		List<SectionScript> scripts = new ArrayList<>();
		scripts.add(writer.write(without(this.noted, late, ExpandedTable::replaces), this.start, this.target));
		scripts.addAll(each(printed, ExpandedTable::begin));
		List<SectionScript> back = new ArrayList<>(reversed(each(printed, ExpandedTable::beginBack)));
		back.add(writer.write(without(this.draft.downgrade(), late, ExpandedTable::replacesBack), this.target,
				this.start));
		back.addAll(each(printed, ExpandedTable::clean));
		return new RevisionPart("expand", List.of("what comes before rows get their values"), made, joined(scripts),
				joined(back));
	}

	private SectionScript joined(List<SectionScript> scripts) {
		return (this.tables.size() == 1) ? SectionScript.joined(scripts) : SectionScript.separate(scripts);
	}

	/** Once all rows have their values: what waited for them. */
	private RevisionPart contract(ScriptWriter writer, List<ExpandedTable> printed, Schema settled, List<Change> last,
			MadeRecord made) {
		Schema required = temporary(settled);
		Schema filled = required.map(this::optional);
		List<SectionScript> scripts = new ArrayList<>(each(printed, ExpandedTable::end));
		List<Change> late = SchemaDiff.between(filled, required).stream().map(Expansions::late).toList();
		printed.forEach((table) -> scripts
			.add(table.require(late, (change) -> writer.write(List.of(change), filled, required))));
		scripts.addAll(each(printed, ExpandedTable::settle));
		scripts.add(writer.write(last, settled, this.target));
		List<SectionScript> back = new ArrayList<>();
		back.add(writer.write(SchemaDiff.between(this.target, settled), this.target, settled));
		back.addAll(reversed(each(printed, ExpandedTable::settleBack)));
		back.add(writer.write(SchemaDiff.between(required, filled), required, filled));
		back.addAll(reversed(each(printed, ExpandedTable::endBack)));
		return new RevisionPart("contract",
				Stream.concat(Stream.of("what comes once all rows have their values"), remarks(printed)).toList(), made,
				joined(scripts), joined(back));
	}

	private static Stream<String> remarks(List<ExpandedTable> tables) {
		return Stream.of(
				remark("Run this revision once all instances work with the old and the new type of %s.", tables,
						ExpandedTable::retyped),
				remark("Run this revision once no instance writes null to %s.", tables, ExpandedTable::newlyRequired))
			.filter((remark) -> !remark.isEmpty());
	}

	private static String remark(String text, List<ExpandedTable> tables,
			Function<ExpandedTable, Stream<String>> columns) {
		String list = tables.stream().flatMap(columns).collect(Collectors.joining(", "));
		return list.isEmpty() ? "" : text.formatted(list);
	}

	private static Change late(Change change) {
		Stream<Note> late = StatementShape.of(change.sql().get(0)).verb().equals("update")
				? Stream.of(Note.of("Rows that came without a value since the last revision."),
						Note.of("lint:ignore unconditional-change all other rows have their values"))
				: Stream.empty();
		return change.withNotes(Stream.concat(late, change.notes().stream()).toList());
	}

	private static MadeRecord nothing(MadeRecord record) {
		return new MadeRecord(Set.of(), Set.of(), Set.of(), record.defaultSchema());
	}

	/** The schema while other things make the values of new rows. */
	private Schema temporary(Schema schema) {
		List<SchemaObject> objects = new ArrayList<>(schema.objects().values());
		filled().filter((column) -> !column.temporary().isEmpty()).forEach((column) -> {
			objects.removeIf((object) -> object.id().equals(column.column().id()));
			objects.add(column.column().withIdentity(null));
			objects.addAll(column.temporary());
		});
		return schema.with(objects, schema.dependencies());
	}

	private SchemaObject optional(SchemaObject object) {
		return (object instanceof Column column
				&& filled().anyMatch((filled) -> filled.column().id().equals(column.id()))) ? column.withNotNull(null)
						: object;
	}

	private List<Change> without(List<Change> changes, Set<ObjectId> late,
			BiPredicate<ExpandedTable, Change> replaces) {
		return changes.stream()
			.filter((change) -> !late.contains(change.object())
					&& this.tables.stream().noneMatch((table) -> replaces.test(table, change)))
			.toList();
	}

	private static List<SectionScript> each(List<ExpandedTable> tables, Function<ExpandedTable, SectionScript> part) {
		return tables.stream().map(part).toList();
	}

	private static List<SectionScript> reversed(List<SectionScript> scripts) {
		List<SectionScript> reversed = new ArrayList<>(scripts);
		Collections.reverse(reversed);
		return reversed;
	}

	/** Looks at one change after the other. */
	private static final class Search {

		private final Obstacles obstacles;

		private final Schema start;

		private final Schema target;

		/** What has names. */
		private final List<Schema> schemas;

		private final List<ExpandedType> types = new ArrayList<>();

		private final List<FilledColumn> filled = new ArrayList<>();

		/** The keys of the tables that have expanded columns. */
		private final Map<ObjectId, String> keys = new LinkedHashMap<>();

		Search(Obstacles obstacles, Schema start, Schema target, Schema everything) {
			this.obstacles = obstacles;
			this.start = start;
			this.target = target;
			this.schemas = List.of(target, start, everything);
		}

		/** Adds to a change why it is not expanded. */
		Change noted(Change change) {
			String reason = !isSlow(change) ? null
					: (change.object().kind() == Kind.COLUMN) ? expand(change) : "more than a column changes";
			return (reason == null) ? change
					: change.withNotes(
							Stream.concat(change.notes().stream(), Stream.of(Note.of("Not expanded: " + reason + ".")))
								.toList());
		}

		private boolean isSlow(Change change) {
			return (change.object().kind() == Kind.COLUMN && isFilled(change))
					|| change.sql().stream().anyMatch((sql) -> SlowStatement.rewrites(sql, this.obstacles.relations()));
		}

		/** Whether rows without a value get one. */
		private static boolean isFilled(Change change) {
			return change.action() == Action.ALTER
					&& change.sql().stream().anyMatch((sql) -> StatementShape.of(sql).verb().equals("update"));
		}

		/** They change along with the column. */
		private boolean areRowsDeclared(ObjectId table) {
			return this.start.get(Rows.idOf(table)) != null || this.target.get(Rows.idOf(table)) != null;
		}

		/** Expands a change, or says why not. */
		private @Nullable String expand(Change change) {
			Column column = this.target.get(change.object(), Column.class);
			if (column == null) {
				return "the model does not declare the column";
			}
			if (areRowsDeclared(Objects.requireNonNull(column.id().table()))) {
				return "the model declares the rows of the table";
			}
			String key = this.obstacles.key(column.id());
			String reason = (this.start.get(change.object()) == null) ? add(change, column, key)
					: isFilled(change) ? require(change, column, key) : retype(change, key);
			if (reason == null && key != null) {
				this.keys.putIfAbsent(Objects.requireNonNull(column.id().table()), key);
			}
			return reason;
		}

		private @Nullable String require(Change change, Column column, @Nullable String key) {
			Default value = this.target.get(column.defaultId(), Default.class);
			String reason = (value != null) ? this.obstacles.reasonOfRequired(change, column)
					: "more than a default fills the column";
			if (reason == null && key != null && value != null) {
				this.filled.add(new NewlyRequired(change, column, value));
			}
			return (reason == null && key == null) ? Obstacles.NO_KEY : reason;
		}

		private @Nullable String retype(Change change, @Nullable String key) {
			ExpandedType type = ExpandedType.of(change, this.start, this.target);
			String reason = this.obstacles.reasonOf(type);
			if (reason == null && key != null) {
				this.types.add(type);
			}
			return (reason == null && key == null) ? Obstacles.NO_KEY : reason;
		}

		private @Nullable String add(Change change, Column column, @Nullable String key) {
			String reason = this.obstacles.reasonOfNew(column);
			if (reason == null && key != null) {
				this.filled.add(filled(change, column));
			}
			return (reason == null && key == null) ? Obstacles.NO_KEY : reason;
		}

		private FilledColumn filled(Change change, Column column) {
			return (column.identity() != null) ? NewIdentity.of(change, column, this.target, this.schemas)
					: new NewDefault(change, column,
							Objects.requireNonNull(this.target.get(column.defaultId(), Default.class)), this.target);
		}

		List<ExpandedTable> tables() {
			return this.keys.entrySet()
				.stream()
				.map((table) -> ExpandedTable.of(table.getKey(), table.getValue(), this.types, this.filled,
						this.schemas))
				.toList();
		}

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
