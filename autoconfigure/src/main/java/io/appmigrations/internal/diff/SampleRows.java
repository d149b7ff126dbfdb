package io.appmigrations.internal.diff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.appmigrations.internal.family.EnumValues;
import io.appmigrations.internal.family.ReferencedColumns;
import io.appmigrations.internal.family.rename.RenameSteps;
import io.appmigrations.internal.family.rename.ValueRenames;
import io.appmigrations.internal.family.rename.Words;
import io.appmigrations.internal.family.sequence.ContinuedSequences;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.TokenType;
import io.appmigrations.model.Change;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import io.appmigrations.model.ValueRename;
import org.jspecify.annotations.Nullable;

/**
 * A few rows for tables, so that changes can be tried on them, and what must not change
 * about these rows.
 */
public final class SampleRows {

	/** As many rows as a table gets at most. */
	private static final int ROWS = 3;

	/** From the rows that say most to a single one, with other guesses at values. */
	private static final List<Attempt> ATTEMPTS = List.of(new Attempt(ROWS, true, 0), new Attempt(ROWS, false, 0),
			new Attempt(ROWS, false, 1), new Attempt(ROWS, false, 2), new Attempt(1, false, 3),
			new Attempt(1, false, 4), new Attempt(1, false, 5), new Attempt(1, false, 6), new Attempt(1, false, 7),
			new Attempt(1, false, 0));

	private final Schema schema;

	private final Names names;

	private final SampleValues values;

	private final Map<ObjectId, List<Column>> columns = new HashMap<>();

	private final Map<ObjectId, List<Constraint>> constraints = new HashMap<>();

	private final List<ObjectId> tables = new ArrayList<>();

	private SampleRows(Schema schema) {
		this.schema = schema;
		this.names = new Names(schema.defaultSchema());
		this.values = new SampleValues(schema);
		schema.all(Column.class).forEach((column) -> put(this.columns, column.id().table(), column));
		this.columns.values().forEach((list) -> list.sort(Comparator.comparingInt(Column::position)));
		schema.all(Constraint.class)
			.forEach((constraint) -> put(this.constraints, constraint.id().table(), constraint));
	}

	private static <T> void put(Map<ObjectId, List<T>> map, @Nullable ObjectId table, T part) {
		if (table != null) {
			map.computeIfAbsent(table, (key) -> new ArrayList<>()).add(part);
		}
	}

	/**
	 * Prepares rows.
	 * @param schema the schema that the tables are in
	 * @param wanted the tables that are to have rows; those that they refer to get some
	 * too
	 * @return the rows
	 */
	public static SampleRows of(Schema schema, Collection<ObjectId> wanted) {
		SampleRows rows = new SampleRows(schema);
		Set<ObjectId> seen = new HashSet<>();
		wanted.stream().sorted().forEach((table) -> rows.add(table, seen));
		return rows;
	}

	private void add(ObjectId table, Set<ObjectId> seen) {
		if (!(this.schema.get(table) instanceof Table present) || present.isPartition() || !seen.add(table)) {
			return;
		}
		foreignKeys(table).forEach((key) -> {
			if (key.references() != null) {
				add(key.references(), seen);
			}
		});
		this.tables.add(table);
	}

	/** Its own columns, and those that it inherits: these are only its parents'. */
	private Collection<Column> columns(ObjectId table) {
		Map<String, Column> all = new LinkedHashMap<>();
		lineage(table).forEach((each) -> this.columns.getOrDefault(each, List.of())
			.forEach((column) -> all.putIfAbsent(column.id().name(), column)));
		return all.values();
	}

	/** The table, and those that it inherits from. */
	private Set<ObjectId> lineage(ObjectId table) {
		Set<ObjectId> lineage = new LinkedHashSet<>();
		Deque<ObjectId> left = new ArrayDeque<>(List.of(table));
		while (!left.isEmpty()) {
			ObjectId next = left.remove();
			if (lineage.add(next) && this.schema.get(next) instanceof Table child && !child.isPartition()
					&& !child.parents().isEmpty()) {
				this.schema.all(Table.class)
					.stream()
					.filter((parent) -> child.parents().contains(this.names.of(parent.id())))
					.forEach((parent) -> left.add(parent.id()));
			}
		}
		return lineage;
	}

	private List<Constraint> foreignKeys(ObjectId table) {
		return this.constraints.getOrDefault(table, List.of())
			.stream()
			.filter((constraint) -> constraint.type() == ConstraintType.FOREIGN_KEY)
			.toList();
	}

	/**
	 * Returns the tables in an order in which rows can be inserted.
	 * @return the tables
	 */
	public List<ObjectId> tables() {
		return List.copyOf(this.tables);
	}

	/**
	 * Finds the other tables without whose rows a table can have none.
	 * @param table a table
	 * @return the tables that it must refer to
	 */
	public Set<ObjectId> required(ObjectId table) {
		Set<String> required = columns(table).stream()
			.filter(Column::isRequired)
			.map((column) -> column.id().name())
			.collect(Collectors.toSet());
		Set<ObjectId> parents = new LinkedHashSet<>();
		for (Constraint key : foreignKeys(table)) {
			if (key.references() != null && !key.references().equals(table)
					&& key.columns().stream().anyMatch(required::contains)) {
				parents.add(key.references());
			}
		}
		return parents;
	}

