package io.appmigrations.internal.expand;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import io.appmigrations.internal.online.SectionScript;
import io.appmigrations.internal.online.SectionScript.Piece;
import io.appmigrations.internal.online.SectionScript.Unit;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;

/**
 * The columns of a table that are expanded. They have one trigger, and get their values
 * by one statement.
 *
 * @param id the table
 * @param key its key, as the option of a section has it
 * @param names how names are written
 * @param trigger the name of the trigger and of its function
 * @param types the columns that get other types
 * @param filled the columns that get values
 */
record ExpandedTable(ObjectId id, String key, Names names, String trigger, List<ExpandedType> types,
		List<FilledColumn> filled) {

	/**
	 * Takes a name for the trigger.
	 * @param id the table
	 * @param key its key, as the option of a section has it
	 * @param types the columns that get other types, of any table
	 * @param filled the columns that get values, of any table
	 * @param schemas what has names
	 */
	static ExpandedTable of(ObjectId id, String key, List<ExpandedType> types, List<FilledColumn> filled,
			List<Schema> schemas) {
		String trigger = FreeName.of(
				(name) -> schemas.stream()
					.anyMatch((schema) -> schema
						.get(ObjectId.of(Kind.FUNCTION, id.schema(), Names.quoted(name) + "()")) != null),
				id.name(), "", "expand");
		return new ExpandedTable(id, key, new Names(schemas.get(0).defaultSchema()), trigger,
				types.stream().filter((type) -> id.equals(type.column().table())).toList(),
				filled.stream().filter((column) -> id.equals(column.column().id().table())).toList());
	}

	/** The same, with parts as PostgreSQL prints them after the renames. */
	ExpandedTable printed(Schema start, Schema target) {
		return new ExpandedTable(this.id, this.key, this.names, this.trigger,
				this.types.stream().map((type) -> type.printed(start, target)).toList(), this.filled);
	}

	/** Whether a change of the upgrade is made by these statements instead. */
	boolean replaces(Change change) {
		return replacesBack(change) || this.filled.stream().anyMatch((column) -> column.replaces(change));
	}

	/** Whether a change of the downgrade is. What is new is dropped as ever. */
	boolean replacesBack(Change change) {
		return this.types.stream().anyMatch((type) -> type.replaces(change))
				|| this.filled.stream().anyMatch((column) -> !column.isNew() && column.replaces(change));
	}

	/** Gives new rows their values. */
	SectionScript begin() {
		List<Piece> pieces = new ArrayList<>(ofTypes(ExpandedType::add));
		this.filled.stream()
			.filter((column) -> !column.begin().isEmpty())
			.forEach((column) -> pieces.add(new Piece(subject(), column.notes(), column.begin())));
		pieces.addAll(inStep(ExpandedType::stepNotes, ExpandedType::inStep));
		return pieces.isEmpty() ? SectionScript.EMPTY : new SectionScript(List.of(new Unit(pieces)), true);
	}

	/** Undoes the beginning. */
	SectionScript beginBack() {
		if (this.types.isEmpty()) {
			return SectionScript.EMPTY;
		}
		List<Piece> pieces = new ArrayList<>(withoutTrigger());
		pieces.addAll(ofTypes(ExpandedType::dropAdded));
		return new SectionScript(List.of(new Unit(pieces)), true);
	}

	/** Gives the other rows their values, in batches. */
	SectionScript fill() {
		List<Note> notes = Stream
			.concat(this.types.stream().flatMap((type) -> type.notes().stream()),
					this.filled.stream().flatMap((column) -> column.fillNotes().stream()))
			.distinct()
			.toList();
		List<Filling> fillings = Stream
			.concat(this.types.stream().map(ExpandedType::fill), this.filled.stream().map(FilledColumn::fill))
			.toList();
		return new SectionScript(List.of(new Unit(List.of(update(notes, fillings)))), false, this.key);
	}

	private Piece update(List<Note> notes, List<Filling> fillings) {
		return new Piece(subject(), notes, List.of(Filling.update(table(), fillings)));
	}

	/** Gives the new columns their places, once all rows have their values. */
	SectionScript end() {
		if (this.types.isEmpty()) {
			return SectionScript.EMPTY;
		}
		List<Unit> units = new ArrayList<>(this.types.stream().flatMap((type) -> type.prepare().stream()).toList());
		List<Piece> swap = new ArrayList<>(withoutTrigger());
		for (ExpandedType type : this.types) {
			swap.add(new Piece(subject(), List.of(Note.of("The values are in %s.".formatted(type.added()))),
					type.drop()));
			swap.add(new Piece(subject(),
					List.of(Note.of("lint:ignore renames-column code uses the name that the column gets")),
					type.take()));
		}
		units.add(analyze());
		units.add(new Unit(swap));
		return new SectionScript(units, false);
	}

	/** Nobody waits for it. */
	private Unit analyze() {
		return new Unit(List.of(new Piece(subject(),
				List.of(Note.of("Statistics of new columns, without which queries may get bad plans.")),
				List.of("analyze " + table()))));
	}

	/** Leads back to what is there once all rows have their values. */
	SectionScript endBack() {
		if (this.types.isEmpty()) {
			return SectionScript.EMPTY;
		}
		List<Unit> units = new ArrayList<>();
		List<Piece> first = new ArrayList<>(ofTypes(ExpandedType::addBack));
		first.addAll(inStep(ExpandedType::stepNotesBack, ExpandedType::inStepBack));
		units.add(new Unit(first));
		List<Note> notes = Stream
			.concat(Stream.of(Note.of("The rows are locked until all of them have their values.")),
					this.types.stream().flatMap((type) -> type.notesBack().stream()))
			.toList();
		units.add(new Unit(List.of(update(notes, this.types.stream().map(ExpandedType::fillBack).toList()))));
		this.types.forEach((type) -> units.addAll(type.prepareBack()));
		units.add(analyze());
		List<Piece> swap = new ArrayList<>(withoutTrigger());
		swap.addAll(ofTypes(ExpandedType::takeBack));
		swap.addAll(inStep(ExpandedType::stepNotes, ExpandedType::inStep));
		units.add(new Unit(swap));
		return new SectionScript(units, false);
	}

	/**
	 * Makes columns required, once all rows have their values. PostgreSQL reads the rows
	 * once for several constraints, so all columns have one update and one validation.
	 * @param changes what makes columns of any table required
	 * @param alone writes one of them
	 */
	SectionScript require(List<Change> changes, Function<Change, SectionScript> alone) {
		List<Change> own = changes.stream().filter((change) -> this.id.equals(change.object().table())).toList();
		List<SectionScript> scripts = own.stream().map(alone).toList();
		List<Filling> fillings = own.stream().flatMap(this::fillings).toList();
		return (scripts.size() > 1 && fillings.size() == scripts.size())
				? RequiredTogether.of(scripts, Filling.update(table(), fillings)) : SectionScript.joined(scripts);
	}

	private Stream<Filling> fillings(Change change) {
		return this.filled.stream()
			.filter((column) -> column.column().id().equals(change.object()))
			.map(FilledColumn::fill);
	}

	/** Ends what makes the values of new rows. */
	SectionScript settle() {
		return script(this.filled, FilledColumn::end, FilledColumn::endNote);
	}

	/** Begins it again. */
	SectionScript settleBack() {
		return script(this.filled, FilledColumn::endBack, FilledColumn::endBackNote);
	}

	/** Drops what made the values of columns that are gone. */
	SectionScript clean() {
		return script(this.filled, FilledColumn::beginBack, (column) -> "");
	}

	private SectionScript script(List<FilledColumn> columns, Function<FilledColumn, List<String>> sql,
			Function<FilledColumn, String> note) {
		List<Piece> pieces = columns.stream()
			.map((column) -> new Piece(subject(),
					Stream.of(note.apply(column)).filter((text) -> !text.isEmpty()).map(Note::of).toList(),
					sql.apply(column)))
			.filter((piece) -> !piece.sql().isEmpty())
			.toList();
		return pieces.isEmpty() ? SectionScript.EMPTY : new SectionScript(List.of(new Unit(pieces)), true);
	}

	/** The columns that get another type in the last revision. */
	Stream<String> retyped() {
		return this.types.stream().map((type) -> written(type.column()));
	}

	/** The columns that instances may still write null to before it. */
	Stream<String> newlyRequired() {
		return this.filled.stream().filter((column) -> !column.isNew()).map((column) -> written(column.column().id()));
	}

	private String written(ObjectId column) {
		return table() + "." + Names.quoted(column.name());
	}

	private List<Piece> ofTypes(Function<ExpandedType, List<String>> sql) {
		return this.types.stream().map((type) -> new Piece(subject(), List.of(), sql.apply(type))).toList();
	}

	private List<Piece> withoutTrigger() {
		return List.of(new Piece(subject(), List.of(),
				List.of("drop trigger %s on %s".formatted(Names.quoted(this.trigger), table()),
						"drop function %s()".formatted(function()))));
	}

	private List<Piece> inStep(Function<ExpandedType, List<Note>> notes, Function<ExpandedType, String> step) {
		if (this.types.isEmpty()) {
			return List.of();
		}
		String function = """
				create function %s() returns trigger language plpgsql set search_path from current as $$
				begin
				%s	return new;
				end
				$$""".formatted(function(), String.join("", this.types.stream().map(step).toList()));
		return List.of(new Piece(subject(), this.types.stream().flatMap((type) -> notes.apply(type).stream()).toList(),
				List.of(function, "create trigger %s before insert or update on %s for each row execute function %s()"
					.formatted(Names.quoted(this.trigger), table(), function()))));
	}

	private String subject() {
		return Stream
			.concat(this.types.stream().map(ExpandedType::change), this.filled.stream().map(FilledColumn::change))
			.findFirst()
			.orElseThrow()
			.subject();
	}

	private String function() {
		return this.names.qualified(this.id.schema(), this.trigger);
	}

	private String table() {
		return this.names.of(this.id);
	}

}
