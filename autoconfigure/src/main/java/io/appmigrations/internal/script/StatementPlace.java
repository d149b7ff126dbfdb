package io.appmigrations.internal.script;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a statement stands in its file.
 *
 * @param statement the statement
 * @param start the offset of its first character in the text of the file, the byte order
 * mark left out
 * @param textEnd the offset behind the statement and the comments before its semicolon,
 * or behind its data
 * @param end the offset behind the semicolon, or the same where there is none
 */
public record StatementPlace(SqlStatement statement, int start, int textEnd, int end) {

	/**
	 * Finds the statements of a section, a {@code BEGIN} and a {@code COMMIT} around all
	 * of them too.
	 * @param section the section
	 * @param text the text of its file, without a byte order mark
	 * @return the statements in order
	 */
	public static List<StatementPlace> of(Section section, String text) {
		List<StatementPlace> places = new ArrayList<>();
		SqlScanner scanner = new SqlScanner(section.path(), TextWindow.of(section.path(), text), section.position(),
				section.line() + 1, SqlScanner.Keep.EVERYTHING);
		for (SqlStatement next = scanner.next(); next != null; next = scanner.next()) {
			int start = (int) scanner.statementStart();
			int textEnd = (next.copyData() != null) ? (int) scanner.position() : start + next.text().length();
			boolean isOpen = next.copyData() != null || scanner.statementEnd() < 0;
			places.add(new StatementPlace(next, start, textEnd, isOpen ? textEnd : (int) scanner.statementEnd()));
		}
		return places;
	}

}
