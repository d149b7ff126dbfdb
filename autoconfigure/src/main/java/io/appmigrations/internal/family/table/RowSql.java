package io.appmigrations.internal.family.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.appmigrations.internal.family.sequence.ContinuedSequences;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.Sequence;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Writes the statements that insert, change and delete rows of a table, with values that
 * mean the same in every session.
 */
final class RowSql {

	/** As many rows a statement has at most. */
	private static final int ROWS = 500;

	/** As many characters of values a statement has at most, but for a single row. */
	private static final int CHARACTERS = 200_000;

	/** As many rows are changed by a statement each. */
	private static final int SINGLE = 10;

	private static final Set<String> NUMBERS = Set.of("smallint", "integer", "bigint", "numeric", "money");

	private static final Pattern NUMBER = Pattern.compile("-?\\d++(?:\\.\\d++)?");

	/**
	 * What an editor, Git or the reader of revisions may take for something else: control
	 * characters, placeholders, lines like markers.
	 */
	private static final Pattern ESCAPED = Pattern.compile("[\\x00-\\x08\\x0B-\\x1F\\x7F]|\\$\\{|(?m)^[ \\t]*--");

	private final Schema schema;

	private final String table;

	/** The table without those that inherit from it. */
	private final String only;

	private final Map<String, Column> columns;

	/**
	 * @param schema the schema that the table is in when the statements run
	 * @param table the table
	 */
	RowSql(Schema schema, ObjectId table) {
		this.schema = schema;
		this.table = new Names(schema.defaultSchema()).of(table);
		this.only = hasHeirs(schema, table) ? "only " + this.table : this.table;
		this.columns = columns(schema, table);
	}

	private static boolean hasHeirs(Schema schema, ObjectId table) {
		return schema.all(Table.class)
			.stream()
			.anyMatch((other) -> !other.isPartition() && schema.dependencies(other.id()).contains(table));
	}

	/** The columns of a table by name, those that it inherits too. */
	static Map<String, Column> columns(Schema schema, ObjectId table) {
		Map<String, Column> columns = new LinkedHashMap<>();
		schema.columns(table).forEach((column) -> columns.put(column.id().name(), column));
		return columns;
	}

	/** Writes a value of a column. */
	String literal(String column, @Nullable String value) {
		Column typed = this.columns.get(column);
		String type = (typed != null) ? typed.baseType() : "";
		if (value == null) {
			return "null";
		}
		if (NUMBERS.contains(type) && NUMBER.matcher(value).matches()) {
			return value;
		}
		if (type.equals("boolean")) {
			return value.equals("t") ? "true" : "false";
		}
		return ESCAPED.matcher(value).find() ? escaped(value) : Names.literal(value);
	}

	private static String escaped(String value) {
		StringBuilder sql = new StringBuilder("E'");
		value.chars().forEach((c) -> {
			switch (c) {
				case '\'' -> sql.append("''");
				case '\\' -> sql.append("\\\\");
				case '\r' -> sql.append("\\r");
				case '\n' -> sql.append("\\n");
				case '$' -> sql.append("\\x24");
				default -> {
					if ((c < ' ' && c != '\t') || c == 0x7F) {
						sql.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
					}
					else {
						sql.append((char) c);
					}
				}
			}
		});
		return sql.append('\'').toString();
	}

	private String typed(String column, @Nullable String value) {
		String literal = literal(column, value);
		return "%s::%s".formatted(literal.startsWith("-") ? "(" + literal + ")" : literal,
				Objects.requireNonNull(this.columns.get(column)).type());
	}

	/** Inserts rows, in their order. */
	List<String> inserts(List<String> names, List<List<@Nullable String>> rows) {
		String beginning = "insert into %s (%s)%s values\n\t".formatted(this.table, Names.quoted(names),
				names.stream().anyMatch(this::isAlwaysIdentity) ? " overriding system value" : "");
		List<String> sql = new ArrayList<>(
				batches(rows.stream().map((row) -> "(" + list(names, row) + ")").toList(), ",\n\t").stream()
					.map((values) -> beginning + values)
					.toList());
		if (!sql.isEmpty()) {
			names.forEach((name) -> sql.addAll(continued(name)));
		}
		return sql;
	}

	private boolean isAlwaysIdentity(String name) {
		Column column = this.columns.get(name);
		return column != null && column.identity() != null && column.identity().always();
	}

	/** What makes the values of others goes on after those that were given. */
	private List<String> continued(String name) {
		Column column = this.columns.get(name);
		String sequence = (column != null) ? sequence(column) : null;
		return (sequence == null) ? List.of() : List.of("""
				select setval(%s, %s) from %s
				where %2$s >= (select last_value from %4$s) order by %2$s desc limit 1"""
			.formatted(Names.literal(sequence), Names.quoted(name), this.table, sequence));
	}

