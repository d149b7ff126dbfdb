package io.appmigrations.internal.family.table;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.family.ReferencedColumns;
import io.appmigrations.internal.family.rename.Words;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Rows;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What leads from the rows of a table to the declared ones: rows are told apart by their
 * key.
 */
final class RowChanges {

	private final Rows before;

	private final Rows after;

	private final Schema from;

	private final Schema to;

	/** What tells rows apart, empty where nothing does. */
	private final List<String> key;

	private final Map<List<@Nullable String>, List<@Nullable String>> old = new LinkedHashMap<>();

	private final Map<List<@Nullable String>, List<@Nullable String>> desired = new LinkedHashMap<>();

	private final SameValues same;

	/** Rows that give each other what must be unique. */
	private final Set<List<@Nullable String>> inCircles = new HashSet<>();

	private RowChanges(Rows before, Rows after, Schema from, Schema to) {
		this.before = before;
		this.after = after;
		this.from = from;
		this.to = to;
		this.same = new SameValues(after.whole(), from, to);
		this.key = tellsApart(after.key()) ? after.key() : tellsApart(before.key()) ? before.key() : List.of();
		if (!this.key.isEmpty()) {
			before.rows().forEach((row) -> this.old.put(keyOf(before, row), row));
			after.rows().forEach((row) -> this.desired.put(keyOf(after, row), row));
			findCircles();
		}
	}

	/** Compares the rows that are there with the declared ones. */
	static RowChanges between(Rows before, Rows after, Schema from, Schema to) {
		return new RowChanges(before, after, from, to);
	}

	/** Inserts all rows into an empty table. */
	static List<String> creation(Rows rows, Schema schema) {
		List<String> names = rows.columns().stream().filter((name) -> !rows.free().contains(name)).toList();
		return new RowSql(schema, rows.whole()).inserts(names, parts(rows, names, referredFirst(rows, schema)));
	}

	/**
	 * Writes what gives a column its values before it becomes required.
	 * @return the statements, or {@code null} where nobody declares them
	 */
	static @Nullable List<String> required(Column column, Schema from, Schema to) {
		ObjectId table = column.id().table();
		String name = column.id().name();
		if (table == null || !(from.get(Rows.idOf(table)) instanceof Rows before)
				|| !(to.get(Rows.idOf(table)) instanceof Rows after) || !after.columns().contains(name)
				|| after.free().contains(name)) {
			return null;
		}
		RowChanges changes = new RowChanges(before, after, from, to);
		if (changes.key.isEmpty()) {
			return null;
		}
		List<RowSql.RowUpdate> updates = new ArrayList<>();
		changes.desired.forEach((key, row) -> {
			List<@Nullable String> there = changes.old.get(key);
			if (there != null && changes.isMissing(name, there)) {
				updates.add(changes.update(key, List.of(name)));
			}
		});
		return new RowSql(to, table).updates(changes.key, List.of(name), updates);
	}

	private boolean isMissing(String name, List<@Nullable String> row) {
		int place = this.before.columns().indexOf(name);
		return place < 0 || row.get(place) == null;
	}

	private boolean tellsApart(List<String> columns) {
		return !columns.isEmpty() && isUnique(this.before, columns) && isUnique(this.after, columns);
	}

	private boolean isUnique(Rows rows, List<String> columns) {
		if (!rows.columns().containsAll(columns)) {
			return false;
		}
		Set<List<@Nullable String>> seen = new HashSet<>();
		return rows.rows().stream().allMatch((row) -> {
			List<@Nullable String> values = values(rows, columns, row);
			return values.stream().allMatch(Objects::nonNull) && seen.add(compared(columns, values));
		});
	}

	private List<@Nullable String> keyOf(Rows rows, List<@Nullable String> row) {
		return compared(this.key, values(rows, this.key, row));
	}

	private List<@Nullable String> compared(List<String> names, List<@Nullable String> values) {
		return this.same.of(names, values);
	}

	private static List<@Nullable String> values(Rows rows, List<String> names, List<@Nullable String> row) {
		List<@Nullable String> values = new ArrayList<>();
		names.forEach((name) -> values.add(row.get(rows.columns().indexOf(name))));
		return values;
	}

