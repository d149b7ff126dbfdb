package io.appmigrations.internal.execution;

import java.util.List;
import java.util.stream.IntStream;

import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.secret.Redaction;

/**
 * The lines of a statement around the place of an error. They are shown as written in the
 * file: what placeholders stand for can be a secret.
 *
 * @param statement the statement
 * @param position the place of the error, counted from 1, zero where it is not known
 */
record StatementExcerpt(SqlStatement statement, int position) {

	private static final int CONTEXT_LINES = 3;

	private static final int MAX_WIDTH = 140;

	/** A line of data with millions of characters has no place for a password. */
	private static final int MAX_REDACTED = 20_000;

	/** The line of the error in the file. */
	int line() {
		return this.statement.line() + lineIndex();
	}

	/** Counted from 0 within the statement. */
	private int lineIndex() {
		return (this.position == 0) ? 0
				: (int) this.statement.text().substring(0, this.position - 1).chars().filter((c) -> c == '\n').count();
	}

	/** Shows the lines with their numbers, and a caret below the place. */
	void appendTo(StringBuilder text) {
		String sql = this.statement.text();
		List<String> original = sql.lines().toList();
		// the whole statement, since a password can stand on the line after its keyword
		List<String> lines = Redaction.redactSql(sql).lines().map((line) -> line.replace('\t', ' ')).toList();
		int index = Math.min(lineIndex(), lines.size() - 1);
		int caret = (this.position == 0) ? 0 : this.position - 1 - (sql.lastIndexOf('\n', this.position - 2) + 1);
		int from = Math.max(0, index - CONTEXT_LINES);
		int to = Math.min(lines.size(), index + CONTEXT_LINES + 1);
		int firstNumber = this.statement.line();
		int width = Integer.toString(firstNumber + to).length();
		int shift = Math.max(0, caret - MAX_WIDTH / 2);
		IntStream.range(from, to).forEach((i) -> {
			String written = lines.get(i);
			// before it is cropped, which could cut a password in two
			String line = (written.length() > MAX_REDACTED) ? written : Redaction.redact(written);
			boolean whole = line.equals(original.get(i).replace('\t', ' '));
			String number = Integer.toString(firstNumber + i);
			text.append(" ".repeat(2 + width - number.length()))
				.append(number)
				.append(" | ")
				.append(crop(line, (i == index && whole) ? shift : 0))
				.append('\n');
			if (i == index && this.position > 0 && whole) {
				text.append(" ".repeat(2 + width))
					.append(" | ")
					.append(" ".repeat(Math.max(0, caret - shift)))
					.append("^\n");
			}
		});
	}

	private static String crop(String line, int shift) {
		String rest = line.substring(Math.min(shift, line.length()));
		return (rest.length() <= MAX_WIDTH) ? rest : rest.substring(0, MAX_WIDTH) + " ...";
	}

}
