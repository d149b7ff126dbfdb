package io.appmigrations.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A change of a schema.
 *
 * @param action what is done
 * @param object the object that is changed
 * @param subject the affected table, or the object itself, for people
 * @param sql the statements, without semicolons, in order
 * @param notes what a reviewer must know, such as that data is lost
 * @param losesData whether it removes or changes values that the opposite change cannot
 * restore
 */
public record Change(Action action, ObjectId object, String subject, List<String> sql, List<Note> notes,
		boolean losesData) {

	private static final String COMMENT = "--";

	/**
	 * Copies the lists.
	 */
	public Change {
		sql = List.copyOf(sql);
		notes = List.copyOf(notes);
	}

	/**
	 * A change that loses data if it drops a table or column.
	 * @param action what is done
	 * @param object the object
	 * @param subject the affected table, or the object itself, for people
	 * @param sql the statements
	 * @param notes what a reviewer must know
	 */
	public Change(Action action, ObjectId object, String subject, List<String> sql, List<Note> notes) {
		this(action, object, subject, sql, notes,
				action == Action.DROP && (object.kind() == Kind.TABLE || object.kind() == Kind.COLUMN));
	}

	/**
	 * A change without notes.
	 * @param action what is done
	 * @param object the object
	 * @param sql the statements
	 */
	public Change(Action action, ObjectId object, List<String> sql) {
		this(action, object, subject(object), sql, List.of());
	}

	private static String subject(ObjectId object) {
		return object.schema() + "." + ((object.relation() != null) ? object.relation() : object.name());
	}

	/**
	 * Returns the name of the change in JSON.
	 * @return for example {@code add_column}
	 */
	public String kind() {
		String verb = switch (this.action) {
			case CREATE -> this.object.kind().isPart() ? "add" : "create";
			case DROP -> "drop";
			case ALTER -> "alter";
			case RENAME -> "rename";
		};
		return verb + "_" + this.object.kind().code();
	}

	/**
	 * Returns the change with other notes.
	 * @param others the notes
	 * @return the change
	 */
	public Change withNotes(List<Note> others) {
		return new Change(this.action, this.object, this.subject, this.sql, others, this.losesData);
	}

	/**
	 * Returns the change with other statements.
	 * @param others the statements
	 * @return the change
	 */
	public Change withSql(List<String> others) {
		return new Change(this.action, this.object, this.subject, others, this.notes, this.losesData);
	}

	/**
	 * Returns everything that a reviewer must know: the notes, and the comments in front
	 * of statements.
	 * @return the remarks, one per line
	 */
	public List<String> remarks() {
		List<String> remarks = this.notes.stream().map(Note::text).collect(Collectors.toCollection(ArrayList::new));
		this.sql.forEach((statement) -> statement.lines()
			.takeWhile((line) -> line.startsWith(COMMENT))
			.forEach((line) -> remarks.add(line.substring(COMMENT.length()).strip())));
		return remarks;
	}

	/**
	 * Returns the notes about a lost owner: the login cannot restore the owner of a
	 * recreated object.
	 * @return the notes, with the statement to run; empty if no owner is lost
	 */
	public List<Note> lostOwners() {
		return this.notes.stream().filter((note) -> note.effect() == Note.Effect.OWNER_LOST).toList();
	}

	/**
	 * What is done.
	 */
	public enum Action {

		/** An object is created. */
		CREATE,

		/** An object is dropped. */
		DROP,

		/** An object is changed in place. */
		ALTER,

		/** An object gets another name. */
		RENAME

	}

}
