package io.appmigrations.internal.hibernate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.hibernate.boot.model.relational.Database;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Formula;
import org.hibernate.mapping.Index;
import org.hibernate.mapping.Selectable;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.UniqueKey;
import org.jspecify.annotations.Nullable;

/**
 * Indexes whose annotations are right for PostgreSQL, but which Hibernate
 * ({@code IndexBinder}) understands otherwise.
 */
final class IndexRepair {

	private static final Pattern NULLS_ORDER = Pattern
		.compile("(.+?)\\s+((?:(?:asc|desc)\\s+)?nulls\\s+(?:first|last))", Pattern.CASE_INSENSITIVE);

	private static final Pattern INDEX_OPTIONS = Pattern.compile("\\bwhere\\b|^\\s*nulls\\s+not\\s+distinct\\b",
			Pattern.CASE_INSENSITIVE);

	private final MetadataImplementor metadata;

	private final SchemaNames names;

	IndexRepair(MetadataImplementor metadata, SchemaNames names) {
		this.metadata = metadata;
		this.names = names;
	}

	/**
	 * Returns an index with whole expressions, which Hibernate cuts at every comma, and
	 * with {@code nulls first} as an order, which it takes for a part of the column's
	 * name.
	 * @param index the index
	 * @param columnList the annotation's column list, or {@code null} where it is not
	 * known
	 */
	Index repaired(Index index, @Nullable String columnList) {
		Index repaired = new Index();
		repaired.setTable(index.getTable());
		repaired.setName(index.getName());
		repaired.setUnique(index.isUnique());
		repaired.setOptions(index.getOptions());
		List<Selectable> selectables = index.getSelectables();
		List<String> parts = (columnList != null) ? split(columnList) : List.of();
		boolean known = parts.stream().mapToInt(IndexRepair::hibernatesParts).sum() == selectables.size();
		int next = 0;
		for (String part : known ? parts : Collections.nCopies(selectables.size(), "?")) {
			int count = hibernatesParts(part);
			if (count == 1) {
				addPart(repaired, selectables.get(next), index.getSelectableOrderMap());
			}
			else {
				repaired.addColumn(new Formula(part));
			}
			next += count;
		}
		return repaired;
	}

	private void addPart(Index index, Selectable part, Map<Selectable, String> orders) {
		Matcher nullsOrder = NULLS_ORDER.matcher((part instanceof Column column) ? column.getName() : "");
		if (nullsOrder.matches()) {
			index.addColumn(column(nullsOrder.group(1)), nullsOrder.group(2));
		}
		else {
			index.addColumn(part, orders.get(part));
		}
	}

	private Column column(String logicalName) {
		Database database = this.metadata.getDatabase();
		return new Column(this.metadata.getMetadataBuildingOptions()
			.getPhysicalNamingStrategy()
			.toPhysicalColumnName(database.toIdentifier(logicalName), database.getJdbcEnvironment())
			.render(this.names.getDialect()));
	}

	private static int hibernatesParts(String part) {
		return (int) Arrays.stream(part.split(",", -1)).filter((text) -> !text.isBlank()).count();
	}

	/** At the commas that are neither in parentheses nor in a literal. */
	private static List<String> split(String columnList) {
		List<String> parts = new ArrayList<>();
		boolean literal = false;
		int depth = 0;
		int start = 0;
		for (int i = 0; i < columnList.length(); i++) {
			char character = columnList.charAt(i);
			if (character == '\'') {
				literal = !literal;
			}
			else if (!literal && character == '(') {
				depth++;
			}
			else if (!literal && character == ')') {
				depth--;
			}
			else if (!literal && depth == 0 && character == ',') {
				parts.add(columnList.substring(start, i).strip());
				start = i + 1;
			}
		}
		parts.add(columnList.substring(start).strip());
		return parts.stream().filter((part) -> !part.isEmpty()).toList();
	}

	/**
	 * Whether an index that Hibernate makes a constraint, since it is unique, can only be
	 * an index.
	 */
	static boolean isIndex(UniqueKey key) {
		return !key.getColumnOrderMap().isEmpty()
				|| key.getColumns().stream().anyMatch((column) -> NULLS_ORDER.matcher(column.getName()).matches())
				|| (key.getOptions() != null && INDEX_OPTIONS.matcher(key.getOptions()).find());
	}

	Index toIndex(UniqueKey key) {
		Index index = new Index();
		index.setTable(key.getTable());
		index.setName(key.getName());
		index.setUnique(true);
		index.setOptions(key.getOptions());
		for (Column column : key.getColumns()) {
			index.addColumn(column, key.getColumnOrderMap().get(column));
		}
		return repaired(index, null);
	}

	/**
	 * Returns the part of {@code create table} that makes a key.
	 */
	String fragment(UniqueKey key) {
		Table table = new Table("orm", key.getTable().getName());
		table.addUniqueKey(key);
		return this.names.getDialect().getUniqueDelegate().getTableCreationUniqueConstraintsFragment(table, this.names);
	}

}
