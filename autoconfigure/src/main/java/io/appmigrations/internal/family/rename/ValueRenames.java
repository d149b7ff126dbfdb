package io.appmigrations.internal.family.rename;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.appmigrations.internal.family.ReferencedColumns;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Domain;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Change;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.ValueRename;

/**
 * New names for values, as changes. A label of an enum type is renamed, and all that
 * mentions it follows. Where a column holds names as text, its rows are updated, and what
 * lists the names, checks, partial indexes and bounds of partitions, is dropped before
 * and made after. So are foreign keys to the column; the columns that refer to it follow.
 */
public final class ValueRenames {

	private static final String TEMPORARY = "__swap";

	private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*+)'");

	private static final Pattern UPDATE = Pattern.compile("(?i) (?:update|on update) ");

	private final Schema schema;

	private final Names names;

	private final SqlWriter writer;

	private ValueRenames(Schema schema) {
		this.schema = schema;
		this.names = new Names(schema.defaultSchema());
		this.writer = new SqlWriter(schema);
	}

	/**
	 * Writes them.
	 * @param renames the renames
	 * @param schema the schema before them
	 * @return the changes, one for each type or column
	 */
	public static List<Change> changes(Collection<ValueRename> renames, Schema schema) {
		ValueRenames values = new ValueRenames(schema);
		Set<ObjectId> columns = renames.stream()
			.map(ValueRename::object)
			.filter((object) -> object.kind() == Kind.COLUMN)
			.collect(Collectors.toSet());
		List<Constraint> keys = schema.all(Constraint.class)
			.stream()
			.filter((key) -> referring(key).keySet().stream().anyMatch(columns::contains))
			.toList();
		List<Change> changes = new ArrayList<>();
		keys.forEach((key) -> changes.add(values.key(key, List.of(values.writer.drop(key)))));
		byObject(renames)
			.forEach((object, each) -> changes.add((object.kind() == Kind.COLUMN) ? values.column(object, each)
					: (object.kind() == Kind.DOMAIN) ? values.domain(object, each) : values.type(object, each)));
		keys.forEach((key) -> changes.add(values.key(key, values.writer.create(key, Set.of()))));
		return changes.stream()
			.map((change) -> change.withSql(change.sql().stream().map(KeywordCase::lower).toList()))
			.toList();
	}

	private Change key(Constraint key, List<String> sql) {
		return new Change(Action.ALTER, key.id(), this.names.relationOf(key.id()), sql, List.of());
	}

	/**
	 * Adds the columns that refer to those whose values are renamed: they hold the same
	 * values.
	 * @param renames the renames
	 * @param schema the schema before them
	 * @return all that have to be done
	 */
	public static List<ValueRename> withReferring(Collection<ValueRename> renames, Schema schema) {
		Set<ValueRename> all = new LinkedHashSet<>(renames);
		Deque<ValueRename> todo = new ArrayDeque<>(all);
		while (!todo.isEmpty()) {
			ValueRename rename = todo.remove();
			for (Constraint key : schema.all(Constraint.class)) {
				ObjectId referring = referring(key).get(rename.object());
				ValueRename following = (referring != null) ? new ValueRename(referring, rename.old(), rename.renamed())
						: null;
				if (following != null && all.add(following)) {
					todo.add(following);
				}
			}
		}
		return List.copyOf(all);
	}

	/** The column of a foreign key that refers to each of the other table's. */
	private static Map<ObjectId, ObjectId> referring(Constraint key) {
		ObjectId referenced = key.references();
		ObjectId table = key.id().table();
		Map<ObjectId, ObjectId> referring = new LinkedHashMap<>();
		if (key.type() == ConstraintType.FOREIGN_KEY && referenced != null && table != null) {
			List<String> columns = ReferencedColumns.of(key);
			for (int i = 0; i < Math.min(columns.size(), key.columns().size()); i++) {
				referring.put(ObjectId.member(Kind.COLUMN, referenced, columns.get(i)),
						ObjectId.member(Kind.COLUMN, table, key.columns().get(i)));
			}
		}
		return referring;
	}

	/**
	 * Finds the renames whose new name is an old one, and whose old name is a new one.
	 * @param renames the renames
	 * @return those that are a part of a circle
	 */
	public static Set<ValueRename> circles(Collection<ValueRename> renames) {
		Set<ValueRename> circles = new HashSet<>();
		byObject(renames).forEach((object, each) -> each.forEach((old, renamed) -> {
			Set<String> seen = new HashSet<>();
			String now = renamed;
			while (seen.add(now)) {
				now = each.getOrDefault(now, now);
			}
			if (seen.contains(old)) {
				circles.add(new ValueRename(object, old, renamed));
			}
		}));
		return circles;
	}

	private static Map<ObjectId, Map<String, String>> byObject(Collection<ValueRename> renames) {
		Map<ObjectId, Map<String, String>> byObject = new LinkedHashMap<>();
		renames.forEach((rename) -> byObject.computeIfAbsent(rename.object(), (key) -> new LinkedHashMap<>())
			.put(rename.old(), rename.renamed()));
		return byObject;
	}

	private Change type(ObjectId type, Map<String, String> values) {
		List<String> sql = new ArrayList<>();
		Map<String, String> pending = new LinkedHashMap<>(values);
		while (!pending.isEmpty()) {
			String next = pending.entrySet()
				.stream()
				.filter((entry) -> !pending.containsKey(entry.getValue()))
				.map(Map.Entry::getKey)
				.findFirst()
				.orElse(null);
			if (next != null) {
				sql.add(label(type, next, String.valueOf(pending.remove(next))));
			}
			else {
				String first = pending.keySet().iterator().next();
				String temporary = NamingConvention.joined(first, "", TEMPORARY.substring(1));
				sql.add(label(type, first, temporary));
				pending.put(temporary, String.valueOf(pending.remove(first)));
			}
		}
		return new Change(Action.ALTER, type, "type " + this.names.of(type), sql, List.of());
	}

	private String label(ObjectId type, String old, String renamed) {
		return "alter type %s rename value %s to %s".formatted(this.names.of(type), Names.literal(old),
				Names.literal(renamed));
	}

	private Change column(ObjectId column, Map<String, String> values) {
		String table = this.names.relationOf(column);
		List<Note> notes = new ArrayList<>(notes(column, values.keySet()));
		return new Change(Action.ALTER, column, table, updated(column, values, notes), notes);
	}

	/** The columns of the domain hold the names. */
	private Change domain(ObjectId domain, Map<String, String> values) {
		List<Constraint> listing = Domain.constraints(domain, this.schema)
			.filter((constraint) -> mentions(constraint.definition(), values.keySet()))
			.toList();
		List<String> sql = new ArrayList<>();
		List<Note> notes = new ArrayList<>();
		String name = this.names.of(domain);
		listing.forEach((constraint) -> sql.add(this.writer.drop(constraint)));
		this.schema.all(Column.class)
			.stream()
			.filter((column) -> column.baseType().replaceFirst("(\\[\\])+$", "").equals(name))
			.forEach((column) -> {
				sql.addAll(updated(column.id(), values, notes));
				notes.addAll(notes(column.id(), values.keySet()));
			});
		listing.forEach((constraint) -> sql.addAll(this.writer.create(replaced(constraint, values), Set.of())));
		return new Change(Action.ALTER, domain, "domain " + name, sql, notes.stream().distinct().toList());
	}

	private List<String> updated(ObjectId column, Map<String, String> values, List<Note> notes) {
		String table = this.names.relationOf(column);
		List<SchemaObject> listing = this.schema.objects()
			.values()
			.stream()
			.filter((object) -> lists(object, column, values.keySet()))
			.toList();
		List<Table> partitions = partitions(column, values.keySet());
		List<String> sql = new ArrayList<>();
		listing.forEach((object) -> sql.add(this.writer.drop(object)));
		partitions.forEach((partition) -> sql
			.add("alter table %s detach partition %s".formatted(table, this.names.of(partition.id()))));
		sql.add(update(table, column, values));
		partitions.forEach((partition) -> {
			String name = this.names.of(partition.id());
			sql.add(update(name, column, values));
			sql.add("alter table %s attach partition %s %s".formatted(table, name,
					replaced(String.valueOf(partition.bound()), values)));
		});
		listing.forEach((object) -> sql.addAll(this.writer.create(replaced(object, values), Set.of())));
		this.schema.all(Definition.class)
			.stream()
			.filter((definition) -> isFired(definition, column))
			.forEach((definition) -> notes
				.add(Note.of("The update fires %s %s: disable it during the update if it must not act."
					.formatted(definition.id().kind().keyword(), definition.id()))));
		return sql;
	}

	private static boolean isFired(Definition definition, ObjectId column) {
		Kind kind = definition.id().kind();
		return (kind == Kind.TRIGGER || kind == Kind.RULE) && Objects.equals(column.table(), definition.tableAround())
				&& UPDATE.matcher(definition.create().get(0)).find()
				&& definition.create().stream().noneMatch((sql) -> sql.contains(" disable "));
	}

	/** Those whose bounds name the values. */
	private List<Table> partitions(ObjectId column, Set<String> values) {
		String table = this.names.relationOf(column);
		return this.schema.all(Table.class)
			.stream()
			.filter((partition) -> partition.bound() != null && partition.parents().contains(table)
					&& mentions(partition.bound(), values))
			.filter((partition) -> this.schema
				.get(ObjectId.table(column.schema(), String.valueOf(column.relation()))) instanceof Table parent
					&& parent.partitionKey() != null && Words.in(List.of(parent.partitionKey())).mention(column.name()))
			.toList();
	}

	private String update(String table, ObjectId column, Map<String, String> values) {
		String name = Names.quoted(column.name());
		String old = values.keySet().stream().map(ValueRenames::literal).collect(Collectors.joining(", "));
		if (this.schema.get(column) instanceof Column present && present.type().endsWith("[]")) {
			return "update %s set %s = %s where %s && array[%s]::%s".formatted(table, name, array(name, values), name,
					old, present.type());
		}
		if (values.size() == 1) {
			return "update %s set %s = %s where %s = %s".formatted(table, name,
					literal(values.values().iterator().next()), name, old);
		}
		return "update %s set %s = %s where %s in (%s)".formatted(table, name, scalar(name, values), name, old);
	}

	private static String array(String name, Map<String, String> values) {
		if (values.size() == 1) {
			Map.Entry<String, String> one = values.entrySet().iterator().next();
			return "array_replace(%s, %s, %s)".formatted(name, literal(one.getKey()), literal(one.getValue()));
		}
		return "array(select %s from unnest(%s) with ordinality v (value, place) order by v.place)"
			.formatted(scalar("v.value", values), name);
	}

	private static String scalar(String name, Map<String, String> values) {
		return values.entrySet()
			.stream()
			.map((entry) -> "when %s then %s".formatted(literal(entry.getKey()), literal(entry.getValue())))
			.collect(Collectors.joining(" ", "case " + name + " ", " else " + name + " end"));
	}

	private static String literal(String value) {
		return Names.literal(value);
	}

	/**
	 * Writes what a value of a column becomes, as text.
	 * @param object the type, or the column as it is called after
	 * @param name how SQL writes the column before
	 * @param array whether it is an array
	 * @param renames the renames
	 * @return an expression
	 */
	public static String text(ObjectId object, String name, boolean array, Collection<ValueRename> renames) {
		Map<String, String> values = byObject(renames).getOrDefault(object, Map.of());
		return array
				? "case when %s is not null then array(select %s from unnest(%1$s::text[]) with ordinality v (value, place) order by v.place)::text end"
					.formatted(name, scalar("v.value", values))
				: scalar(name + "::text", values);
	}

	/** Whether rows with other values, or without the old ones, would not do for it. */
	private static boolean lists(SchemaObject object, ObjectId column, Set<String> values) {
		if (!Objects.equals(column.table(), object.tableAround())) {
			return false;
		}
		String text = (object instanceof Constraint constraint && constraint.type() == ConstraintType.CHECK)
				? constraint.definition() : (object instanceof Index index) ? index.definition() : "";
		return mentions(text, values) && Words.in(List.of(text)).mention(column.name());
	}

	private static boolean mentions(String text, Set<String> values) {
		Matcher literal = LITERAL.matcher(text);
		while (literal.find()) {
			if (values.contains(literal.group(1).replace("''", "'"))) {
				return true;
			}
		}
		return false;
	}

	private static SchemaObject replaced(SchemaObject object, Map<String, String> values) {
		if (object instanceof Constraint constraint) {
			return constraint.withDefinition(replaced(constraint.definition(), values));
		}
		if (object instanceof Index index) {
			return new Index(index.id(), index.table(), index.unique(), replaced(index.definition(), values),
					index.columns(), index.valid(), index.comment());
		}
		throw new IllegalArgumentException("%s lists no values".formatted(object.id()));
	}

	private static String replaced(String text, Map<String, String> values) {
		return LITERAL.matcher(text).replaceAll((literal) -> {
			String renamed = values.get(literal.group(1).replace("''", "'"));
			return Matcher.quoteReplacement((renamed != null) ? literal(renamed) : literal.group());
		});
	}

	/** What mentions an old value, and cannot be told what it is about. */
	private List<Note> notes(ObjectId column, Set<String> values) {
		List<Note> notes = new ArrayList<>();
		this.schema.all(Definition.class)
			.stream()
			.filter((definition) -> mentions(String.join(" ", definition.create()), values)
					&& Words.in(definition.create()).mention(column.name()))
			.forEach((definition) -> notes
				.add(Note.of("%s %s mentions %s and is not changed: check whether it means %s."
					.formatted(definition.id().kind().keyword(), definition.id(), String.join(", ", values), column))));
		return notes;
	}

}
