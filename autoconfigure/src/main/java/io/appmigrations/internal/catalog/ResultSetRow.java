package io.appmigrations.internal.catalog;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.family.read.Row;
import org.jspecify.annotations.Nullable;

/**
 * The row at which a result stands. Names of schemas that are aside are printed where an
 * extension has something there, and are restored.
 */
final class ResultSetRow implements Row {

	private final ResultSet rows;

	private final SchemaMapping mapping;

	private ResultSetRow(ResultSet rows, SchemaMapping mapping) {
		this.rows = rows;
		this.mapping = mapping;
	}

	/** Reads all rows of a query. */
	static MigrationConnection.RowReader<Integer> reader(CatalogQuery query, CatalogContents contents,
			SchemaMapping mapping) {
		return (rows) -> {
			ResultSetRow row = new ResultSetRow(rows, mapping);
			int count = 0;
			try {
				for (; rows.next(); count++) {
					query.row().accept(row, contents);
				}
			}
			catch (UnreadableRowException ex) {
				throw ex.failure;
			}
			query.end().accept(contents);
			return count;
		};
	}

	@Override
	public @Nullable String string(String column) {
		try {
			String printed = this.rows.getString(column);
			return (printed != null) ? this.mapping.restored(printed) : null;
		}
		catch (SQLException ex) {
			throw new UnreadableRowException(ex);
		}
	}

	@Override
	public long number(String column) {
		try {
			return this.rows.getLong(column);
		}
		catch (SQLException ex) {
			throw new UnreadableRowException(ex);
		}
	}

	@Override
	public @Nullable Integer optionalInteger(String column) {
		try {
			int number = this.rows.getInt(column);
			return this.rows.wasNull() ? null : number;
		}
		catch (SQLException ex) {
			throw new UnreadableRowException(ex);
		}
	}

	@Override
	public boolean flag(String column) {
		try {
			return this.rows.getBoolean(column);
		}
		catch (SQLException ex) {
			throw new UnreadableRowException(ex);
		}
	}

	@Override
	public List<String> strings(String column) {
		try {
			Array array = this.rows.getArray(column);
			return (array != null) ? Arrays.stream((Object[]) array.getArray())
				.map(String::valueOf)
				.map(this.mapping::restored)
				.toList() : List.of();
		}
		catch (SQLException ex) {
			throw new UnreadableRowException(ex);
		}
	}

	@Override
	public String schema(String column) {
		return this.mapping.name(text(column));
	}

	@Override
	public List<String> schemas(String column) {
		return strings(column).stream().map(this.mapping::name).toList();
	}

	/** Carries the driver's exception through those who know no driver. */
	private static final class UnreadableRowException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final SQLException failure;

		UnreadableRowException(SQLException failure) {
			super(failure);
			this.failure = failure;
		}

	}

}
