package io.appmigrations.internal.liquibase;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * An expression of contexts or labels. Liquibase 4.33 takes a part that it cannot read
 * for a name, which nothing has, and stops only where a parenthesis is open or empty.
 */
public final class LiquibaseExpression {

	private static final Pattern TOKEN = Pattern.compile("[(),!]|[^\\s(),!]+");

	private static final Set<String> BETWEEN = Set.of("and", "or");

	private static final Set<String> BEFORE = Set.of("not", "!");

	private int open;

	/** Whether a name is missing. */
	private boolean expected = true;

	/** The last token, empty at the beginning of a part. */
	private String last = "";

	private LiquibaseExpression() {
	}

	/**
	 * Says what is wrong.
	 * @param text names with {@code and}, {@code or}, {@code not}, {@code !}, commas and
	 * parentheses; a name may have several words
	 * @return why it is no expression, or {@code null} if it is one
	 */
	public static @Nullable String problem(String text) {
		LiquibaseExpression expression = new LiquibaseExpression();
		Matcher matcher = TOKEN.matcher(text);
		while (matcher.find()) {
			String token = matcher.group();
			String problem = expression.problemWith(token, token.toLowerCase(Locale.ROOT));
			if (problem != null) {
				return problem;
			}
		}
		if (expression.open > 0) {
			return "'(' is never closed";
		}
		return (expression.expected && !expression.last.isEmpty()) ? nothingBehind(expression.last) : null;
	}

	private @Nullable String problemWith(String token, String word) {
		String before = this.last;
		this.last = word;
		if (word.equals(",")) {
			this.last = "";
			boolean empty = this.expected && !before.isEmpty();
			this.expected = true;
			return empty ? nothingBehind(before) : null;
		}
		if (word.equals(")")) {
			this.open--;
			return (this.open < 0) ? "')' closes nothing"
					: this.expected ? nothingBehind(before.isEmpty() ? "," : before) : null;
		}
		if (BETWEEN.contains(word)) {
			boolean missing = this.expected;
			this.expected = true;
			return missing ? "nothing is before '%s'".formatted(token) : null;
		}
		if (BEFORE.contains(word) || word.equals("(")) {
			this.open += word.equals("(") ? 1 : 0;
			if (BEFORE.contains(before) && BEFORE.contains(word)) {
				return "'%s' cannot follow '%s'".formatted(token, before);
			}
			return this.expected ? null : "'and' or 'or' is missing before '%s'".formatted(token);
		}
		boolean follows = !this.expected && before.equals(")");
		this.expected = false;
		return follows ? "'and' or 'or' is missing before '%s'".formatted(token) : null;
	}

	private static String nothingBehind(String token) {
		return "nothing is behind '%s'".formatted(token);
	}

}
