package io.appmigrations.internal.family;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What may be there once only.
 *
 * @param parts the columns and expressions as SQL writes them
 * @param predicate the rows that it is about, or {@code null} for all of them
 * @param nullsAreSame whether two rows without a value are refused, or cannot be there
 */
record UniqueKey(List<String> parts, @Nullable String predicate, boolean nullsAreSame) {

	private static final Pattern ORDER = Pattern.compile("(?: (?:ASC|DESC))?(?: NULLS (?:FIRST|LAST))?$");

	private static final Pattern PREDICATE = Pattern.compile("(?s).*? WHERE (.*)");

	private static final Pattern NULLS_ARE_SAME = Pattern.compile("NULLS NOT DISTINCT");

	/**
	 * Reads a key.
	 * @param definition of a constraint or an index, as PostgreSQL prints it
	 * @param primary whether it is a primary key
	 */
	static UniqueKey of(String definition, boolean primary) {
		List<String> parts = new ArrayList<>();
		int start = definition.indexOf('(') + 1;
		int end = start;
		int depth = 1;
		char quote = 0;
		while (end < definition.length() && depth > 0) {
			char c = definition.charAt(end);
			if (quote != 0) {
				quote = (c == quote) ? 0 : quote;
			}
			else if (c == '\'' || c == '"') {
				quote = c;
			}
			else if (c == '(') {
				depth++;
			}
			else if (c == ')') {
				depth--;
			}
			if (depth == 0 || (depth == 1 && c == ',' && quote == 0)) {
				parts.add(ORDER.matcher(definition.substring(start, end).strip()).replaceFirst(""));
				start = end + 1;
			}
			end++;
		}
		String rest = definition.substring(end);
		Matcher predicate = PREDICATE.matcher(rest);
		boolean same = primary || NULLS_ARE_SAME.matcher(rest).find()
				|| definition.startsWith("UNIQUE NULLS NOT DISTINCT ");
		return new UniqueKey(parts, predicate.matches() ? predicate.group(1) : null, same);
	}

	/**
	 * Whether rows that satisfy this key satisfy another one too.
	 * @param other the other key
	 * @param required the columns that have a value in all rows
	 */
	boolean implies(UniqueKey other, Set<String> required) {
		return other.bareParts().containsAll(bareParts())
				&& (this.predicate == null
						|| (other.predicate != null && Conditions.isSame(this.predicate, other.predicate)))
				&& (this.nullsAreSame || !other.nullsAreSame || required.containsAll(this.parts));
	}

	private List<String> bareParts() {
		return this.parts.stream().map(Conditions::asOfText).toList();
	}

}
