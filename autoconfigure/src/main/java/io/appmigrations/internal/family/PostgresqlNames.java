package io.appmigrations.internal.family;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.NamingConvention;

/**
 * Names as PostgreSQL makes them up ({@code makeObjectName} of its sources).
 */
public final class PostgresqlNames {

	private static final Pattern NUMBER = Pattern.compile("_(?:pkey|key|check|fkey|excl)([1-9]\\d{0,5}|)$");

	private PostgresqlNames() {
	}

	/**
	 * Names a constraint ({@code ChooseConstraintName} and {@code ChooseIndexName}).
	 * @param type what the constraint is
	 * @param table the name of its table
	 * @param columns the columns that it is about, in order
	 * @param number what tells it from others of its name, or zero: it is a part of the
	 * label, and never cut
	 * @return the name
	 */
	public static String of(ConstraintType type, String table, List<String> columns, int number) {
		return NamingConvention.joined(type, table, columns, (number == 0) ? "" : String.valueOf(number));
	}

	/** Whether PostgreSQL gave the name, or could have. */
	public static boolean isGiven(Constraint constraint) {
		String name = constraint.id().name();
		Matcher number = NUMBER.matcher(name);
		return number.find() && of(constraint.type(), String.valueOf(constraint.id().relation()), constraint.columns(),
				number.group(1).isEmpty() ? 0 : Integer.parseInt(number.group(1)))
			.equals(name);
	}

	/**
	 * Appends a number to a name, which is cut where there is no room.
	 * @param name the name
	 * @param number the number
	 * @return the name with the number, at most 63 bytes long
	 */
	public static String numbered(String name, int number) {
		return NamingConvention.clipped(name, NamingConvention.MAX_BYTES - String.valueOf(number).length()) + number;
	}

}
