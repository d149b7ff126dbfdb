package io.appmigrations.internal.online;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;

/**
 * The parts of a statement as they are written.
 */
final class WrittenActions {

	private WrittenActions() {
	}

	/**
	 * What stands between the commas of a statement from an offset on.
	 * @return the parts, each without the comments around it
	 */
	static List<String> parts(String sql, int offset) {
		List<String> parts = new ArrayList<>();
		for (int[] part : places(sql, offset)) {
			parts.add(sql.substring(part[0], part[1]));
		}
		return parts;
	}

	/** Where these parts begin and end. */
	static List<int[]> places(String sql, int offset) {
		List<int[]> places = new ArrayList<>();
		SqlTokens tokens = SqlTokens.of(sql.substring(offset));
		int depth = 0;
		int start = -1;
		int end = offset;
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			if (depth == 0 && token.is(",")) {
				places.add(new int[] { start, end });
				start = -1;
				continue;
			}
			depth += (token.is("(") || token.is("[")) ? 1 : (token.is(")") || token.is("]")) ? -1 : 0;
			start = (start < 0) ? offset + token.start() : start;
			end = offset + token.end();
		}
		if (start >= 0) {
			places.add(new int[] { start, end });
		}
		return places;
	}

	/**
	 * Writes an {@code alter table} with several actions as statements with fewer of
	 * them: one for each action that has an online form, and one for those in between.
	 * @param sql the statement
	 * @param relations what is there
	 * @return the statements; only the given one where no action has an online form, or a
	 * comment stands between the actions
	 */
	static List<String> separated(String sql, Relations relations) {
		StatementShape shape = StatementShape.of(sql);
		QualifiedName table = shape.name();
		if (!shape.is("alter", "table") || table == null) {
			return List.of(sql);
		}
		int start = shape.rest().offset();
		List<int[]> places = places(sql, start);
		if (places.size() < 2 || hasCommentsBetween(sql, places)) {
			return List.of(sql);
		}
		String words = sql.substring(0, start);
		List<String> statements = new ArrayList<>();
		int plain = -1;
		for (int i = 0; i < places.size(); i++) {
			String statement = words + sql.substring(places.get(i)[0], places.get(i)[1]);
			if (OnlineForm.of(statement, relations) == null) {
				plain = (plain < 0) ? i : plain;
				continue;
			}
			addPlain(statements, sql, words, places, plain, i);
			plain = -1;
			statements.add(statement);
		}
		if (statements.isEmpty()) {
			return List.of(sql);
		}
		addPlain(statements, sql, words, places, plain, places.size());
		return List.copyOf(statements);
	}

	private static void addPlain(List<String> statements, String sql, String words, List<int[]> places, int from,
			int to) {
		if (from >= 0) {
			statements.add(words + sql.substring(places.get(from)[0], places.get(to - 1)[1]));
		}
	}

	private static boolean hasCommentsBetween(String sql, List<int[]> places) {
		for (int i = 1; i < places.size(); i++) {
			if (!sql.substring(places.get(i - 1)[1], places.get(i)[0]).matches("\\s*,\\s*")) {
				return true;
			}
		}
		return false;
	}

}
