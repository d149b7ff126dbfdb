package io.appmigrations.internal.diff;

import java.util.List;
import java.util.stream.Collectors;

import io.appmigrations.internal.family.table.TableRewrites;
import io.appmigrations.internal.online.SectionScript;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.internal.sql.TokenType;
import io.appmigrations.internal.support.Wrapped;
import io.appmigrations.model.Change;
import org.jspecify.annotations.Nullable;

/**
 * Changes as the text of a revision: one statement after the other, grouped and commented
 * by table.
 */
public final class GeneratedScript {

	/** How the upgrade of a generated revision begins. */
	static final String MARK = "-- Generated from ";

	/** How wide a comment is. */
	private static final int WIDTH = 120;

	private GeneratedScript() {
	}

	/**
	 * Writes the way up.
	 * @param script the statements
	 * @param changes the changes in order
	 * @param source what they were generated from
	 * @param remarks what a reviewer must know of all of them, a line each
	 * @param record what is made that was not there before
	 * @return the text of the section
	 */
	public static String upgrade(SectionScript script, List<Change> changes, String source, List<String> remarks,
			MadeRecord record) {
		return comment(MARK + oneLine(source)) + remarks(remarks) + "\n\n" + text(script) + "\n\n"
				+ record.lines(changes).stream().map((line) -> "-- " + oneLine(line)).collect(Collectors.joining("\n"));
	}

	/**
	 * Writes the way down.
	 * @param script the statements
	 * @return the text of the section
	 */
	public static String downgrade(SectionScript script) {
		return text(script);
	}

	/**
	 * Whether the changes cannot run in one transaction: a label that is added to an enum
	 * cannot be used before it is committed.
	 * @param changes the changes in order
	 * @return {@code true} where a label is added and used
	 */
	public static boolean needsCommits(List<Change> changes) {
		List<String> sql = changes.stream().flatMap((change) -> change.sql().stream()).toList();
		for (int i = 0; i < sql.size(); i++) {
			String label = addedLabel(sql.get(i));
			if (label != null
					&& sql.stream().anyMatch((other) -> !other.startsWith("alter type ") && other.contains(label))) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable String addedLabel(String sql) {
		StatementShape shape = StatementShape.of(sql);
		SqlTokens action = shape.rest();
		SqlToken label = (shape.is("alter", "type") && action.accept("add", "value")) ? action.next() : null;
		return (label != null && label.type() == TokenType.STRING) ? label.text() : null;
	}

	/**
	 * Puts together what PostgreSQL does better at once: the changes of types of a table,
	 * which is rewritten once.
	 * @param changes the changes in order
	 * @return the changes as they are written
	 */
	public static List<Change> written(List<Change> changes) {
		return TableRewrites.together(changes);
	}

	private static String text(SectionScript script) {
		StringBuilder text = new StringBuilder();
		String group = "";
		for (SectionScript.Unit unit : script.units()) {
			boolean isBlock = !script.transactional() && unit.hasSeveralStatements();
			boolean begun = false;
			for (SectionScript.Piece piece : unit.pieces()) {
				String heading = piece.subject();
				if (!heading.equals(group)) {
					text.append(text.isEmpty() ? "" : "\n").append("-- ").append(oneLine(heading)).append('\n');
					group = heading;
				}
				if (isBlock && !begun) {
					text.append("begin;\n");
					begun = true;
				}
				piece.notes().forEach((note) -> text.append("-- ").append(oneLine(note.text())).append('\n'));
				piece.sql().forEach((sql) -> text.append(statement(sql)).append('\n'));
			}
			text.append(isBlock ? "commit;\n" : "");
		}
		return text.toString().stripTrailing();
	}

	private static String remarks(List<String> remarks) {
		return remarks.isEmpty() ? ""
				: remarks.stream()
					.map((remark) -> comment("-- " + oneLine(remark)))
					.collect(Collectors.joining("\n", "\n--\n", ""));
	}

	private static String comment(String line) {
		return String.join("\n", Wrapped.lines(line, WIDTH, "--   "));
	}

	private static String statement(String sql) {
		return sql.strip() + ";";
	}

	private static String oneLine(String text) {
		return text.lines().collect(Collectors.joining(" "));
	}

}
