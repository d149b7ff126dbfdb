package io.appmigrations.model;

import java.util.Locale;

/**
 * The effect on rows that a note describes, according to its beginning.
 */
public enum RowEffect {

	/** Existing values or rows are certainly lost. */
	LOSES_DATA("Drops "),

	/** Values may change without an error and cannot be restored. */
	MAY_CHANGE("May change "),

	/** PostgreSQL may refuse rows; in that case nothing is changed. */
	MAY_FAIL("Fails"),

	/** The note describes something else. */
	NOTE("");

	private static final String ATOMICALLY = ", and changes nothing,";

	private final String beginning;

	RowEffect(String beginning) {
		this.beginning = beginning;
	}

	/**
	 * Returns the effect that a note describes.
	 * @param note the note
	 * @return the effect on rows
	 */
	public static RowEffect of(String note) {
		for (RowEffect effect : values()) {
			if (note.startsWith(effect.beginning)) {
				return effect;
			}
		}
		return NOTE;
	}

	/**
	 * Returns the note without the words that describe the effect.
	 * @param note a note with this effect
	 * @return the rest of the note
	 */
	public String rest(String note) {
		String rest = note.substring(this.beginning.length());
		return (rest.startsWith(ATOMICALLY) ? rest.substring(ATOMICALLY.length()) : rest).strip();
	}

	/**
	 * Returns the effect in words.
	 * @return for example {@code may fail}
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
