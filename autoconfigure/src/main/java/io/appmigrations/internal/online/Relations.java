package io.appmigrations.internal.online;

import io.appmigrations.internal.sql.QualifiedName;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the relations that statements name.
 */
public interface Relations {

	/**
	 * Whether others can use a table while the statements run.
	 * @param table the name
	 * @return {@code false} for what the statements themselves create
	 */
	boolean isInUse(QualifiedName table);

	/**
	 * Whether a table has partitions.
	 * @param table the name
	 * @return {@code true} for a partitioned table
	 */
	boolean isPartitioned(QualifiedName table);

	/**
	 * Finds the table of an index.
	 * @param index the name of the index
	 * @return the table, or {@code null} where the index is not known
	 */
	@Nullable QualifiedName tableOf(QualifiedName index);

	/**
	 * Whether an index of a name exists, of a constraint or by itself.
	 * @param table a table in the same schema
	 * @param name the name of the index
	 * @return {@code true} where the name cannot be given again
	 */
	boolean hasIndex(QualifiedName table, String name);

	/**
	 * Whether the rows of a materialized view can be told apart.
	 * @param view the name
	 * @return {@code true} where it has a unique index of plain columns over all rows
	 */
	boolean hasUniqueIndex(QualifiedName view);

	/**
	 * Whether a table has a constraint of a name.
	 * @param table the table
	 * @param name the name of the constraint
	 * @return {@code true} where the name cannot be given again
	 */
	boolean hasConstraint(QualifiedName table, String name);

	/**
	 * Whether the login may lock a table.
	 * @param table the table
	 * @return {@code false} where it belongs to somebody else
	 */
	boolean mayLock(QualifiedName table);

	/**
	 * Finds the type of a column before the statements.
	 * @param table the table
	 * @param column the column
	 * @return the type as PostgreSQL prints it, or {@code null} where it is not known
	 */
	@Nullable String typeOf(QualifiedName table, String column);

}