	/**
	 * Writes the inserts to try, one after the other, until one of them works.
	 * @param table a table
	 * @return the statements
	 */
	public List<String> attempts(ObjectId table) {
		return ATTEMPTS.stream().map((attempt) -> insert(table, attempt)).distinct().toList();
	}

	private String insert(ObjectId table, Attempt attempt) {
		Map<String, String> referring = new TreeMap<>();
		List<String> joins = new ArrayList<>();
		for (Constraint key : foreignKeys(table)) {
			join(table, key, referring, joins);
		}
		List<String> targets = new ArrayList<>();
		List<String> selected = new ArrayList<>();
		List<List<String>> rows = new ArrayList<>();
		for (int row = 1; row <= attempt.rows(); row++) {
			rows.add(new ArrayList<>(List.of(String.valueOf(row))));
		}
		List<String> aliases = new ArrayList<>(List.of("n"));
		List<String> checks = lineage(table).stream()
			.flatMap((each) -> this.constraints.getOrDefault(each, List.of()).stream())
			.filter((constraint) -> constraint.type() == ConstraintType.CHECK)
			.map(Constraint::definition)
			.toList();
		Set<String> ownKeys = foreignKeys(table).stream()
			.filter((key) -> table.equals(key.references()))
			.flatMap((key) -> key.columns().stream())
			.collect(Collectors.toSet());
		for (Column column : columns(table)) {
			String name = column.id().name();
			String reference = referring.get(name);
			if (reference == null && ownKeys.contains(name) && !column.isRequired()) {
				continue;
			}
			if (reference != null) {
				targets.add(Names.quoted(name));
				selected.add(attempt.withNulls() && !column.isRequired()
						? "case when v.n < %s then %s end".formatted(String.valueOf(ROWS), reference) : reference);
			}
			else if (!isFilled(column, table)) {
				String alias = "c" + aliases.size();
				aliases.add(alias);
				targets.add(Names.quoted(name));
				selected.add("v." + alias);
				fill(column, table, checks, attempt, rows);
			}
		}
		String from = "(values %s) v (%s)".formatted(
				rows.stream().map((row) -> "(" + String.join(", ", row) + ")").collect(Collectors.joining(", ")),
				String.join(", ", aliases));
		return "insert into %s %s select %s from %s%s".formatted(this.names.of(table),
				targets.isEmpty() ? "" : "(" + String.join(", ", targets) + ")", String.join(", ", selected), from,
				String.join("", joins));
	}

	/** Whether PostgreSQL makes the value. An identity is not inherited. */
	private boolean isFilled(Column column, ObjectId table) {
		return (column.identity() != null && table.equals(column.id().table())) || column.generated() != null
				|| (this.schema.get(column.defaultId()) instanceof Default value
						&& ContinuedSequences.takesNextValue(value));
	}

	private void fill(Column column, ObjectId table, List<String> checks, Attempt attempt, List<List<String>> rows) {
		List<String> own = new ArrayList<>(
				checks.stream().filter((check) -> Words.in(List.of(check)).mention(column.id().name())).toList());
		own.addAll(bounds(table, column));
		for (int row = 1; row <= rows.size(); row++) {
			String value = (attempt.withNulls() && row == ROWS && !column.isRequired()) ? null
					: this.values.of(column.type(), row, column.position(), attempt.guess(), own);
			rows.get(row - 1).add((value != null) ? value : "null::" + column.type());
		}
	}

	/** What the bounds of a table's partitions name is a value for its key. */
	private List<String> bounds(ObjectId table, Column column) {
		if (!(this.schema.get(table) instanceof Table parent) || parent.partitionKey() == null
				|| !Words.in(List.of(parent.partitionKey())).mention(column.id().name())) {
			return List.of();
		}
		List<String> literals = new ArrayList<>();
		for (Table partition : this.schema.all(Table.class)) {
			if (partition.bound() != null && partition.parents().contains(this.names.of(table))) {
				String literal = firstLiteral(partition.bound());
				if (literal != null) {
					literals.add(SampleValues.oneOf(literal));
				}
			}
		}
		return literals;
	}

