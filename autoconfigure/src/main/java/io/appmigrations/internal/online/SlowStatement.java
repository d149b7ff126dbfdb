package io.appmigrations.internal.online;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * What a statement that has no online form keeps others from doing, and for how long in
 * kind, for those who review it.
 */
public final class SlowStatement {

	private static final String REWRITE = "Rewrites all of %s: nobody can read or write it in the meantime.";

	private static final String SCAN = "Reads all of %s: nobody can read or write it in the meantime.";

	private static final String INDEX = "Builds an index of %s: nobody can read or write it in the meantime.";

	private static final Pattern TYPE = Pattern
		.compile("(?<name>[^(]+?)(?:\\((?<first>\\d+)(?:,(?<second>-?\\d+))?\\))?");

	private static final List<String> SERIAL = List.of("smallserial", "serial", "bigserial", "serial2", "serial4",
			"serial8");

	private static final List<String> TEXTS = List.of("text", "character varying");

	private SlowStatement() {
	}

	/**
	 * Describes a statement.
	 * @param sql the statement
	 * @param relations what is there
	 * @return the note, or {@code null} where the statement is over in an instant, as far
	 * as its text says
	 */
	static @Nullable String note(String sql, Relations relations) {
		StatementShape shape = StatementShape.of(sql);
		if (shape.is("create", "index") && shape.relation() != null && !shape.has("concurrently")
				&& !shape.has("only")) {
			return relations.isInUse(shape.relation())
					? "Builds an index of %s: nobody can write to it in the meantime.".formatted(name(shape.relation()))
					: null;
		}
		QualifiedName table = shape.name();
		if (!shape.is("alter", "table") || table == null || !relations.isInUse(table)
				|| (shape.has("only") && relations.isPartitioned(table))) {
			return null;
		}
		SqlTokens action = shape.rest();
		do {
			String note = note(action.copy(), table, relations);
			if (note != null) {
				return note.formatted(name(table));
			}
			action.toNextPart();
		}
		while (!action.isAtEnd());
		return null;
	}

	/**
	 * Whether a statement computes the values of a table anew while nobody can read it.
	 * @param sql the statement
	 * @param relations what is there
	 * @return {@code true} as far as its text says
	 */
	public static boolean rewrites(String sql, Relations relations) {
		String note = note(sql, relations);
		return note != null && note.startsWith(REWRITE.substring(0, REWRITE.indexOf('%')));
	}

	private static String name(QualifiedName table) {
		return String.join(".", table.parts().stream().map(Names::quoted).toList());
	}

	private static @Nullable String note(SqlTokens action, QualifiedName table, Relations relations) {
		if (action.accept("attach", "partition")) {
			return "Reads all of the new partition of %s: nobody can read or write the partition in the meantime.";
		}
		if (action.accept("set", "logged") || action.accept("set", "unlogged")
				|| action.accept("set", "access", "method")) {
			return REWRITE;
		}
		if (action.accept("alter")) {
			action.accept("column");
			return alterColumn(action, table, relations);
		}
		if (!action.accept("add")) {
			return null;
		}
		if (action.accept("constraint")) {
			action.next();
			return addConstraint(action);
		}
		action.accept("column");
		action.next();
		return (isChecked(action.copy(), relations) || isFilled(action, relations)) ? REWRITE : null;
	}

	private static @Nullable String addConstraint(SqlTokens definition) {
		boolean isKey = definition.isNext("unique") || definition.isNext("primary", "key");
		if (definition.isNext("exclude")) {
			return INDEX;
		}
		SqlTokens rest = definition.copy();
		while (!rest.isAtEnd()) {
			if (rest.accept("using", "index") || rest.accept("not", "valid") || rest.accept("not", "enforced")) {
				return null;
			}
			if (rest.parenthesized() == null) {
				rest.next();
			}
		}
		if (isKey) {
			return INDEX;
		}
		return definition.isNext("foreign", "key")
				? "Reads all of %s: nobody can write to it or to the table that it refers to in the meantime." : SCAN;
	}

	private static @Nullable String alterColumn(SqlTokens action, QualifiedName table, Relations relations) {
		String column = action.name();
		if (action.isNext("set", "not", "null")) {
			return SCAN;
		}
		if (column == null || !(action.accept("set", "data", "type") || action.accept("type"))) {
			return action.isNext("set", "expression") ? REWRITE : null;
		}
		StringBuilder type = new StringBuilder();
		while (!action.isAtEnd() && !action.isNext("using") && !action.isNext("collate") && !action.isNext(",")) {
			String parameters = action.parenthesized();
			SqlToken next = (parameters != null) ? null : action.next();
			type.append((next != null) ? (type.isEmpty() ? "" : " ") + next.text() : String.valueOf(parameters));
		}
		String before = relations.typeOf(table, column);
		return (before == null || (!action.isNext("using") && isSameOnDisk(before, type.toString()))) ? null : REWRITE;
	}

	/** Whether values of one type are values of the other, as they are stored. */
	static boolean isSameOnDisk(String before, String after) {
		Matcher old = TYPE.matcher(printed(before));
		Matcher type = TYPE.matcher(printed(after));
		if (!old.matches() || !type.matches()) {
			return false;
		}
		String name = type.group("name");
		int length = number(type, "first");
		if (TEXTS.contains(name) && TEXTS.contains(old.group("name"))) {
			return number(old, "first") <= length;
		}
		if (!name.equals(old.group("name"))) {
			return old.group("name").equals("cidr") && name.equals("inet");
		}
		return switch (name) {
			case "numeric" -> length == Integer.MAX_VALUE
					|| (number(old, "first") <= length && Objects.equals(old.group("second"), type.group("second")));
			case "bit varying", "timestamp", "timestamptz", "time", "timetz", "interval" ->
				number(old, "first") <= length;
			default -> Objects.equals(old.group("first"), type.group("first"));
		};
	}

	private static String printed(String type) {
		return type.replace(" ", "_")
			.replaceFirst("^varchar\\b", "character_varying")
			.replaceFirst("^decimal\\b", "numeric")
			.replaceFirst("^timestamp(\\(\\d\\))?_with_time_zone", "timestamptz$1")
			.replaceFirst("^(timestamp|time)(\\(\\d\\))?_without_time_zone", "$1$2")
			.replaceFirst("^time(\\(\\d\\))?_with_time_zone", "timetz$1")
			.replace("_", " ");
	}

	private static int number(Matcher type, String group) {
		String number = type.group(group);
		return (number != null) ? Integer.parseInt(number) : Integer.MAX_VALUE;
	}

	/**
	 * Whether PostgreSQL has a look at the value of a new column in each row, also at
	 * null.
	 */
	private static boolean isChecked(SqlTokens type, Relations relations) {
		QualifiedName name = type.qualifiedName();
		return name != null && !type.isNext("[") && relations.isChecked(name);
	}

	/** Whether a new column has a value of its own in each row. */
	private static boolean isFilled(SqlTokens column, Relations relations) {
		if (SERIAL.stream().anyMatch(column::isNext)) {
			return true;
		}
		boolean isDefault = false;
		while (!column.isAtEnd()) {
			if (column.isNext("generated")) {
				return !isVirtual(column);
			}
			isDefault = isDefault || column.isNext("default");
			SqlToken token = column.next();
			if (isDefault && token != null && token.type().isName() && column.isNext("(")
					&& relations.isVolatile(token.name())) {
				return true;
			}
		}
		return false;
	}

	private static boolean isVirtual(SqlTokens column) {
		while (!column.isAtEnd() && !column.isNext("virtual")) {
			column.next();
		}
		return !column.isAtEnd();
	}

}