	/** Whether both have the same rows, in what is compared. */
	boolean isNothing() {
		return this.before.rows().size() == this.after.rows().size() && compared().equals(comparedBefore())
				&& rowsOf(this.before).equals(rowsOf(this.after));
	}

	private Set<String> comparedBefore() {
		Set<String> names = new LinkedHashSet<>(this.before.columns());
		names.removeAll(this.before.free());
		names.removeAll(this.after.free());
		return names;
	}

	private Set<String> compared() {
		Set<String> names = new LinkedHashSet<>(this.after.columns());
		names.removeAll(this.before.free());
		names.removeAll(this.after.free());
		return names;
	}

	private Set<List<@Nullable String>> rowsOf(Rows rows) {
		List<String> names = new ArrayList<>(compared());
		Set<List<@Nullable String>> values = new HashSet<>();
		rows.rows().forEach((row) -> values.add(values(rows, names, row)));
		return values;
	}

	/** The keys of the rows that go. */
	List<List<@Nullable String>> deleted() {
		if (this.key.isEmpty()) {
			return this.before.rows();
		}
		List<List<@Nullable String>> deleted = new ArrayList<>();
		Set<List<@Nullable String>> keys = new LinkedHashSet<>(
				parts(this.before, this.key, referredFirst(this.before, this.from)));
		keys.removeIf((values) -> {
			List<@Nullable String> key = compared(this.key, values);
			return this.desired.containsKey(key) && !isReplaced(key);
		});
		deleted.addAll(keys);
		Collections.reverse(deleted);
		return deleted;
	}

	private static List<List<@Nullable String>> parts(Rows rows, List<String> names,
			List<List<@Nullable String>> some) {
		return some.stream().map((row) -> values(rows, names, row)).toList();
	}

	/**
	 * PostgreSQL lets nobody change an identity column that it fills always, and checks
	 * what must be unique row by row.
	 */
	private boolean isReplaced(List<@Nullable String> key) {
		List<@Nullable String> before = this.old.get(key);
		List<@Nullable String> after = this.desired.get(key);
		return before != null && after != null && (this.inCircles.contains(key)
				|| compared().stream().anyMatch((name) -> isFixed(name, before, after)));
	}

	private boolean isFixed(String name, List<@Nullable String> before, List<@Nullable String> after) {
		return !this.key.contains(name) && this.before.columns().contains(name)
				&& this.to.get(Column.idOf(this.after.whole(), name)) instanceof Column column
				&& column.identity() != null && column.identity().always()
				&& !Objects.equals(value(this.before, name, before), value(this.after, name, after));
	}

	private static @Nullable String value(Rows rows, String name, List<@Nullable String> row) {
		return row.get(rows.columns().indexOf(name));
	}

	/** Deletes the rows that go. */
	List<String> deletes(Schema there) {
		return new RowSql(there, this.before.whole()).deletes(this.key, deleted());
	}

	/** The rows that go, for people. */
	List<String> lost() {
		RowSql sql = new RowSql(this.from, this.before.whole());
		List<String> names = this.key.isEmpty() ? this.before.columns() : this.key;
		return deleted().stream().map((values) -> {
			List<String> list = new ArrayList<>();
			for (int i = 0; i < names.size(); i++) {
				list.add(sql.literal(names.get(i), values.get(i)));
			}
			return (list.size() == 1) ? list.get(0) : "(" + String.join(", ", list) + ")";
		}).toList();
	}

	/** Inserts the rows that come. */
	List<String> inserts() {
		List<String> names = this.after.columns().stream().filter((name) -> !this.after.free().contains(name)).toList();
		List<List<@Nullable String>> rows = new ArrayList<>();
		for (List<@Nullable String> row : referredFirst(this.after, this.to)) {
			List<@Nullable String> keyOfRow = this.key.isEmpty() ? List.of() : keyOf(this.after, row);
			if (this.key.isEmpty() || !this.old.containsKey(keyOfRow) || isReplaced(keyOfRow)) {
				rows.add(values(this.after, names, row));
			}
		}
		return new RowSql(this.to, this.after.whole()).inserts(names, rows);
	}

