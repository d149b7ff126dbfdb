package io.appmigrations.model;

import java.util.Locale;

/**
 * What a note says about rows, by how it begins.
 */
public enum RowEffect {

	/** Values or rows that are there go for certain. */
	LOSES_DATA("Drops "),

	/** Values may become others, without an error, and nothing brings them back. */
	MAY_CHANGE("May change "),

	/** PostgreSQL may refuse rows; then nothing has happened. */
	MAY_FAIL("Fails"),

	/** Something else. */
	NOTE("");

	private static final String ATOMICALLY = ", and changes nothing,";

	private final String beginning;

	RowEffect(String beginning) {
		this.beginning = beginning;
	}

	/**
	 * Grades a note.
	 * @param note the note
	 * @return what it says about rows
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
	 * Returns what follows where the effect is said in front of it.
	 * @param note a note with this effect
	 * @return the note without its beginning
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
