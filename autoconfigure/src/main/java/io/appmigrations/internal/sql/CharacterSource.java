package io.appmigrations.internal.sql;

/**
 * A text whose characters are asked for by their position, so that it need not be in
 * memory as a whole.
 */
public interface CharacterSource {

	/**
	 * Whether the text goes as far as a position.
	 * @param position counted in characters from zero
	 * @return {@code false} at the end of the text and behind it
	 */
	boolean has(long position);

	/**
	 * Returns a character.
	 * @param position counted in characters from zero
	 * @return the character, or NUL behind the end of the text
	 */
	char at(long position);

	/**
	 * Returns a part of a text that is in memory.
	 * @param text the text
	 * @param from where the part begins
	 * @param to where the part ends; positions keep counting from the text's beginning
	 * @return the source
	 */
	static CharacterSource of(CharSequence text, int from, int to) {
		return new CharacterSource() {

			@Override
			public boolean has(long position) {
				return position >= from && position < to;
			}

			@Override
			public char at(long position) {
				return has(position) ? text.charAt((int) position) : '\0';
			}

		};
	}

}
