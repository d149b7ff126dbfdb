package io.appmigrations.internal.expand;

import java.util.List;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change;
import io.appmigrations.model.Note;

/**
 * A column whose rows get their values in batches, while new rows get one by themselves.
 */
interface FilledColumn {

	/** The change that would compute the values at once. */
	Change change();

	/** The column as it is in the end. */
	Column column();

	/** The expression that makes the value of a row. */
	String value();

	/** Whether it is not there before. */
	default boolean isNew() {
		return true;
	}

	/** Whether a change of the upgrade is made by other statements instead. */
	boolean replaces(Change other);

	/** What makes new rows have a value. */
	List<String> begin();

	/** What to know of that. */
	default List<Note> notes() {
		return change().notes();
	}

	/** What has to go when the column is gone again. */
	default List<String> beginBack() {
		return List.of();
	}

	/** What is there in the meantime, and makes the values of new rows. */
	default List<SchemaObject> temporary() {
		return List.of();
	}

	/** Ends that, once all rows have a value and the column is required. */
	default List<String> end() {
		return List.of();
	}

	/** What to know of that, empty where the statements say it. */
	default String endNote() {
		return "";
	}

	/** Begins it again. */
	default List<String> endBack() {
		return List.of();
	}

	/** What to know of that, empty where the statements say it. */
	default String endBackNote() {
		return "";
	}

	/** What to know of the values that the other rows get. */
	default List<Note> fillNotes() {
		return List.of();
	}

	/** How the other rows get theirs. */
	default Filling fill() {
		String name = Names.quoted(column().id().name());
		return new Filling(name, value(), "coalesce(%s, (%s)::%s)".formatted(name, value(), column().type()),
				name + " is null");
	}

}
