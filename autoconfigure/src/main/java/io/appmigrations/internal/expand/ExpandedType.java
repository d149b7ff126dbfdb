package io.appmigrations.internal.expand;

import java.util.List;
import java.util.stream.Stream;

import io.appmigrations.internal.conversion.Conversion;
import io.appmigrations.internal.conversion.TypeConversion;
import io.appmigrations.internal.online.SectionScript.Unit;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import org.jspecify.annotations.Nullable;

/**
 * A column that gets another type. A column of the new type stands beside it, a trigger
 * keeps both in step, and in the end it takes the place of the other.
 *
 * @param change the change of the type
 * @param old the column as it is before the change
 * @param side the column as it is after it
 * @param there what makes a value of the new type
 * @param back what makes a value of the old type
 * @param table the table, as statements name it
 */
record ExpandedType(Change change, Side old, Side side, Conversion there, Conversion back, String table) {

	/**
	 * Takes the names that it needs.
	 * @param change the change of the type
	 * @param start the schema before it
	 * @param target the schema after it
	 */
	static ExpandedType of(Change change, Schema start, Schema target) {
		ObjectId id = change.object();
		Side old = Side.of(id, start, freeColumn(id, "old", start, target));
		Side side = Side.of(id, target, freeColumn(id, "new", start, target));
		return new ExpandedType(change, old, side,
				new TypeConversion(start, target).between(old.column(), side.column()),
				new TypeConversion(target, start).between(side.column(), old.column()),
				new Names(target.defaultSchema()).relationOf(id));
	}

	private static String freeColumn(ObjectId column, String label, Schema start, Schema target) {
		return FreeName.of(
				(name) -> start.get(column.renamed(name)) != null || target.get(column.renamed(name)) != null,
				column.name(), "", label);
	}

	/** What has to be printed with the name that the column has at first. */
	Rename rename() {
		return this.side.rename();
	}

	/** The same on the way back. */
	Rename renameBack() {
		return this.old.rename();
	}

	/** The same, with parts as PostgreSQL prints them after the renames. */
	ExpandedType printed(Schema renamedStart, Schema renamedTarget) {
		return new ExpandedType(this.change, this.old.printed(renamedStart), this.side.printed(renamedTarget),
				this.there, this.back, this.table);
	}

	/** Why the column cannot be expanded, as far as its values and parts say. */
	@Nullable String reason() {
		if (!this.there.known() || !this.back.known()) {
			return "the old values can only be computed by hand";
		}
		return this.old.parts().equals(this.side.parts()) ? null
				: "an index or a constraint of the column is added or dropped at the same time";
	}

	ObjectId column() {
		return this.side.column().id();
	}

	/** Whether a change, there or back, is made by other statements instead. */
	boolean replaces(Change other) {
		ObjectId id = other.object();
		return id.equals(column()) || id.equals(column().inKind(Kind.DEFAULT)) || this.side.parts().contains(id)
				|| this.old.parts().contains(id);
	}

	/** Adds the second column. */
	List<String> add() {
		return this.side.add();
	}

	/** Drops the second column. */
	List<String> dropAdded() {
		return List.of("%s drop column %s".formatted(this.side.alter(), Names.quoted(this.side.temporary())));
	}

	/** Adds the old column on the way back. */
	List<String> addBack() {
		return this.old.add();
	}

	/** What to know of the values that rows get in batches. */
	List<Note> notes() {
		return Stream
			.concat(Stream.of(Note.of("The trigger computes the value of the new column.")),
					this.change.notes().stream().map(ExpandedType::inBatches))
			.toList();
	}

	/** A part of the rows may have been changed when it fails. */
	private static Note inBatches(Note note) {
		return (note.effect() == Note.Effect.MAY_FAIL) ? Note.mayFail(note.detail()) : note;
	}

	/** What to know of the values that rows get back. */
	List<Note> notesBack() {
		return this.back.notes(this.table + "." + name());
	}

	/** Writes the column as it is, so that the trigger computes the other one. */
	Filling fill() {
		return fill(this.side);
	}

	/** The same on the way back. */
	Filling fillBack() {
		return fill(this.old);
	}

	private Filling fill(Side filled) {
		return new Filling(name(), name(), name(),
				"%s is null and %s is not null".formatted(Names.quoted(filled.temporary()), name()));
	}

	/** Gives the new column what it is to have. */
	List<Unit> prepare() {
		return this.side.prepare(this.change);
	}

	/** The same for the old column, on the way back. */
	List<Unit> prepareBack() {
		return this.old.prepare(this.change);
	}

	/** Drops the old column. */
	List<String> drop() {
		return List.of("%s drop column %s".formatted(this.side.alter(), name()));
	}

	/** The column in which the values are before the swap. */
	String added() {
		return Names.quoted(this.side.temporary());
	}

	/** Gives the new column its place. */
	List<String> take() {
		return this.side.take();
	}

	/** Gives the old column its place again. */
	List<String> takeBack() {
		return Stream.concat(this.side.leave().stream(), this.old.take().stream()).toList();
	}

	/** How the trigger keeps the columns in step while the new one is beside. */
	String inStep() {
		return inStep(this.side, this.there, this.back);
	}

	/** The same while the old one is beside. */
	String inStepBack() {
		return inStep(this.old, this.back, this.there);
	}

	List<Note> stepNotes() {
		return stepNotes(this.side, this.change.notes());
	}

	List<Note> stepNotesBack() {
		return stepNotes(this.old, notesBack());
	}

	private List<Note> stepNotes(Side added, List<Note> ofValues) {
		String other = Names.quoted(added.temporary());
		Note inStep = Note.of("Keeps %s and %s in step, whichever of them is written.".formatted(name(), other));
		return ofValues.stream().anyMatch((note) -> note.effect() == Note.Effect.MAY_FAIL)
				? List.of(inStep, Note.of("From now on, whoever writes a value of %s that %s cannot have gets an error."
					.formatted(name(), other)))
				: List.of(inStep);
	}

	/**
	 * Whoever writes one of the columns has written the other. Values are compared as
	 * they are stored: types need no operators, and what is equal need not be the same.
	 */
	private String inStep(Side added, Conversion forth, Conversion back) {
		String name = name();
		String other = Names.quoted(added.temporary());
		String toOther = "new.%s := %s;".formatted(other, value(forth, "new." + name));
		String toFirst = "new.%s := %s;".formatted(name, value(back, "new." + other));
		return """
					if tg_op = 'INSERT' then
						if new.%2$s is null then
							%3$s
						else
							%4$s
						end if;
					elsif row(new.%2$s)::record *<> row(old.%2$s)::record then
						%4$s
					elsif row(new.%1$s)::record *<> row(old.%1$s)::record or new.%2$s is null then
						%3$s
					end if;
				""".formatted(name, other, toOther, toFirst);
	}

	private static String value(Conversion conversion, String old) {
		return conversion.isAssigned() ? old : conversion.of(old);
	}

	private String name() {
		return Names.quoted(column().name());
	}

}
