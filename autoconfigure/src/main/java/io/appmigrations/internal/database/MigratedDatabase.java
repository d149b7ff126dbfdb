package io.appmigrations.internal.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import javax.sql.DataSource;

/**
 * Tells whether the tables of a database are made by revisions.
 */
public final class MigratedDatabase {

	private MigratedDatabase() {
	}

	/**
	 * Looks whether this is PostgreSQL.
	 * @param dataSource the database
	 * @return {@code false} for another product, which no revision runs on
	 */
	public static boolean isPostgres(DataSource dataSource) {
		try (Connection connection = dataSource.getConnection()) {
			return "PostgreSQL".equals(connection.getMetaData().getDatabaseProductName());
		}
		catch (SQLException ex) {
			throw ConnectionFailure.ofStatement(ex);
		}
	}

	/**
	 * Looks for the version table.
	 * @param dataSource the database, PostgreSQL
	 * @param versionTable its name, in whichever schema
	 * @return {@code true} where revisions were run
	 */
	public static boolean hasVersionTable(DataSource dataSource, String versionTable) {
		try (Connection connection = dataSource
			.getConnection(); PreparedStatement query = connection.prepareStatement("""
					select exists (select from pg_catalog.pg_class where relname = ? and relkind in ('r', 'p'))""")) {
			query.setString(1, versionTable);
			try (ResultSet rows = query.executeQuery()) {
				return rows.next() && rows.getBoolean(1);
			}
		}
		catch (SQLException ex) {
			throw ConnectionFailure.ofStatement(ex);
		}
	}

}
