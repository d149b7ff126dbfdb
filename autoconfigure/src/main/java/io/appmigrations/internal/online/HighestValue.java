package io.appmigrations.internal.online;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * An index by which the highest value of a column is found in an instant while the table
 * is locked, and which goes afterwards.
 *
 * @param create creates it
 * @param drop drops it
 */
record HighestValue(String create, String drop) {

	private static final Pattern LOOK = Pattern
		.compile("(?s)select setval\\(.*\\b(?:max|min)\\((?<column>\\w+|\"(?:[^\"]|\"\")+\")\\).* from (?<table>.+)");

	/**
	 * Finds the column whose highest value a sequence continues after.
	 * @param statements the statements of a change
	 * @param defaultSchema the schema of names without one
	 * @return the column, or {@code null} where nothing looks for the highest value
	 */
	static @Nullable ObjectId column(List<String> statements, String defaultSchema) {
		for (String sql : statements) {
			Matcher look = LOOK.matcher(sql);
			if (!look.matches()) {
				continue;
			}
			QualifiedName table = SqlTokens.of(look.group("table")).qualifiedName();
			String column = SqlTokens.of(look.group("column")).name();
			if (table != null && column != null) {
				return ObjectId.member(Kind.COLUMN,
						ObjectId.table(Objects.requireNonNullElse(table.qualifier(), defaultSchema), table.name()),
						column);
			}
		}
		return null;
	}

	/**
	 * Finds what looks for the highest value in all rows.
	 * @param statements the statements of a change
	 * @param relations what is there
	 * @return the index, or {@code null} where nothing looks, or there is an index
	 */
	static @Nullable HighestValue of(List<String> statements, Relations relations) {
		for (String sql : statements) {
			Matcher look = LOOK.matcher(sql);
			if (!look.matches()) {
				continue;
			}
			SqlTokens tokens = SqlTokens.of(look.group("table"));
			QualifiedName table = tokens.qualifiedName();
			String column = SqlTokens.of(look.group("column")).name();
			if (table != null && tokens.isAtEnd() && column != null && relations.isInUse(table)
					&& relations.mayLock(table) && !relations.isPartitioned(table)
					&& !relations.isIndexed(table, column)) {
				String index = OnlineForm.newName((name) -> relations.hasIndex(table, name), table.name(), column,
						"highest");
				return new HighestValue(
						"create index concurrently %s on %s (%s)".formatted(index, LockedTables.written(table),
								Names.quoted(column)),
						"drop index concurrently "
								+ ((table.qualifier() != null) ? Names.quoted(table.qualifier()) + "." : "") + index);
			}
		}
		return null;
	}

}