	/** Changes the rows that stay: those with changes of the same columns together. */
	List<String> updates() {
		Map<List<@Nullable String>, List<String>> changed = changed();
		RowSql sql = new RowSql(this.to, this.after.whole());
		Set<List<@Nullable String>> ordered = givingUpFirst(changed);
		if (!ordered.isEmpty()) {
			return ordered.stream().flatMap((key) -> {
				List<String> names = Objects.requireNonNull(changed.get(key));
				return sql.updates(this.key, names, List.of(update(key, names))).stream();
			}).toList();
		}
		Map<List<String>, List<RowSql.RowUpdate>> byColumns = new LinkedHashMap<>();
		changed.forEach((key, names) -> byColumns.computeIfAbsent(names, (columns) -> new ArrayList<>())
			.add(update(key, names)));
		return byColumns.entrySet()
			.stream()
			.flatMap((each) -> sql.updates(this.key, each.getKey(), each.getValue()).stream())
			.toList();
	}

	/** The columns that change, by the key of the row. */
	private Map<List<@Nullable String>, List<String>> changed() {
		Map<List<@Nullable String>, List<String>> changed = new LinkedHashMap<>();
		List<String> compared = List.copyOf(compared());
		this.desired.forEach((key, row) -> {
			List<@Nullable String> there = this.old.get(key);
			if (there != null && !isReplaced(key)) {
				List<String> names = compared.stream().filter((name) -> isUpdated(name, there, row)).toList();
				if (!names.isEmpty()) {
					changed.put(key, names);
				}
			}
		});
		return changed;
	}

	private RowSql.RowUpdate update(List<@Nullable String> key, List<String> names) {
		return new RowSql.RowUpdate(values(this.before, this.key, Objects.requireNonNull(this.old.get(key))),
				values(this.after, names, Objects.requireNonNull(this.desired.get(key))));
	}

	/**
	 * A value that must be unique is free once the row that has it has got another.
	 * @return the rows in an order in which they can be changed one by one, none where
	 * any order will do
	 */
	private Set<List<@Nullable String>> givingUpFirst(Map<List<@Nullable String>, List<String>> changed) {
		Map<List<@Nullable String>, List<List<@Nullable String>>> first = holders(changed);
		Set<List<@Nullable String>> ordered = new LinkedHashSet<>();
		if (!first.isEmpty()) {
			changed.keySet().forEach((key) -> order(key, first, new HashSet<>(), ordered));
		}
		return ordered;
	}

	/** The rows that have what others get and must be unique. */
	private Map<List<@Nullable String>, List<List<@Nullable String>>> holders(
			Map<List<@Nullable String>, List<String>> changed) {
		Map<List<@Nullable String>, List<List<@Nullable String>>> first = new LinkedHashMap<>();
		for (Unique unique : uniques()) {
			Map<List<@Nullable String>, List<@Nullable String>> holders = new LinkedHashMap<>();
			changed.keySet()
				.forEach((key) -> holders.put(values(unique, this.before, Objects.requireNonNull(this.old.get(key))),
						key));
			changed.keySet().forEach((key) -> {
				List<@Nullable String> value = values(unique, this.after,
						Objects.requireNonNull(this.desired.get(key)));
				List<@Nullable String> holder = isIncomplete(value) ? null : holders.get(value);
				if (holder != null && !holder.equals(key)) {
					first.computeIfAbsent(key, (other) -> new ArrayList<>()).add(holder);
				}
			});
		}
		return first;
	}

	/**
	 * In each circle, one row goes and comes back with what another one has given up,
	 * unless it would take rows of other tables along.
	 */
	private void findCircles() {
		if (uniques().isEmpty() || this.to.all(Constraint.class).stream().anyMatch(this::takesAlong)) {
			return;
		}
		Map<List<@Nullable String>, List<List<@Nullable String>>> first = holders(changed());
		Set<List<@Nullable String>> done = new HashSet<>();
		first.keySet().forEach((key) -> leave(key, first, new HashSet<>(), done));
	}

