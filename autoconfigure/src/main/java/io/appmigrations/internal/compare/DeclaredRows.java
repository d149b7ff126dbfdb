package io.appmigrations.internal.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Rows;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.TokenType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Model;
import io.appmigrations.model.ObjectId;

/**
 * The rows that a model declares as reference data: its inserts run in scratch schemas,
 * and PostgreSQL says what the rows are.
 */
final class DeclaredRows {

	/** Values mean the same whatever the session has. */
	private static final List<String> SETTINGS = List.of("set local timezone = 'UTC'",
			"set local datestyle = 'ISO, MDY'", "set local intervalstyle = 'postgres'", "set local lc_monetary = 'C'");

	private final Map<ObjectId, List<InsertedRows>> tables = new LinkedHashMap<>();

	void add(InsertedRows rows) {
		List<InsertedRows> others = this.tables.computeIfAbsent(rows.table(), (table) -> new ArrayList<>());
		if (!others.isEmpty() && !file(others.get(0)).equals(file(rows))) {
			throw rows.refused("%s is filled by %s too".formatted(rows.table(), others.get(0).statement().origin()),
					"Declare all rows of a table in one file.");
		}
		others.add(rows);
	}

	private static String file(InsertedRows rows) {
		String origin = rows.statement().origin();
		return origin.substring(0, Math.max(origin.lastIndexOf(':'), 0));
	}

	Set<ObjectId> tables() {
		return this.tables.keySet();
	}

	/**
	 * Gets the tables ready for the inserts: only what these say is to be in them.
	 * @param scratch scratch schemas with the tables
	 * @param read what is in them
	 * @throws PipelineException where a statement failed
	 */
	void prepare(Scratch scratch, Schema read) throws PipelineException {
		Set<String> volatiles = volatiles(scratch);
		List<String> statements = new ArrayList<>(SETTINGS);
		Names names = new Names(read.defaultSchema());
		this.tables.forEach((table, inserts) -> {
			inserts.forEach((insert) -> insert.requireNone(volatiles));
			if (read.get(table) instanceof Table there) {
				require(there, inserts, read);
				statements.add("alter table %s disable trigger user".formatted(names.of(table)));
				read.objects().keySet().forEach((id) -> {
					if (id.kind() == Kind.RULE && table.equals(id.table())) {
						statements
							.add("alter table %s disable rule %s".formatted(names.of(table), Names.quoted(id.name())));
					}
				});
				if (there.forcedRowSecurity()) {
					statements.add("alter table %s no force row level security".formatted(names.of(table)));
				}
			}
			else if (ObjectId.relations(table.schema(), table.name()).stream().anyMatch((id) -> read.get(id) != null)) {
				throw inserts.get(0)
					.refused("%s is not a table".formatted(table), "Insert the rows into the table behind it.");
			}
		});
		scratch.run(statements);
	}

	/**
	 * Refuses rows of which none can be the first, because PostgreSQL checks the foreign
	 * keys between them at once. With these keys deferred, the same rows would be
	 * accepted; rows that refer to missing ones would not. Nothing can be executed in the
	 * scratch schemas after that.
	 * @param scratch the scratch schemas
	 * @param read what is in them
	 * @param refused the inserts that failed
	 */
	void requireNoCircle(Scratch scratch, Schema read, List<Model.Statement> refused) {
		List<InsertedRows> inserts = this.tables.values()
			.stream()
			.flatMap(List::stream)
			.filter((insert) -> refused.contains(insert.statement()))
			.toList();
		Set<ObjectId> waiting = inserts.stream()
			.map(InsertedRows::table)
			.collect(Collectors.toCollection(TreeSet::new));
		List<Constraint> keys = read.all(Constraint.class)
			.stream()
			.filter((key) -> key.type() == ConstraintType.FOREIGN_KEY
					&& !key.definition().contains(" INITIALLY DEFERRED") && waiting.contains(key.id().table())
					&& waiting.contains(key.references()))
			.toList();
		for (InsertedRows insert : inserts) {
			List<Constraint> circle = circle(insert.table(), insert.table(), keys, new HashSet<>());
			if (!circle.isEmpty()) {
				if (!isAcceptedWithDeferred(scratch, read, keys, refused)) {
					return;
				}
				String tables = circle.stream()
					.map((key) -> String.valueOf(key.id().table()))
					.collect(Collectors.joining(" and "));
				throw insert.refused(
						"rows of %s refer to each other by foreign keys that are checked at once, so that none of them can be the first"
							.formatted(tables),
						"Declare one of the foreign keys as 'deferrable initially deferred' (%s), or remove these rows from the file and insert them in a revision that you write by hand."
							.formatted(
									circle.stream().map((key) -> key.id().name()).collect(Collectors.joining(", "))));
			}
		}
	}

	private static boolean isAcceptedWithDeferred(Scratch scratch, Schema read, List<Constraint> keys,
			List<Model.Statement> inserts) {
		Names names = new Names(read.defaultSchema());
		List<String> statements = new ArrayList<>();
		keys.forEach((key) -> statements.add("alter table %s alter constraint %s deferrable initially deferred"
			.formatted(names.of(Objects.requireNonNull(key.id().table())), Names.quoted(key.id().name()))));
		inserts.forEach((insert) -> statements.add(insert.sql()));
		statements.add("set constraints all immediate");
		try {
			scratch.run(statements);
			return true;
		}
		catch (PipelineException ex) {
			return false;
		}
	}

