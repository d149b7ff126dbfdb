package io.appmigrations.internal.engine;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.imported.Position;

/**
 * A tool that migrated databases before this one, whose history was imported. Its table
 * is read, never changed. Imported revisions are given as the values of their header
 * {@code imported-from} by their ids, parents before children.
 */
interface OtherTool {

	/** The name for people. */
	String name();

	/** What its history consists of, for people: for example {@code scripts}. */
	String parts();

	/** What it means if the table does not fit the revisions. */
	ErrorCode misfit();

	/**
	 * Names its table for people.
	 * @param imported the headers of revisions
	 */
	String table(Map<String, String> imported);

	/**
	 * Returns the relations that belong to its table.
	 * @param imported the headers of revisions
	 * @return names without a schema
	 */
	Set<String> relations(Map<String, String> imported);

	/**
	 * Returns its tables, which are not the application's.
	 * @param imported the headers of revisions
	 * @param schemaOfNames the schema of names without a schema
	 * @return each as {@code schema.table}; none if no revision was made from its history
	 */
	Set<String> tables(Map<String, String> imported, String schemaOfNames);

	/**
	 * Looks where the tool has left a database.
	 * @param connection a prepared connection, in autocommit mode
	 * @param imported the headers of revisions
	 * @return where, or nothing if no revision was made from its history, or the database
	 * does not have its table
	 */
	Optional<Position> position(MigrationConnection connection, Map<String, String> imported);

}
