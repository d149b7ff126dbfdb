package io.appmigrations.internal.online;

import java.util.List;
import java.util.Objects;
import java.util.Set;

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
	 * Finds the tables of a schema that have a constraint of a name. PostgreSQL gives no
	 * second one the same name by itself.
	 * @param table a table in the schema
	 * @param name the name of the constraint
	 * @return the names of the tables, an empty one for a domain
	 */
	default Set<String> tablesWithConstraint(QualifiedName table, String name) {
		return hasConstraint(table, name) ? Set.of(table.name()) : Set.of();
	}

	/**
	 * Finds what is dropped with a column.
	 * @param table the table
	 * @param column the column
	 * @return the names of constraints and indexes
	 */
	default Set<String> namesOn(QualifiedName table, String column) {
		return Set.of();
	}

	/**
	 * Whether a table has a column.
	 * @param table the table
	 * @param column the name of the column
	 * @return {@code true} where it does, or may do
	 */
	default boolean hasColumn(QualifiedName table, String column) {
		return typeOf(table, column) != null;
	}

	/**
	 * Finds the schema of a table.
	 * @param table the table
	 * @return its schema, empty where it is not known
	 */
	default String schemaOf(QualifiedName table) {
		return Objects.requireNonNullElse(table.qualifier(), "");
	}

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

	/**
	 * Whether a table has partitions, or tables that inherit from it, as far as that is
	 * known.
	 * @param table the table
	 * @return {@code true} where a change of it changes others
	 */
	default boolean hasChildren(QualifiedName table) {
		return false;
	}

	/**
	 * Finds the partitions that a table has before the statements and keeps.
	 * @param table the partitioned table
	 * @return the partitions in the order of their names, none where they are not known
	 * to be plain or partitioned tables of the login
	 */
	default List<QualifiedName> partitions(QualifiedName table) {
		return List.of();
	}

	/**
	 * Whether a partition may have an index or a key of its own that PostgreSQL would
	 * take for one of the table above, instead of building another.
	 * @param partition the partition
	 * @param columns the columns in order, those that are only included too
	 * @return {@code true} where there is one on these columns after the statements
	 */
	default boolean hasOwnIndex(QualifiedName partition, List<String> columns) {
		return false;
	}

	/**
	 * Whether a partition may have a foreign key of its own that PostgreSQL would take
	 * for that of the table above.
	 * @param partition the partition
	 * @param target the table that it refers to
	 * @return {@code true} where there is one after the statements
	 */
	default boolean hasOwnForeignKey(QualifiedName partition, QualifiedName target) {
		return false;
	}

	/**
	 * Finds the partition that has what no other has.
	 * @param table the partitioned table
	 * @return the partition, or {@code null}
	 */
	default @Nullable QualifiedName defaultPartition(QualifiedName table) {
		return null;
	}

	/**
	 * Finds the table that another is a partition of.
	 * @param partition the partition
	 * @return the table above, or {@code null}
	 */
	default @Nullable QualifiedName partitioned(QualifiedName partition) {
		return null;
	}

	/**
	 * Whether an index of a table begins with a column, so that its highest value is
	 * found in an instant.
	 * @param table the table
	 * @param column the column
	 * @return {@code true} where there is one over all rows that is not dropped either
	 */
	default boolean isIndexed(QualifiedName table, String column) {
		return true;
	}

	/**
	 * Whether PostgreSQL checks each value of a type, also where a new column has none.
	 * @param type the type
	 * @return {@code true} for a domain that is known to have a constraint, or to be of
	 * one that has
	 */
	default boolean isChecked(QualifiedName type) {
		return false;
	}

	/**
	 * Whether a function can have another value for each row.
	 * @param function the name of the function, without its schema
	 * @return {@code true} where one of that name is known to be volatile
	 */
	default boolean isVolatile(String function) {
		return false;
	}

	/**
	 * Finds the foreign keys of a table.
	 * @param table the table
	 * @return the foreign keys before the statements
	 */
	default List<ForeignKey> foreignKeys(QualifiedName table) {
		return List.of();
	}

	/**
	 * A foreign key.
	 *
	 * @param name the name
	 * @param columns the columns that refer
	 * @param target the table that they refer to
	 */
	record ForeignKey(String name, List<String> columns, QualifiedName target) {
	}

}