	/** The foreign keys that lead from a table to another, none where nothing does. */
	private static List<Constraint> circle(ObjectId from, ObjectId to, List<Constraint> keys, Set<ObjectId> seen) {
		for (Constraint key : keys) {
			ObjectId next = key.references();
			if (!from.equals(key.id().table()) || next == null || !seen.add(next)) {
				continue;
			}
			List<Constraint> rest = next.equals(to) ? List.of() : circle(next, to, keys, seen);
			if (next.equals(to) || !rest.isEmpty()) {
				List<Constraint> all = new ArrayList<>(List.of(key));
				all.addAll(rest);
				return all;
			}
		}
		return List.of();
	}

	private Set<String> volatiles(Scratch scratch) {
		Set<String> functions = new TreeSet<>();
		this.tables.values().forEach((inserts) -> inserts.forEach((insert) -> functions.addAll(insert.functions())));
		return functions.isEmpty() ? Set.of() : functions(scratch, functions, "bool_and(p.provolatile = 'v')");
	}

	private static Set<String> functions(Scratch scratch, Set<String> names, String condition) {
		return scratch.query("""
				select p.proname from pg_catalog.pg_proc p where p.proname = any (%s)
				group by p.proname having pg_catalog.%s""".formatted(Names.literals(names), condition), (rows) -> {
			Set<String> found = new HashSet<>();
			while (rows.next()) {
				found.add(rows.getString(1));
			}
			return found;
		});
	}

	private static void require(Table table, List<InsertedRows> inserts, Schema read) {
		InsertedRows first = inserts.get(0);
		if (table.isPartition()) {
			throw first.refused("%s is a partition".formatted(table.id()),
					"Insert the rows into the partitioned table.");
		}
		List<String> key = read.primaryKey(table.id());
		if (key.isEmpty()) {
			throw first.refused(
					"%s has no primary key, which tells the rows of reference data apart".formatted(table.id()),
					"Declare a primary key for it.");
		}
		List<Column> columns = read.columns(table.id());
		List<String> names = columns.stream().map((column) -> column.id().name()).toList();
		Set<String> ofTime = new HashSet<>();
		columns.stream()
			.filter((column) -> column.type().startsWith("time") || column.type().startsWith("date"))
			.forEach((column) -> ofTime.add(column.id().name()));
		for (InsertedRows insert : inserts) {
			insert.requireNoMoment(insert.listed(names), ofTime);
			Set<String> missing = insert.defaulted(key);
			if (!missing.isEmpty()) {
				throw insert.refused(
						"the rows do not say their primary key: a value for %s is missing"
							.formatted(String.join(", ", missing)),
						"List the key in each insert: it tells which row of the database a declared row is.");
			}
		}
	}

	/**
	 * Reads the rows, once they are inserted.
	 * @param scratch scratch schemas with the rows
	 * @param read what else is in them
	 * @return the same with the rows
	 */
	Schema read(Scratch scratch, Schema read) {
		Schema all = scratch.withRows(this.tables.keySet()).withRows(read);
		Set<ObjectId> changing = changing(scratch, all);
		Map<ObjectId, SchemaObject> objects = new HashMap<>(all.objects());
		this.tables.forEach((table, inserts) -> {
			if (all.get(Rows.idOf(table)) instanceof Rows rows) {
				Set<String> free = free(rows, inserts, all.columns(table), changing);
				objects.put(rows.id(), new Rows(rows.id(), rows.key(), rows.columns(), free, rows.rows()));
			}
		});
		return all.with(objects.values(), all.dependencies());
	}

	/** A column whose default differs each time has values in all rows, or in none. */
	private static Set<String> free(Rows rows, List<InsertedRows> inserts, List<Column> columns,
			Set<ObjectId> changing) {
		Set<String> free = new TreeSet<>();
		List<String> names = columns.stream().map((column) -> column.id().name()).toList();
		for (Column column : columns) {
			String name = column.id().name();
			if (!changing.contains(column.id()) || !rows.columns().contains(name)) {
				continue;
			}
			List<InsertedRows> silent = inserts.stream()
				.filter((insert) -> insert.defaulted(names).contains(name))
				.toList();
			if (!silent.isEmpty()) {
				if (inserts.stream().anyMatch((insert) -> insert.listed(names).contains(name))) {
					throw silent.get(0)
						.refused(
								"the default of %s differs each time, and other rows have a value for it"
									.formatted(name),
								"Write a value for %s in each row, or leave the column out of all inserts of the table: then it is not compared."
									.formatted(name));
				}
				free.add(name);
			}
		}
		return free;
	}

	/** The columns whose defaults differ each time. */
	private Set<ObjectId> changing(Scratch scratch, Schema all) {
		Map<ObjectId, Set<String>> called = new HashMap<>();
		Set<ObjectId> changing = new HashSet<>();
		for (ObjectId table : this.tables.keySet()) {
			for (Column column : all.columns(table)) {
				Default value = all.get(column.defaultId(), Default.class);
				if (column.identity() != null) {
					changing.add(column.id());
				}
				else if (value != null) {
					called.put(column.id(), called(value.expression()));
				}
			}
		}
		Set<String> names = new TreeSet<>();
		called.values().forEach(names::addAll);
		Set<String> differing = names.isEmpty() ? Set.of() : functions(scratch, names, "bool_or(p.provolatile <> 'i')");
		called.forEach((column, functions) -> {
			if (functions.stream().anyMatch((name) -> differing.contains(name) || InsertedRows.isMomentary(name))) {
				changing.add(column);
			}
		});
		return changing;
	}

	/** What an expression calls, such as PostgreSQL prints it. */
	private static Set<String> called(String expression) {
		Set<String> called = new TreeSet<>();
		SqlTokens tokens = SqlTokens.of(expression);
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			boolean isCall = token.type().isName() && tokens.isNext("(");
			boolean isMomentary = token.type() == TokenType.WORD && InsertedRows.isMomentary(token.name());
			if (isCall || isMomentary) {
				called.add(token.name());
			}
		}
		return called;
	}

}
