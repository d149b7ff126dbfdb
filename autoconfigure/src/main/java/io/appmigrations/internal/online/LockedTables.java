package io.appmigrations.internal.online;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * The tables in use that statements exclude others from. PostgreSQL waits for one after
 * the other, and {@code lock_timeout} is about each: the clients of the first wait for
 * the sum. One statement that locks all of them first can be limited as a whole.
 */
final class LockedTables {

	private final Relations relations;

	/** What earlier statements dropped is not locked any more. */
	private final Set<QualifiedName> dropped = new HashSet<>();

	/** The tables in the order of PostgreSQL, and whether without those below. */
	private final Map<QualifiedName, Boolean> tables = new LinkedHashMap<>();

	/**
	 * Begins with the first statements.
	 * @param relations what is there before them
	 */
	LockedTables(Relations relations) {
		this.relations = relations;
	}

	/**
	 * Writes what comes before the next statements of a transaction.
	 * @param statements the statements, after those that were given before
	 * @return the statement, or {@code null} where they lock no more than one table, or
	 * have one already
	 */
	@Nullable String lock(List<String> statements) {
		String lock = statements.stream().anyMatch((sql) -> SqlTokens.of(sql).isNext("lock")) ? null
				: needed(statements);
		statements.stream()
			.map(StatementShape::of)
			.filter((shape) -> shape.is("drop", "table"))
			.forEach((shape) -> this.dropped.addAll(shape.names()));
		return lock;
	}

	private @Nullable String needed(List<String> statements) {
		this.tables.clear();
		for (String sql : statements) {
			add(sql);
			if (SlowStatement.note(sql, this.relations) != null || isMove(sql)) {
				// what is locked later need not wait for it, or has another name by then
				break;
			}
		}
		return statement();
	}

	/** Whether what is named behind it may not have that name yet. */
	private static boolean isMove(String sql) {
		StatementShape shape = StatementShape.of(sql);
		return shape.is("alter", "table")
				&& (shape.rest().isNext("rename", "to") || shape.rest().isNext("set", "schema"));
	}

	private @Nullable String statement() {
		this.tables.keySet().removeAll(this.dropped);
		this.tables.keySet().removeIf((table) -> !this.relations.isInUse(table) || !this.relations.mayLock(table));
		boolean isOne = this.tables.size() < 2 && this.tables.entrySet()
			.stream()
			.noneMatch((table) -> !table.getValue() && this.relations.hasChildren(table.getKey()));
		return isOne ? null
				: this.tables.entrySet()
					.stream()
					.map((table) -> (table.getValue() && this.relations.hasChildren(table.getKey()) ? "only " : "")
							+ written(table.getKey()))
					.collect(Collectors.joining(", ", "lock table ", " in access exclusive mode"));
	}

	static String written(QualifiedName table) {
		return table.parts().stream().map(Names::quoted).collect(Collectors.joining("."));
	}

	private void add(String sql) {
		StatementShape shape = StatementShape.of(sql);
		if (shape.has("concurrently")) {
			return;
		}
		QualifiedName name = shape.name();
		if (shape.is("drop", "table")) {
			shape.names().forEach(this::dropTable);
		}
		else if (shape.is("drop", "index") && name != null) {
			put(this.relations.tableOf(name));
		}
		else if (shape.is("alter", "table") && name != null) {
			SqlTokens action = shape.rest();
			do {
				alterTable(name, shape.has("only"), action.copy());
				action.toNextPart();
			}
			while (!action.isAtEnd());
		}
	}

	private void dropTable(QualifiedName table) {
		QualifiedName above = this.relations.partitioned(table);
		if (above != null) {
			put(above, true);
			put(this.relations.defaultPartition(above));
		}
		put(table);
		this.relations.foreignKeys(table).forEach((key) -> put(key.target()));
	}

	private void alterTable(QualifiedName table, boolean only, SqlTokens action) {
		if (action.isNext("validate")) {
			return;
		}
		if (action.accept("attach", "partition")) {
			put(action.qualifiedName());
			put(this.relations.defaultPartition(table));
			return;
		}
		if (action.accept("detach", "partition")) {
			put(table, true);
			put(action.qualifiedName());
			put(this.relations.defaultPartition(table));
			return;
		}
		put(table, only || action.isNext("rename", "to") || action.isNext("rename", "constraint"));
		List<Relations.ForeignKey> keys = new ArrayList<>(this.relations.foreignKeys(table));
		if (action.accept("drop", "constraint")) {
			action.accept("if", "exists");
			String name = action.name();
			keys.removeIf((key) -> !key.name().equals(name));
		}
		else {
			boolean drops = action.accept("drop");
			boolean alters = !drops && action.accept("alter");
			action.accept("column");
			String column = action.name();
			keys.removeIf((key) -> !key.columns().contains(String.valueOf(column))
					|| !(drops || (alters && (action.isNext("type") || action.isNext("set", "data")))));
		}
		keys.forEach((key) -> put(key.target()));
	}

	private void put(@Nullable QualifiedName table) {
		if (table != null) {
			put(table, false);
		}
	}

	private void put(QualifiedName table, boolean only) {
		this.tables.merge(table, only, Boolean::logicalAnd);
	}

}
