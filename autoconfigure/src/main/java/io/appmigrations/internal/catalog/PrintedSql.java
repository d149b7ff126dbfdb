package io.appmigrations.internal.catalog;

import java.util.Set;
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
 * from a dump has the latter, so both become {@code in}, whatever stands in front: where
 * the list is one of {@code varchar}, it is PostgreSQL that made {@code text} of it. Such
 * arrays elsewhere become arrays of {@code text}.
 */
final class PrintedSql {

	private static final String VARCHAR = "character varying";

	/** A value and its type, which is in parentheses where it is not printed prettily. */
	private static final String ELEMENT = "\\(?('(?:[^']|'')*+'|NULL)::(text|" + VARCHAR
			+ "(?:\\(\\d+\\))?\\)?(?:::text)?)";

	private static final Pattern EACH_ELEMENT = Pattern.compile(ELEMENT);

	private static final String ELEMENTS = "ARRAY\\[(?<elements>" + ELEMENT + "(?:, " + ELEMENT + ")*+)\\]";

	private static final Pattern IN = Pattern
		.compile("::text (?<operator>= ANY|<> ALL) \\(\\(?" + ELEMENTS + "(?:\\)::text\\[\\]|(?:::text\\[\\])?)\\)");

	private static final Pattern IN_TEXTS = Pattern
		.compile("(?<![\"a-z0-9_$.])(?<operand>\"(?:[^\"]|\"\")++\"|[a-z_][a-z0-9_$]*+)" + IN.pattern());

	private static final Pattern TEXTS = Pattern.compile("(?<open>\\((?=" + ELEMENTS.replace("?<elements>", "")
			+ "\\)::))?" + ELEMENTS + "(?<texts>\\)?::text\\[\\])?");

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

	/**
	 * Restores the {@code IN} lists of a table, of whose columns of {@code varchar} a
	 * list of {@code text} is one too: what somebody wrote as
	 * {@code c = any (array['a'])}.
	 * @param printed an expression, or SQL with expressions in it, as PostgreSQL prints
	 * it
	 * @param columns the columns of that type, as they are printed
	 * @return what means the same to PostgreSQL
	 */
	static String restored(String printed, Set<String> columns) {
		Matcher in = IN_TEXTS.matcher(printed);
		return restored(in.replaceAll((match) -> Matcher
			.quoteReplacement(columns.contains(in.group("operand")) ? in.group("operand") + in(in) : match.group())));
	}

	private static String restoredLists(String printed) {
		if (!printed.contains("ARRAY[") || !printed.contains(VARCHAR)) {
			return printed;
		}
		Matcher in = IN.matcher(printed);
		String lists = in.replaceAll(
				(match) -> Matcher.quoteReplacement(isOfVarchar(in.group("elements")) ? in(in) : match.group()));
		Matcher texts = TEXTS.matcher(lists);
		return texts.replaceAll((match) -> {
			String elements = texts.group("elements");
			boolean isOfText = texts.group("texts") != null || elements.endsWith("::text");
			return Matcher.quoteReplacement((isOfText && isOfVarchar(elements))
					? "ARRAY[%s]".formatted(elements(texts, "::text")) : match.group());
		});
	}

	private static String in(Matcher list) {
		return " %s (%s)".formatted(list.group("operator").startsWith("=") ? "in" : "not in", elements(list, ""));
	}

	private static boolean isOfVarchar(String elements) {
		return EACH_ELEMENT.matcher(elements).results().anyMatch((element) -> element.group(2).startsWith(VARCHAR));
	}

	private static String elements(Matcher list, String type) {
		return EACH_ELEMENT.matcher(list.group("elements")).replaceAll("$1" + type);
	}

}