	private boolean takesAlong(Constraint key) {
		return this.after.whole().equals(key.references()) && ReferenceData.ON_DELETE.matcher(key.definition()).find();
	}

	private void leave(List<@Nullable String> start, Map<List<@Nullable String>, List<List<@Nullable String>>> first,
			Set<List<@Nullable String>> open, Set<List<@Nullable String>> done) {
		Deque<List<@Nullable String>> path = new ArrayDeque<>(List.of(start));
		while (!path.isEmpty()) {
			List<@Nullable String> key = path.getLast();
			open.add(key);
			List<@Nullable String> next = first.getOrDefault(key, List.of())
				.stream()
				.filter((other) -> !done.contains(other))
				.findFirst()
				.orElse(null);
			if (next == null) {
				done.add(key);
				path.removeLast();
			}
			else if (open.contains(next)) {
				this.inCircles.add(next);
				done.add(next);
			}
			else {
				path.addLast(next);
			}
		}
	}

	private static boolean isIncomplete(List<@Nullable String> values) {
		return values.stream().anyMatch(Objects::isNull);
	}

	private static void order(List<@Nullable String> key,
			Map<List<@Nullable String>, List<List<@Nullable String>>> first, Set<List<@Nullable String>> open,
			Set<List<@Nullable String>> ordered) {
		if (!ordered.contains(key) && open.add(key)) {
			first.getOrDefault(key, List.of()).forEach((other) -> order(other, first, open, ordered));
			ordered.add(key);
		}
	}

	/** What must be unique besides the key, on both sides. */
	private List<Unique> uniques() {
		List<Unique> uniques = new ArrayList<>();
		this.to.objects().values().forEach((object) -> {
			if (this.after.whole().equals(object.whole())) {
				if (object instanceof Constraint constraint && constraint.isKey()) {
					add(new Unique(constraint.columns(), false), uniques);
				}
				else if (object instanceof Index index && index.unique()) {
					add(unique(index), uniques);
				}
			}
		});
		return uniques;
	}

	private void add(Unique unique, List<Unique> uniques) {
		if (!unique.columns().isEmpty() && !unique.columns().equals(this.key)
				&& this.before.columns().containsAll(unique.columns())
				&& this.after.columns().containsAll(unique.columns())) {
			uniques.add(unique);
		}
	}

	/** Of an expression, such as lower(name), all columns that it mentions. */
	private Unique unique(Index index) {
		String definition = index.definition();
		boolean isExpression = definition.indexOf('(', definition.indexOf('(') + 1) > 0;
		Words words = Words.in(List.of(definition));
		return isExpression ? new Unique(this.after.columns().stream().filter(words::mention).toList(), true)
				: new Unique(index.columns(), false);
	}

	private List<@Nullable String> values(Unique unique, Rows rows, List<@Nullable String> row) {
		List<@Nullable String> values = compared(unique.columns(), values(rows, unique.columns(), row));
		if (unique.loose()) {
			values.replaceAll((value) -> (value != null) ? value.strip().toLowerCase(Locale.ROOT) : null);
		}
		return values;
	}

	/** Whether rows have to go before others can come or change. */
	boolean deletesFirst() {
		if (this.key.isEmpty() || this.desired.keySet().stream().anyMatch(this::isReplaced)) {
			return true;
		}
		if (!deleted().isEmpty() && isUniqueOtherwise()) {
			return true;
		}
		for (Unique unique : uniques()) {
			Set<List<@Nullable String>> freed = new HashSet<>();
			deleted().forEach((values) -> freed
				.add(values(unique, this.before, Objects.requireNonNull(this.old.get(compared(this.key, values))))));
			freed.removeIf(RowChanges::isIncomplete);
			if (this.desired.values().stream().anyMatch((row) -> freed.contains(values(unique, this.after, row)))) {
				return true;
			}
		}
		return false;
	}

	/** Whether only PostgreSQL knows which rows cannot be there together. */
	private boolean isUniqueOtherwise() {
		return this.same.isUnsure(this.key) || this.to.all(Constraint.class)
			.stream()
			.anyMatch((constraint) -> constraint.type() == ConstraintType.EXCLUSION
					&& this.after.whole().equals(constraint.whole()));
	}

