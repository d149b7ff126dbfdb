package io.appmigrations.model;

import java.util.Locale;

/**
 * What a reviewer must know about a change.
 *
 * @param effect what it says about rows
 * @param text the whole sentence, as a revision has it in a comment
 * @param detail the sentence without the words that say the effect
 */
public record Note(Effect effect, String text, String detail) {

	/**
	 * A note about something else than rows.
	 * @param text the sentence
	 * @return the note
	 */
	public static Note of(String text) {
		return new Note(Effect.NOTE, text, text);
	}

	/**
	 * Existing values or rows are certainly lost.
	 * @param what what is dropped, to the end of the sentence
	 * @return the note
	 */
	public static Note losesData(String what) {
		return new Note(Effect.LOSES_DATA, "Drops " + what, what);
	}

	/**
	 * Values may change without an error and cannot be restored.
	 * @param what which values, to the end of the sentence
	 * @return the note
	 */
	public static Note mayChange(String what) {
		return new Note(Effect.MAY_CHANGE, "May change " + what, what);
	}

	/**
	 * PostgreSQL may refuse rows; in that case nothing is changed.
	 * @param condition when, to the end of the sentence
	 * @return the note
	 */
	public static Note mayFail(String condition) {
		return new Note(Effect.MAY_FAIL, "Fails " + condition, condition);
	}

	/**
	 * The login cannot restore the owner of a recreated object.
	 * @param text whose it is, and how it gets the owner back
	 * @return the note
	 */
	public static Note ownerLost(String text) {
		return new Note(Effect.OWNER_LOST, "owner lost: " + text, text);
	}

	/**
	 * What is dropped may have got another name.
	 * @param text which one, and how to say so
	 * @return the note
	 */
	public static Note probableRename(String text) {
		return new Note(Effect.PROBABLE_RENAME, text, text);
	}

	/**
	 * What a note says about rows, the worst first.
	 */
	public enum Effect {

		/** Existing values or rows are certainly lost. */
		LOSES_DATA,

		/** Values may change without an error and cannot be restored. */
		MAY_CHANGE,

		/** PostgreSQL may refuse rows; in that case nothing is changed. */
		MAY_FAIL,

		/** The note describes something else. */
		NOTE,

		/** What is dropped may have got another name. */
		PROBABLE_RENAME,

		/** The owner of a recreated object is not restored. */
		OWNER_LOST;

		/**
		 * Returns the effect in words.
		 * @return for example {@code may fail}
		 */
		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT).replace('_', ' ');
		}

	}

}
