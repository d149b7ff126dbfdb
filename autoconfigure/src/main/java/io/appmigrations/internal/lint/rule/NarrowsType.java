package io.appmigrations.internal.lint.rule;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.ChangedRows;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.lint.examine.SuggestedName;
import io.appmigrations.internal.measure.ColumnChange;
import io.appmigrations.internal.measure.ColumnChange.Column;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;

/**
 * A column gets a type that has not all values of the one before.
 */
final class NarrowsType implements LintRule {

	@Override
	public String name() {
		return "narrows-type";
	}

	@Override
	public Basis basis() {
		return Basis.FACTS;
	}

	private static final List<String> INTEGERS = List.of("smallint", "integer", "bigint");

	private static final Pattern TYPE = Pattern
		.compile("(?<name>[a-z ]+?)(?:\\((?<first>\\d+)(?:,(?<second>-?\\d+))?\\))?(?<rest> [a-z ]+)?");

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			for (ColumnChange change : facts.columns()) {
				Column before = change.before();
				Column after = change.after();
				if (before != null && after != null && !change.newTable() && isNarrower(before.type(), after.type())
						&& !isPrepared(examined, facts, change.table(), before.name())) {
					findings.error(facts.statement(),
							"%s does not have all values of %s: the statement fails at the first row that has another one, or the value is cut or rounded."
								.formatted(after.type(), before.type()),
							"-- first, nothing may be found:\nselect * from %1$s where %2$s::%3$s::%4$s is distinct from %2$s limit 1;"
								.formatted(SuggestedName.of(change.table()), SuggestedName.ofPart(after.name()),
										after.type(), before.type()));
				}
			}
		}
	}

	/**
	 * Whether rows with such values are likely to have been changed or deleted before.
	 */
	private static boolean isPrepared(Examined examined, StatementFacts facts, String table, String column) {
		return examined.facts()
			.stream()
			.filter((each) -> each.number() < facts.number())
			.map(StatementFacts::statement)
			.anyMatch((statement) -> isConditionOn(statement, table, column));
	}

	private static boolean isConditionOn(SqlStatement statement, String table, String column) {
		QualifiedName changed = ChangedRows.table(statement);
		return changed != null && table.endsWith("." + changed.name()) && ChangedRows.conditionNames(statement, column);
	}

	private static boolean isNarrower(String before, String after) {
		Matcher was = TYPE.matcher(before);
		Matcher is = TYPE.matcher(after);
		if (!was.matches() || !is.matches()) {
			return false;
		}
		String from = name(was);
		String to = name(is);
		if (INTEGERS.contains(to)) {
			return INTEGERS.contains(from) ? INTEGERS.indexOf(to) < INTEGERS.indexOf(from)
					: List.of("numeric", "real", "double precision").contains(from);
		}
		return switch (to) {
			case "character varying", "character" -> List.of("character varying", "character", "text").contains(from)
					&& is.group("first") != null && length(was) > length(is);
			case "numeric" -> from.equals("numeric") && is.group("first") != null && (was.group("first") == null
					|| digits(was) > digits(is) || number(was, "second") > number(is, "second"));
			case "real" -> from.equals("double precision");
			case "date" -> from.startsWith("timestamp");
			case "time without time zone", "time with time zone" ->
				from.startsWith("timestamp") || (from.startsWith("time ") && precision(was) > precision(is));
			case "interval" -> from.equals("interval") && precision(was) > precision(is);
			case "bit varying" -> from.startsWith("bit") && length(was) > length(is);
			case "timestamp without time zone", "timestamp with time zone" ->
				from.startsWith("timestamp") && is.group("first") != null && precision(was) > precision(is);
			default -> false;
		};
	}

	private static String name(Matcher type) {
		return type.group("name").strip() + Objects.requireNonNullElse(type.group("rest"), "");
	}

	private static int length(Matcher type) {
		return (type.group("first") != null) ? number(type, "first") : Integer.MAX_VALUE;
	}

	private static int precision(Matcher type) {
		return (type.group("first") != null) ? number(type, "first") : 6;
	}

	private static int digits(Matcher type) {
		return number(type, "first") - number(type, "second");
	}

	private static int number(Matcher type, String group) {
		String found = type.group(group);
		return (found != null) ? Integer.parseInt(found) : 0;
	}

}
