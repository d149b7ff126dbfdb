package io.appmigrations.internal.measure;

import java.util.Comparator;

import org.jspecify.annotations.Nullable;

/**
 * A table, an index, a view or a sequence that existed before the revision.
 *
 * @param schema its schema
 * @param name its name before the revision
 * @param kind what it is
 * @param table the table of an index, or {@code null} for anything else
 */
public record Relation(String schema, String name, Kind kind, @Nullable String table) {

	/** Sorts relations by their names. */
	public static final Comparator<Relation> BY_NAME = Comparator.comparing(Relation::toString);

	/** The kinds of relations. */
	public enum Kind {

		/** A table, partitioned or not, or a materialized view: it has rows. */
		TABLE,

		/** An index. */
		INDEX,

		/** A view. */
		VIEW,

		/** A sequence. */
		SEQUENCE;

		static Kind of(String relkind) {
			return switch (relkind) {
				case "i", "I" -> INDEX;
				case "v" -> VIEW;
				case "S" -> SEQUENCE;
				default -> TABLE;
			};
		}

	}

	/**
	 * Returns the table whose rows it is about.
	 * @return the table of an index, or the relation itself
	 */
	public Relation withRows() {
		return (this.table != null) ? new Relation(this.schema, this.table, Kind.TABLE, null) : this;
	}

	/**
	 * Writes the name for people.
	 * @return the name, with its schema where it is known
	 */
	@Override
	public String toString() {
		return this.schema.isEmpty() ? this.name : this.schema + "." + this.name;
	}

}