	private static @Nullable String firstLiteral(String bound) {
		SqlTokens tokens = SqlTokens.of(bound);
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			SqlToken number = token.is("-") ? tokens.peek(0) : token;
			if (token.type() == TokenType.STRING || (number != null && number.type() == TokenType.NUMBER)) {
				return (token.type() == TokenType.STRING) ? token.text()
						: bound.substring(token.start(), Objects.requireNonNull(number).end());
			}
		}
		return null;
	}

	/** Each row refers to another row of the table. */
	private void join(ObjectId table, Constraint key, Map<String, String> referring, List<String> joins) {
		ObjectId target = key.references();
		if (target == null || target.equals(table) || key.columns().stream().anyMatch(referring::containsKey)) {
			return;
		}
		List<String> columns = ReferencedColumns.of(key);
		if (columns.size() != key.columns().size()) {
			return;
		}
		String alias = "p" + (joins.size() + 1);
		joins.add(" left join (select pg_catalog.row_number() over (order by %s) as n, %1$s from %s) %s on %3$s.n = v.n"
			.formatted(Names.quoted(columns), this.names.of(target), alias));
		for (int i = 0; i < columns.size(); i++) {
			referring.put(key.columns().get(i), alias + "." + Names.quoted(columns.get(i)));
		}
	}

	/**
	 * Finds what must not change about rows.
	 * @param tables the tables that have rows
	 * @param target the desired schema
	 * @param renames what gets another name
	 * @param values which values get another name
	 * @param changes the changes
	 * @return the tables that stay, with the columns that do not change
	 */
	public List<Kept> kept(Collection<ObjectId> tables, Schema target, List<Rename> renames, List<ValueRename> values,
			List<Change> changes) {
		Set<ObjectId> going = changes.stream()
			.filter((change) -> change.action() == Change.Action.DROP)
			.map(Change::object)
			.collect(Collectors.toSet());
		List<Kept> kept = new ArrayList<>();
		for (ObjectId table : tables) {
			ObjectId after = renamed(table, renames);
			if (target.get(after) instanceof Table && !going.contains(table) && !going.contains(after)) {
				kept.add(kept(table, after, target, renames, values, going));
			}
		}
		return kept;
	}

	private Kept kept(ObjectId table, ObjectId after, Schema target, List<Rename> renames, List<ValueRename> values,
			Set<ObjectId> going) {
		List<String> columnsBefore = new ArrayList<>();
		List<String> columnsAfter = new ArrayList<>();
		for (Column column : this.columns.getOrDefault(table, List.of())) {
			ObjectId id = renamed(column.id(), renames);
			ObjectId renamed = Column.idOf(after, id.name());
			if (target.get(renamed) instanceof Column other && !going.contains(column.id()) && !going.contains(renamed)
					&& column.generated() == null && other.generated() == null && column.type().equals(other.type())
					&& (column.isRequired() || !other.isRequired())) {
				ObjectId holder = EnumValues.holder(target, other);
				String before = Names.quoted(column.id().name());
				String now = Names.quoted(id.name());
				if (values.stream().anyMatch((value) -> value.object().equals(holder))) {
					columnsBefore.add(ValueRenames.text(Objects.requireNonNull(holder), before,
							column.type().endsWith("[]"), values));
					columnsAfter.add(now + "::text");
				}
				else {
					columnsBefore.add(before);
					columnsAfter.add(now);
				}
			}
		}
		return new Kept(table, this.names.of(table), columnsBefore, this.names.of(after), columnsAfter);
	}

	/** In their order; the column of a renamed table is renamed under the new name. */
	private static ObjectId renamed(ObjectId id, List<Rename> renames) {
		return RenameSteps.after(renames, id);
	}

	/**
	 * Finds the tables that changes are about.
	 * @param changes the changes
	 * @param renames what gets another name
	 * @return their names before the changes
	 */
	public static Set<ObjectId> touched(List<Change> changes, Schema schema, List<Rename> renames) {
		Set<ObjectId> mentioned = new HashSet<>();
		for (Change change : changes) {
			ObjectId id = change.object();
			mentioned.add((id.relation() != null) ? ObjectId.table(id.schema(), id.relation()) : id);
		}
		Set<ObjectId> touched = new LinkedHashSet<>();
		for (Table table : schema.all(Table.class)) {
			if (mentioned.contains(table.id()) || mentioned.contains(renamed(table.id(), renames))) {
				touched.add(table.id());
			}
		}
		return touched;
	}

	/**
	 * A table whose rows stay.
	 *
	 * @param table the table, as it is called before
	 * @param nameBefore how SQL writes it before
	 * @param columnsBefore the columns that do not change
	 * @param nameAfter how SQL writes it after
	 * @param columnsAfter the same columns
	 */
	public record Kept(ObjectId table, String nameBefore, List<String> columnsBefore, String nameAfter,
			List<String> columnsAfter) {

		/**
		 * Writes the query for number and values of the rows.
		 * @param after whether the changes were made
		 * @return a query with one row and two columns
		 */
		public String query(boolean after) {
			List<String> columns = after ? this.columnsAfter : this.columnsBefore;
			return """
					select pg_catalog.count(*), pg_catalog.string_agg(q.r, E'\\n' order by q.r collate pg_catalog."C")
					from (select row(%s)::text as r from %s) q""".formatted(String.join(", ", columns),
					after ? this.nameAfter : this.nameBefore);
		}

	}

	/**
	 * A way of filling a table.
	 *
	 * @param rows how many rows
	 * @param withNulls whether the last row has no value where it need not have one
	 * @param guess which values
	 */
	private record Attempt(int rows, boolean withNulls, int guess) {
	}

}
