package io.appmigrations.internal.schema;

import java.util.List;

import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A table. Columns, constraints and the rest are objects of their own.
 *
 * @param id the id
 * @param unlogged whether it is lost in a crash
 * @param partitionKey what it is partitioned by, such as {@code LIST (region)}, or
 * {@code null}
 * @param parents the tables it inherits from, or the one it is a partition of, as SQL
 * names them
 * @param bound the bound of a partition, such as {@code FOR VALUES IN ('EU')}, or
 * {@code null}
 * @param options storage parameters such as {@code fillfactor=70}
 * @param rowSecurity whether row level security is enabled
 * @param forcedRowSecurity whether it holds for the owner too
 * @param accessMethod the access method where it is not {@code heap}
 * @param inherited the columns that it has from its parents, which are no objects
 * @param comment the comment
 */
public record Table(ObjectId id, boolean unlogged, @Nullable String partitionKey, List<String> parents,
		@Nullable String bound, List<String> options, boolean rowSecurity, boolean forcedRowSecurity,
		@Nullable String accessMethod, List<String> inherited, @Nullable String comment) implements SchemaObject {

	/**
	 * Copies the lists.
	 */
	public Table {
		parents = List.copyOf(parents);
		options = List.copyOf(options);
		inherited = List.copyOf(inherited);
	}

	/**
	 * Returns the table with the columns that it inherits.
	 * @param columns their names
	 * @return the table
	 */
	public Table inheriting(List<String> columns) {
		return new Table(this.id, this.unlogged, this.partitionKey, this.parents, this.bound, this.options,
				this.rowSecurity, this.forcedRowSecurity, this.accessMethod, columns, this.comment);
	}

	/**
	 * Whether the table is a partition of another.
	 * @return {@code true} where it has a bound
	 */
	public boolean isPartition() {
		return this.bound != null;
	}

	/**
	 * Whether the table has the rows that no other partition has.
	 * @return {@code true} for a default partition
	 */
	public boolean isDefaultPartition() {
		return "DEFAULT".equals(this.bound);
	}

	@Override
	public ObjectId tableAround() {
		return this.id;
	}

}
