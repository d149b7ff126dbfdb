package io.appmigrations.schema;

import java.util.Locale;

/**
 * What kind of object something in a database is. The order is the one in which objects
 * are made where their dependencies leave a choice.
 */
public enum Kind {

	/** A schema. */
	SCHEMA("schema"),

	/** An extension; its members are never looked at. */
	EXTENSION("extension"),

	/** An enum type. */
	ENUM("type"),

	/** A composite type. */
	COMPOSITE("type"),

	/** A range type with its multirange. */
	RANGE("type"),

	/** A domain. */
	DOMAIN("domain"),

	/** A check of a domain. */
	DOMAIN_CONSTRAINT("constraint"),

	/** A sequence that is no identity column's. */
	SEQUENCE("sequence"),

	/** A table, partitioned or not. */
	TABLE("table"),

	/** A column of a table. */
	COLUMN("column"),

	/** The default of a column. */
	DEFAULT("default"),

	/** That a sequence is owned by a column. */
	SEQUENCE_OWNER("sequence"),

	/** A primary key, unique, check or exclusion constraint. */
	CONSTRAINT("constraint"),

	/** An index that belongs to no constraint. */
	INDEX("index"),

	/** Statistics on several columns. */
	STATISTICS("statistics"),

	/** A foreign key. */
	FOREIGN_KEY("constraint"),

	/** A function. */
	FUNCTION("function"),

	/** A procedure. */
	PROCEDURE("procedure"),

	/** An aggregate function. */
	AGGREGATE("aggregate"),

	/** A cast. */
	CAST("cast"),

	/** A view. */
	VIEW("view"),

	/** A materialized view. */
	MATERIALIZED_VIEW("materialized view"),

	/** A rule other than a view's own. */
	RULE("rule"),

	/** A trigger that no constraint has made. */
	TRIGGER("trigger"),

	/** A policy for row level security. */
	POLICY("policy");

	private final String keyword;

	Kind(String keyword) {
		this.keyword = keyword;
	}

	/**
	 * Returns how SQL calls the kind.
	 * @return for example {@code materialized view}
	 */
	public String keyword() {
		return this.keyword;
	}

	/**
	 * Returns how the kind is called in the names of changes.
	 * @return for example {@code materialized_view}
	 */
	public String code() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Whether objects of the kind share their names with tables, sequences and indexes
	 * (PostgreSQL's {@code pg_class}).
	 * @return {@code true} for relations
	 */
	public boolean isRelation() {
		return switch (this) {
			case TABLE, SEQUENCE, INDEX, VIEW, MATERIALIZED_VIEW -> true;
			default -> false;
		};
	}

	/**
	 * Whether objects of the kind share their names with types.
	 * @return {@code true} for types, and for relations with a row type
	 */
	public boolean isType() {
		return switch (this) {
			case ENUM, COMPOSITE, RANGE, DOMAIN, TABLE, VIEW, MATERIALIZED_VIEW -> true;
			default -> false;
		};
	}

}
