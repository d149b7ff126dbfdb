package io.appmigrations.internal.lint.examine;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import io.appmigrations.internal.measure.ColumnChange;
import io.appmigrations.internal.measure.ColumnChange.Column;
import io.appmigrations.internal.measure.ColumnChange.Kind;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;

/**
 * What a statement does to the columns of a table as far as its text says it.
 */
final class WrittenColumns {

	private static final Set<String> CONSTRAINTS = Set.of("constraint", "primary", "unique", "check", "foreign",
			"exclude", "like", "not");

	private static final Set<String> AFTER_TYPE = Set.of("not", "null", "default", "generated", "primary", "unique",
			"check", "references", "constraint", "collate", "storage", "compression", ",", ")");

	private static final Pattern SERIAL = Pattern.compile("(small|big)?serial[248]?");

	private final String table;

	private final boolean newTable;

	private final List<ColumnChange> changes;

	WrittenColumns(String table, boolean newTable, List<ColumnChange> changes) {
		this.table = table;
		this.newTable = newTable;
		this.changes = changes;
	}

	/** Reads what stands behind the name of a new table. */
	void ofTable(SqlTokens tokens) {
		if (!tokens.accept("(")) {
			return;
		}
		int from = this.changes.size();
		while (!tokens.isAtEnd()) {
			SqlTokens part = tokens.copy();
			tokens.toNextPart();
			SqlToken first = part.peek(0);
			if (first != null && CONSTRAINTS.stream().noneMatch(first::is)) {
				added(part);
			}
			else {
				key(part, from);
			}
		}
	}

	/** A primary key that is written behind the columns. */
	private void key(SqlTokens part, int from) {
		if (part.accept("constraint")) {
			part.name();
		}
		if (!part.accept("primary", "key") || !part.accept("(")) {
			return;
		}
		for (String name = part.name(); name != null; name = part.accept(",") ? part.name() : null) {
			for (int i = from; i < this.changes.size(); i++) {
				Column column = this.changes.get(i).after();
				if (column != null && column.name().equals(name)) {
					this.changes.set(i, new ColumnChange(this.table, this.newTable, Kind.ADDED, null,
							new Column(name, column.type(), true, column.filled(), column.counted(), true)));
				}
			}
		}
	}

	/** Reads an action of {@code alter table}. */
	void ofAction(SqlTokens action) {
		if (action.accept("rename")) {
			action.accept("column");
			String name = action.isNext("to") || action.isNext("constraint") ? null : action.name();
			String other = (name != null && action.accept("to")) ? action.name() : null;
			if (name != null && other != null) {
				this.changes.add(new ColumnChange(this.table, this.newTable, Kind.RENAMED,
						new Column(name, "", false, false, false, false),
						new Column(other, "", false, false, false, false)));
			}
		}
		else if (action.accept("drop")) {
			boolean constraint = action.isNext("constraint") || action.isNext("expression");
			action.accept("column");
			action.accept("if", "exists");
			String name = constraint ? null : action.name();
			if (name != null) {
				this.changes.add(new ColumnChange(this.table, this.newTable, Kind.DROPPED,
						new Column(name, "", false, false, false, false), null));
			}
		}
		else if (action.accept("add")) {
			boolean column = action.accept("column");
			action.accept("if", "not", "exists");
			SqlToken first = action.peek(0);
			if (first != null && (column || CONSTRAINTS.stream().noneMatch(first::is))) {
				added(action);
			}
		}
	}

	private void added(SqlTokens tokens) {
		String name = tokens.name();
		if (name == null) {
			return;
		}
		String type = type(tokens);
		boolean serial = SERIAL.matcher(type).matches();
		boolean required = serial;
		boolean filled = serial;
		boolean counted = serial;
		boolean key = false;
		while (!tokens.isAtEnd() && !tokens.isNext(",") && !tokens.isNext(")")) {
			if (tokens.accept("not", "null")) {
				required = true;
			}
			else if (tokens.accept("default") || tokens.accept("generated")) {
				filled = true;
				skip(tokens);
			}
			else if (tokens.accept("as", "identity")) {
				counted = true;
			}
			else if (tokens.accept("primary", "key")) {
				key = true;
				required = true;
			}
			else {
				skip(tokens);
			}
		}
		this.changes.add(new ColumnChange(this.table, this.newTable, Kind.ADDED, null,
				new Column(name, catalogName(type), required, filled, counted, key)));
	}

	private static void skip(SqlTokens tokens) {
		if (tokens.parenthesized() == null) {
			tokens.next();
		}
	}

	private static String type(SqlTokens tokens) {
		StringBuilder type = new StringBuilder();
		while (!tokens.isAtEnd() && AFTER_TYPE.stream().noneMatch(tokens::isNext)) {
			String parameters = tokens.parenthesized();
			SqlToken token = (parameters == null) ? tokens.next() : null;
			String text = (token != null) ? (token.type().isName() ? token.name()
					: token.is("[") || token.is("]") ? token.is("[") ? "[" : "]" : "") : parameters;
			boolean joined = type.isEmpty() || parameters != null || (token != null && !token.type().isName());
			type.append(joined ? "" : " ").append(text);
		}
		return type.toString().toLowerCase(Locale.ROOT).replaceFirst("^pg_catalog ", "");
	}

	/** As PostgreSQL writes it, which the rules know. */
	private static String catalogName(String written) {
		String array = written.replaceFirst("^[^\\[]*", "");
		String type = written.substring(0, written.length() - array.length()).strip();
		String brackets = array.isEmpty() ? "" : "[]";
		if (type.matches("timestamp(\\(.*\\))?")) {
			return "timestamp without time zone" + brackets;
		}
		if (type.matches("(char|character)(\\(.*\\))?|bpchar\\(.*\\)")) {
			return "character" + (type.contains("(") ? type.substring(type.indexOf('(')) : "(1)") + brackets;
		}
		return switch (type) {
			case "int", "int4", "serial", "serial4" -> "integer";
			case "int2", "smallserial", "serial2" -> "smallint";
			case "int8", "bigserial", "serial8" -> "bigint";
			default -> type;
		} + brackets;
	}

}