	private boolean isUpdated(String name, List<@Nullable String> before, List<@Nullable String> after) {
		if ((this.key.contains(name) && !this.same.isOfOneType(name))
				|| (isRequiredNow(name) && isMissing(name, before))) {
			return false;
		}
		String value = value(this.after, name, after);
		return this.before.columns().contains(name) ? !Objects.equals(value(this.before, name, before), value)
				: value != null || this.from.get(Column.idOf(this.before.whole(), name)) != null
						|| this.to.get(Default.idOf(Column.idOf(this.after.whole(), name))) != null;
	}

	/** Whether the column gets its values where it becomes required. */
	private boolean isRequiredNow(String name) {
		return this.to.get(Column.idOf(this.after.whole(), name)) instanceof Column column
				&& isRequiredNow(column, this.from, this.to);
	}

	/** Whether rows need values of a column before it can be what it is to be. */
	static boolean isRequiredNow(Column column, Schema from, Schema to) {
		return column.isRequired() && column.identity() == null && column.generated() == null
				&& to.get(column.defaultId()) == null
				&& !(from.get(column.id()) instanceof Column old && old.isRequired());
	}

	/**
	 * Rows that refer to others of the same table come after them.
	 */
	private static List<List<@Nullable String>> referredFirst(Rows rows, Schema schema) {
		List<Constraint> references = schema.all(Constraint.class)
			.stream()
			.filter((key) -> key.type() == ConstraintType.FOREIGN_KEY && rows.whole().equals(key.references())
					&& rows.whole().equals(key.id().table()))
			.toList();
		List<List<@Nullable String>> sorted = sorted(rows, schema);
		for (Constraint reference : references) {
			List<String> targets = ReferencedColumns.of(reference);
			if (!targets.isEmpty() && rows.columns().containsAll(targets)
					&& rows.columns().containsAll(reference.columns())) {
				sorted = referredFirst(rows, sorted, reference.columns(), targets);
			}
		}
		return sorted;
	}

	private static List<List<@Nullable String>> referredFirst(Rows rows, List<List<@Nullable String>> all,
			List<String> columns, List<String> targets) {
		Map<List<@Nullable String>, List<@Nullable String>> byTarget = new LinkedHashMap<>();
		all.forEach((row) -> byTarget.put(values(rows, targets, row), row));
		List<List<@Nullable String>> sorted = new ArrayList<>();
		Set<List<@Nullable String>> seen = new HashSet<>();
		for (List<@Nullable String> row : all) {
			List<List<@Nullable String>> chain = new ArrayList<>();
			for (List<@Nullable String> next = row; next != null
					&& seen.add(values(rows, targets, next)); next = byTarget.get(values(rows, columns, next))) {
				chain.add(0, next);
			}
			sorted.addAll(chain);
		}
		return sorted;
	}

	/** By the key, so that the same rows are always written in the same order. */
	private static List<List<@Nullable String>> sorted(Rows rows, Schema schema) {
		List<String> names = rows.key().isEmpty() ? rows.columns() : rows.key();
		Set<String> numbers = new HashSet<>();
		names.forEach((name) -> {
			if (schema.get(Column.idOf(rows.whole(), name)) instanceof Column column
					&& Set.of("smallint", "integer", "bigint").contains(column.baseType())) {
				numbers.add(name);
			}
		});
		return rows.rows().stream().sorted((left, right) -> {
			for (String name : names) {
				int order = compare(value(rows, name, left), value(rows, name, right), numbers.contains(name));
				if (order != 0) {
					return order;
				}
			}
			return 0;
		}).toList();
	}

	private static int compare(@Nullable String left, @Nullable String right, boolean number) {
		if (left == null || right == null) {
			return Boolean.compare(left == null, right == null);
		}
		return number ? Long.compare(Long.parseLong(left), Long.parseLong(right)) : left.compareTo(right);
	}

	/**
	 * Columns whose values no two rows share.
	 *
	 * @param columns the columns
	 * @param loose whether values with other letters can be the same
	 */
	private record Unique(List<String> columns, boolean loose) {
	}

}
