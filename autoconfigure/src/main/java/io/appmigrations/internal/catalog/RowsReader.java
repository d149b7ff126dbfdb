package io.appmigrations.internal.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Rows;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of tables that hold reference data, as the output functions of their
 * types write them: what they write, the input functions read as the same value.
 */
final class RowsReader {

	/** What the output functions of types depend on, and who sees which rows. */
	private static final List<String> SETTINGS = List.of("set local timezone = 'UTC'",
			"set local datestyle = 'ISO, MDY'", "set local intervalstyle = 'postgres'",
			"set local extra_float_digits = 1", "set local bytea_output = 'hex'", "set local row_security = off");

	private static final String SAVEPOINT = "app_migrations_rows";

	/** As many rows as reference data has at most. */
	private static final int MOST = 100_000;

	private RowsReader() {
	}

	/**
	 * Adds rows to what was read.
	 * @param connection where to read, in a transaction
	 * @param mapping the schemas
	 * @param read what was read of them
	 * @param tables the tables, as far as they are there
	 * @return the same with the rows
	 */
	static Schema added(MigrationConnection connection, SchemaMapping mapping, Schema read, Set<ObjectId> tables) {
		List<Table> there = new TreeSet<>(tables).stream()
			.flatMap((id) -> Stream.ofNullable(read.get(id, Table.class)))
			.toList();
		if (there.isEmpty()) {
			return read;
		}
		List<SchemaObject> objects = new ArrayList<>(read.objects().values());
		Map<ObjectId, Set<ObjectId>> dependencies = new HashMap<>(read.dependencies());
		List<String> settings = new ArrayList<>(List.of("savepoint " + SAVEPOINT));
		settings.addAll(SETTINGS);
		connection.executeInternally(settings);
		for (Table table : there) {
			Rows rows = rows(connection, mapping, read, table);
			objects.add(rows);
			dependencies.put(rows.id(), Set.of(table.id()));
		}
		connection.executeInternally(List.of("rollback to savepoint " + SAVEPOINT, "release savepoint " + SAVEPOINT));
		return read.with(objects, dependencies);
	}

	private static Rows rows(MigrationConnection connection, SchemaMapping mapping, Schema read, Table table) {
		List<Column> columns = read.columns(table.id())
			.stream()
			.filter((column) -> column.generated() == null)
			.toList();
		List<String> names = columns.stream().map((column) -> column.id().name()).toList();
		String query = "select %s from %s%s.%s limit %s".formatted(
				columns.isEmpty() ? "1" : columns.stream().map(RowsReader::text).collect(Collectors.joining(", ")),
				(table.partitionKey() != null) ? "" : "only ", Names.quoted(mapping.catalogName(table.id().schema())),
				Names.quoted(table.id().name()), String.valueOf(MOST + 1));
		List<List<@Nullable String>> rows = connection.query(query, (result) -> {
			List<List<@Nullable String>> all = new ArrayList<>();
			while (result.next()) {
				List<@Nullable String> row = new ArrayList<>();
				for (int i = 1; i <= names.size(); i++) {
					row.add(result.getString(i));
				}
				all.add(row);
			}
			return all;
		});
		if (rows.size() > MOST) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s has more than %s rows, which is too much for reference data".formatted(table.id(),
							String.valueOf(MOST)),
					"Remove its inserts from the model file.");
		}
		return new Rows(Rows.idOf(table.id()), read.primaryKey(table.id()), names, Set.of(), rows);
	}

	/**
	 * The output function, whatever casts there are. What depends on the locale is
	 * written as a number.
	 */
	private static String text(Column column) {
		String name = Names.quoted(column.id().name());
		return switch (column.baseType()) {
			case "money" -> name + "::numeric::text";
			case "character" -> name + "::text";
			default ->
				"case when pg_catalog.num_nonnulls(%s) > 0 then pg_catalog.format('%%s', %1$s) end".formatted(name);
		};
	}

}
