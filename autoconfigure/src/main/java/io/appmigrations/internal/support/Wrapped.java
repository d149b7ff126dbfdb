package io.appmigrations.internal.support;

import java.util.ArrayList;
import java.util.List;

/**
 * Long lines for people.
 */
public final class Wrapped {

	private Wrapped() {
	}

	/**
	 * Breaks a line between its words.
	 * @param text the line
	 * @param width how wide a line may be
	 * @param indent what every line but the first begins with
	 * @return the lines; a word that is longer than a line stays whole
	 */
	public static List<String> lines(String text, int width, String indent) {
		List<String> lines = new ArrayList<>();
		StringBuilder line = new StringBuilder();
		boolean begun = false;
		for (String word : text.strip().split("\\s+", -1)) {
			if (begun && line.length() + 1 + word.length() > width) {
				lines.add(line.toString());
				line = new StringBuilder(indent);
				begun = false;
			}
			line.append(begun ? " " : "").append(word);
			begun = true;
		}
		lines.add(line.toString());
		return lines;
	}

}
