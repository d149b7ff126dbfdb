package io.appmigrations.catalog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Expressions as PostgreSQL prints them, made such that PostgreSQL prints them the same
 * way when it reads them again.
 * <p>
 * The one print known to be no fixed point is that of {@code IN} lists over
 * {@code varchar}: {@code c in ('a')} is printed as
 * {@code c::text = ANY (ARRAY['a'::character varying]::text[])}, which PostgreSQL reads
 * as an array of {@code text} and prints as {@code ARRAY['a'::character varying::text]}.
 * The blank in front of {@code VALUES} comes and goes, too. A database that was restored
 * from a dump has the latter, so both become {@code in}.
 */
final class PrintedSql {

	private static final String ELEMENT = "'(?:[^']|'')*+'::(?:text|character varying(?:\\(\\d+\\))?(?:::text)?)";

	private static final Pattern ANY_OF_VARCHAR = Pattern.compile(
			"(?<![\"a-z0-9_$.])(?<operand>\"(?:[^\"]|\"\")++\"|[a-z_][a-z0-9_$.]*+)::text (?<operator>= ANY|<> ALL) "
					+ "\\(ARRAY\\[(?<elements>" + ELEMENT + "(?:, " + ELEMENT + ")*+)\\](?:::text\\[\\])?\\)");

	private static final Pattern CAST = Pattern
		.compile("('(?:[^']|'')*+')::(?:text|character varying(?:\\(\\d+\\))?(?:::text)?)");

	private PrintedSql() {
	}

	/**
	 * Restores the {@code IN} lists.
	 * @param printed an expression, or SQL with expressions in it, as PostgreSQL prints
	 * it
	 * @return what means the same to PostgreSQL
	 */
	static String restored(String printed) {
		return restoredLists(printed.replace("( VALUES (", "(VALUES ("));
	}

	private static String restoredLists(String printed) {
		if (!printed.contains("(ARRAY['")) {
			return printed;
		}
		Matcher matcher = ANY_OF_VARCHAR.matcher(printed);
		return matcher.replaceAll((match) -> Matcher.quoteReplacement("%s %s (%s)".formatted(matcher.group("operand"),
				matcher.group("operator").startsWith("=") ? "in" : "not in",
				CAST.matcher(matcher.group("elements")).replaceAll("$1"))));
	}

}
