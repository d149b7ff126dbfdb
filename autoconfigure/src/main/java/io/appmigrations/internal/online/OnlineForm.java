package io.appmigrations.internal.online;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.model.NamingConvention;
import org.jspecify.annotations.Nullable;

/**
 * The statements to write instead of one that would keep others waiting while it reads or
 * writes a whole table. They lead to the same catalog on every supported PostgreSQL.
 *
 * @param sort what the statement does
 * @param before what is done first, a list for each transaction
 * @param within what is done in the place of the statement, with its neighbors
 * @param after what is done once that is committed, a list for each transaction
 */
public record OnlineForm(Sort sort, List<List<String>> before, List<String> within, List<List<String>> after) {

	/** What a statement does. */
	public enum Sort {

		/** Creates an index. */
		INDEX,

		/** Drops an index. */
		INDEX_REMOVAL,

		/** Adds a primary key or a unique constraint. */
		KEY,

		/** Adds a foreign key or a check. */
		VALIDATION,

		/** Adds a column with constraints. */
		COLUMN,

		/** Makes a column required. */
		NOT_NULL,

		/** Builds an index again, or the contents of a materialized view. */
		REBUILD

	}

	/**
	 * Copies the lists.
	 */
	public OnlineForm {
		before = before.stream().map(List::copyOf).toList();
		within = List.copyOf(within);
		after = after.stream().map(List::copyOf).toList();
	}

	/**
	 * Finds the online form of a statement. As much of its text stays as can.
	 * @param sql the statement, without a semicolon
	 * @param relations what is there
	 * @return the form, or {@code null} where the statement is short anyway, or
	 * PostgreSQL knows no other form
	 */
	public static @Nullable OnlineForm of(String sql, Relations relations) {
		String statement = SqlTokens.withoutTail(sql);
		StatementShape shape = StatementShape.of(statement);
		return switch (shape.verb()) {
			case "create" -> shape.kind().equals("index") ? createIndex(statement, shape, relations) : null;
			case "drop" -> shape.kind().equals("index") ? dropIndex(statement, shape, relations) : null;
			case "reindex" -> Set.of("index", "table").contains(shape.kind()) ? rebuild(statement, shape) : null;
			case "refresh" -> {
				QualifiedName view = shape.name();
				yield (view != null && relations.hasUniqueIndex(view)) ? rebuild(statement, shape) : null;
			}
			case "alter" -> {
				QualifiedName table = shape.name();
				yield (shape.kind().equals("table") && table != null && relations.isInUse(table))
						? new OnlineAlteration(statement, shape, table, relations).form() : null;
			}
			default -> null;
		};
	}

	private static @Nullable OnlineForm createIndex(String sql, StatementShape shape, Relations relations) {
		QualifiedName table = shape.relation();
		if (table == null || shape.has("concurrently") || !relations.isInUse(table)) {
			return null;
		}
		if (relations.isPartitioned(table)) {
			return new PartitionedForm(table, relations).index(sql, shape);
		}
		return new OnlineForm(Sort.INDEX, List.of(), List.of(), List.of(List.of(concurrently(sql, "index"))));
	}

	private static @Nullable OnlineForm dropIndex(String sql, StatementShape shape, Relations relations) {
		if (shape.names().isEmpty() || shape.has("concurrently") || shape.rest().isNext("cascade")
				|| !shape.names().stream().allMatch((index) -> isOfTableInUse(index, relations))) {
			return null;
		}
		String words = sql.substring(0, shape.nameOffset());
		List<String> names = WrittenActions.parts(sql, shape.nameOffset());
		return new OnlineForm(Sort.INDEX_REMOVAL,
				(names.size() == 1) ? List.of(List.of(concurrently(sql, "index")))
						: names.stream().map((name) -> List.of(concurrently(words + name, "index"))).toList(),
				List.of(), List.of());
	}

	private static boolean isOfTableInUse(QualifiedName index, Relations relations) {
		QualifiedName table = relations.tableOf(index);
		return table != null && relations.isInUse(table) && !relations.isPartitioned(table);
	}

	private static @Nullable OnlineForm rebuild(String sql, StatementShape shape) {
		return (shape.has("concurrently") || shape.name() == null) ? null
				: new OnlineForm(Sort.REBUILD, List.of(), List.of(), List.of(List.of(concurrently(sql, shape.kind()))));
	}

	/** Writes the word behind those of the kind. */
	private static String concurrently(String sql, String kind) {
		String[] words = kind.split(" ");
		SqlTokens tokens = SqlTokens.of(sql);
		while (!tokens.isNext(words)) {
			tokens.next();
		}
		int end = Objects.requireNonNull(tokens.peek(words.length - 1)).end();
		return sql.substring(0, end) + " concurrently" + sql.substring(end);
	}

	/**
	 * Writes a statement as it can run in a transaction.
	 * @param sql the statement
	 * @return the statement without {@code concurrently}
	 */
	public static String inTransaction(String sql) {
		int offset = StatementShape.of(sql).concurrentlyOffset();
		return (offset < 0) ? sql
				: sql.substring(0, offset) + sql.substring(offset + "concurrently".length()).stripLeading();
	}

	/** A name that nothing has, as SQL writes it. */
	static String newName(Predicate<String> isTaken, String first, String second, String label) {
		String name = NamingConvention.joined(first, second, label);
		for (int i = 1; isTaken.test(name); i++) {
			name = NamingConvention.joined(first, second, label + i);
		}
		return Names.quoted(name);
	}

}