	private @Nullable String sequence(Column column) {
		Names names = new Names(this.schema.defaultSchema());
		if (column.identity() != null) {
			return names.qualified(column.id().schema(), column.identity().sequence());
		}
		Default value = this.schema.get(column.defaultId(), Default.class);
		if (value == null || !ContinuedSequences.takesNextValue(value)) {
			return null;
		}
		return this.schema.dependencies(value.id())
			.stream()
			.filter((below) -> this.schema.get(below) instanceof Sequence)
			.map(names::of)
			.findFirst()
			.orElse(null);
	}

	/** Changes values of rows. */
	List<String> updates(List<String> key, List<String> names, List<RowUpdate> updates) {
		if (updates.size() <= SINGLE) {
			return updates.stream()
				.map((update) -> "update %s set %s where %s".formatted(this.only, pairs(names, update.values(), ", "),
						pairs(key, update.key(), " and ")))
				.toList();
		}
		List<String> all = new ArrayList<>(names);
		all.addAll(key);
		String beginning = "update %s t set %s from (values\n\t".formatted(this.only,
				names.stream()
					.map((name) -> "%s = v.%s".formatted(Names.quoted(name), alias(all, name)))
					.collect(Collectors.joining(", ")));
		String end = ") v (%s) where %s".formatted(
				all.stream().map((name) -> alias(all, name)).collect(Collectors.joining(", ")),
				key.stream()
					.map((name) -> "t.%s = v.%s".formatted(Names.quoted(name), alias(all, name)))
					.collect(Collectors.joining(" and ")));
		List<String> rows = updates.stream().map((update) -> {
			List<String> values = new ArrayList<>();
			for (int i = 0; i < names.size(); i++) {
				values.add(typed(names.get(i), update.values().get(i)));
			}
			for (int i = 0; i < key.size(); i++) {
				values.add(typed(key.get(i), update.key().get(i)));
			}
			return "(" + String.join(", ", values) + ")";
		}).toList();
		return batches(rows, ",\n\t").stream().map((values) -> beginning + values + end).toList();
	}

	private static String alias(List<String> all, String name) {
		return "c" + (all.indexOf(name) + 1);
	}

	/** Deletes rows; without a key, all of them. */
	List<String> deletes(List<String> key, List<List<@Nullable String>> keys) {
		if (keys.isEmpty()) {
			return List.of();
		}
		if (key.isEmpty()) {
			return List.of("delete from " + this.only);
		}
		if (keys.size() == 1) {
			return List.of("delete from %s where %s".formatted(this.only, pairs(key, keys.get(0), " and ")));
		}
		boolean single = key.size() == 1;
		String beginning = single ? "delete from %s where %s in (".formatted(this.only, Names.quoted(key))
				: "delete from %s where (%s) in (".formatted(this.only, Names.quoted(key));
		return batches(
				keys.stream().map((values) -> single ? list(key, values) : "(" + list(key, values) + ")").toList(),
				", ")
			.stream()
			.map((values) -> beginning + values + ")")
			.toList();
	}

	private String list(List<String> names, List<@Nullable String> values) {
		List<String> list = new ArrayList<>();
		for (int i = 0; i < names.size(); i++) {
			list.add(literal(names.get(i), values.get(i)));
		}
		return String.join(", ", list);
	}

	private String pairs(List<String> names, List<@Nullable String> values, String between) {
		List<String> pairs = new ArrayList<>();
		for (int i = 0; i < names.size(); i++) {
			pairs.add("%s = %s".formatted(Names.quoted(names.get(i)), literal(names.get(i), values.get(i))));
		}
		return String.join(between, pairs);
	}

	private static List<String> batches(List<String> parts, String between) {
		List<String> batches = new ArrayList<>();
		StringBuilder batch = new StringBuilder();
		int count = 0;
		for (String part : parts) {
			if (count == ROWS || (count > 0 && batch.length() + part.length() > CHARACTERS)) {
				batches.add(batch.toString());
				batch.setLength(0);
				count = 0;
			}
			batch.append((count > 0) ? between : "").append(part);
			count++;
		}
		if (count > 0) {
			batches.add(batch.toString());
		}
		return batches;
	}

	/**
	 * A row that changes.
	 *
	 * @param key the values of its key
	 * @param values the new values
	 */
	record RowUpdate(List<@Nullable String> key, List<@Nullable String> values) {
	}

}
