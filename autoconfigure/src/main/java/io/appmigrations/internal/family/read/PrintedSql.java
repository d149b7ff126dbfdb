package io.appmigrations.internal.family.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.TokenType;
import org.jspecify.annotations.Nullable;

/**
 * Expressions as PostgreSQL prints them, made such that PostgreSQL prints them the same
 * way when it reads them again.
 * <p>
 * The one print known to be no fixed point is that of {@code IN} lists over
 * {@code varchar}: {@code c in ('a')} is printed as
 * {@code c::text = ANY (ARRAY['a'::character varying]::text[])}, which PostgreSQL reads
 * as an array of {@code text} and prints as {@code ARRAY['a'::character varying::text]}.
 * The blank in front of {@code VALUES} comes and goes, too. A database that was restored
 * from a dump has the latter, so both become {@code in}, whatever stands in front: where
 * the list is one of {@code varchar}, it is PostgreSQL that made {@code text} of it. Such
 * arrays elsewhere become arrays of {@code text}.
 */
public final class PrintedSql {

	private static final String VARCHAR = "character varying";

	private final String printed;

	/** The columns of varchar, as they are printed. */
	private final Set<String> columns;

	private final List<SqlToken> tokens = new ArrayList<>();

	private final StringBuilder restored = new StringBuilder();

	private int copied;

	private PrintedSql(String printed, Set<String> columns) {
		this.printed = printed;
		this.columns = columns;
		SqlTokens all = SqlTokens.of(printed);
		for (SqlToken token = all.next(); token != null; token = all.next()) {
			this.tokens.add(token);
		}
	}

	/**
	 * Restores the {@code IN} lists.
	 * @param printed an expression, or SQL with expressions in it, as PostgreSQL prints
	 * it
	 * @return what means the same to PostgreSQL
	 */
	public static String restored(String printed) {
		return restored(printed, Set.of());
	}

	/**
	 * Restores the {@code IN} lists of a table, of whose columns of {@code varchar} a
	 * list of {@code text} is one too: what somebody wrote as
	 * {@code c = any (array['a'])}.
	 * @param printed an expression, or SQL with expressions in it, as PostgreSQL prints
	 * it
	 * @param columns the columns of that type, as they are printed
	 * @return what means the same to PostgreSQL
	 */
	public static String restored(String printed, Set<String> columns) {
		String text = printed.replace("( VALUES (", "(VALUES (");
		boolean hasLists = text.contains("ARRAY[") && (text.contains(VARCHAR) || !columns.isEmpty());
		return hasLists ? new PrintedSql(text, columns).read() : text;
	}

	private String read() {
		int at = 0;
		while (at < this.tokens.size()) {
			int end = in(at);
			end = (end > 0) ? end : texts(at);
			at = (end > 0) ? end : at + 1;
		}
		return this.restored.append(this.printed, this.copied, this.printed.length()).toString();
	}

	/**
	 * {@code ::text = ANY ((ARRAY[...])::text[])}, with or without what is not needed.
	 * @return where it ends, or zero where nothing of the kind begins
	 */
	private int in(int at) {
		boolean any = isNext(at, "::", "text", "=", "any", "(");
		if (!any && !isNext(at, "::", "text", "<>", "all", "(")) {
			return 0;
		}
		boolean parenthesized = isNext(at + 5, "(");
		Elements elements = elements(parenthesized ? at + 6 : at + 5);
		if (elements == null || !(elements.ofVarchar() || isColumn(at - 1))) {
			return 0;
		}
		int end = elements.end();
		if (parenthesized) {
			end = isNext(end, ")", "::", "text", "[", "]") ? end + 5 : 0;
		}
		else if (isNext(end, "::", "text", "[", "]")) {
			end += 4;
		}
		if (end == 0 || !isNext(end, ")")) {
			return 0;
		}
		replace(at, end + 1, " %s (%s)".formatted(any ? "in" : "not in", String.join(", ", elements.values())));
		return end + 1;
	}

	private boolean isColumn(int at) {
		return at >= 0 && this.tokens.get(at).type().isName() && !isNext(at - 1, ".")
				&& this.columns.contains(this.tokens.get(at).text());
	}

	/** An array of {@code text} whose elements are of {@code varchar}. */
	private int texts(int at) {
		boolean parenthesized = isNext(at, "(");
		Elements elements = elements(parenthesized ? at + 1 : at);
		if (elements == null) {
			return 0;
		}
		int end = elements.end();
		boolean texts = parenthesized ? isNext(end, ")", "::", "text", "[", "]") : isNext(end, "::", "text", "[", "]");
		if (!elements.ofVarchar() || !(texts || (elements.endWithText() && !parenthesized))) {
			return parenthesized ? 0 : end;
		}
		end += texts ? (parenthesized ? 5 : 4) : 0;
		replace(at, end, "ARRAY[%s]".formatted(String.join("::text, ", elements.values()) + "::text"));
		return end;
	}

	/** {@code ARRAY['a'::character varying(5), NULL::text]}. */
	private @Nullable Elements elements(int at) {
		if (!isNext(at, "array", "[")) {
			return null;
		}
		List<String> values = new ArrayList<>();
		boolean ofVarchar = false;
		boolean endWithText = false;
		int next = at + 1;
		do {
			boolean parenthesized = isNext(++next, "(");
			next += parenthesized ? 1 : 0;
			if (!isValue(next) || !isNext(next + 1, "::")) {
				return null;
			}
			values.add(this.tokens.get(next).text());
			next += 2;
			if (isNext(next, "character", "varying")) {
				ofVarchar = true;
				next += (isNext(next + 2, "(") && isNext(next + 4, ")")) ? 5 : 2;
				next += (parenthesized && isNext(next, ")")) ? 1 : 0;
				endWithText = isNext(next, "::", "text");
				next += endWithText ? 2 : 0;
			}
			else if (isNext(next, "text") && !parenthesized) {
				endWithText = true;
				next++;
			}
			else {
				return null;
			}
		}
		while (isNext(next, ","));
		return isNext(next, "]") ? new Elements(values, ofVarchar, endWithText, next + 1) : null;
	}

	private boolean isValue(int at) {
		return isNext(at, "null") || (at < this.tokens.size() && this.tokens.get(at).type() == TokenType.STRING);
	}

	private boolean isNext(int at, String... words) {
		for (int i = 0; i < words.length; i++) {
			if (at + i < 0 || at + i >= this.tokens.size() || !this.tokens.get(at + i).is(words[i])) {
				return false;
			}
		}
		return true;
	}

	private void replace(int from, int to, String text) {
		this.restored.append(this.printed, this.copied, this.tokens.get(from).start()).append(text);
		this.copied = this.tokens.get(to - 1).end();
	}

	/**
	 * What stands in an array.
	 *
	 * @param values the constants without their types
	 * @param ofVarchar whether one of them is of {@code varchar}
	 * @param endWithText whether the last one becomes a {@code text}
	 * @param end the token behind the array
	 */
	private record Elements(List<String> values, boolean ofVarchar, boolean endWithText, int end) {
	}

}
