package io.appmigrations.model;

import java.util.Locale;

/**
 * The kinds of database objects. Objects are created in this order if their dependencies
 * leave a choice.
 */
public enum Kind {

	/** A schema. */
	SCHEMA("schema"),

	/** An extension; its members are never compared. */
	EXTENSION("extension"),

	/** A foreign data wrapper. */
	FOREIGN_DATA_WRAPPER("foreign data wrapper"),

	/** A foreign server. */
	SERVER("server"),

	/** The mapping of a role to a foreign server; passwords are never read. */
	USER_MAPPING("user mapping"),

	/** A collation. */
	COLLATION("collation"),

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

	/** A sequence that does not belong to an identity column. */
	SEQUENCE("sequence"),

	/** A table, partitioned or not. */
	TABLE("table"),

	/** A foreign table with its columns and checks. */
	FOREIGN_TABLE("foreign table"),

	/** A column of a table. */
	COLUMN("column"),

	/** The default of a column. */
	DEFAULT("default"),

	/** The ownership of a sequence by a column. */
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

	/** A conversion between encodings. */
	CONVERSION("conversion"),

	/** An operator. */
	OPERATOR("operator"),

	/** An operator family, with what belongs to none of its classes. */
	OPERATOR_FAMILY("operator family"),

	/** An operator class. */
	OPERATOR_CLASS("operator class"),

	/** A text search parser. */
	TEXT_SEARCH_PARSER("text search parser"),

	/** A text search template. */
	TEXT_SEARCH_TEMPLATE("text search template"),

	/** A text search dictionary. */
	TEXT_SEARCH_DICTIONARY("text search dictionary"),

	/** A text search configuration with its mappings. */
	TEXT_SEARCH_CONFIGURATION("text search configuration"),

	/** A view. */
	VIEW("view"),

	/** A materialized view. */
	MATERIALIZED_VIEW("materialized view"),

	/** A rule other than a view's own. */
	RULE("rule"),

	/** A trigger that was not created by a constraint. */
	TRIGGER("trigger"),

	/** A policy for row level security. */
	POLICY("policy"),

	/** A publication. */
	PUBLICATION("publication"),

	/** An event trigger. */
	EVENT_TRIGGER("event trigger"),

	/** The comment on a column that is inherited or does not belong to a table. */
	COLUMN_COMMENT("comment"),

	/** The default of a column of a view or of an inherited column. */
	OVERRIDDEN_DEFAULT("default"),

	/** The not null constraint of an inherited column whose parent has none. */
	OVERRIDDEN_NOT_NULL("not null constraint"),

	/** That the rows of a table satisfy a constraint that is not valid for its parent. */
	VALIDATION("validation"),

	/** The statistics target of an expression in an index. */
	INDEX_STATISTICS("statistics target"),

	/** The comment on an index created by a constraint or by an index of the parent. */
	INDEX_COMMENT("comment"),

	/** Options of a column; also its storage if it is inherited or not of a table. */
	COLUMN_OPTIONS("column options"),

	/** The firing mode of a partition's trigger that differs from its parent's. */
	TRIGGER_STATE("trigger state"),

	/** The tables that a table inherits from, or the one that it is a partition of. */
	PARENT("inheritance"),

	/** The composite type that a table is of. */
	TABLE_TYPE("type of table"),

	/** The index that a table was last clustered by. */
	CLUSTERING("cluster index"),

	/** The identity of rows for subscribers, if it is not the primary key. */
	REPLICA_IDENTITY("replica identity"),

	/** The privileges of a role on an object. */
	PRIVILEGES("privileges"),

	/** The privileges of a role on objects that are created later. */
	DEFAULT_PRIVILEGES("default privileges");

	private final String keyword;

	Kind(String keyword) {
		this.keyword = keyword;
	}

	/**
	 * Returns the name of the kind in SQL.
	 * @return for example {@code materialized view}
	 */
	public String keyword() {
		return this.keyword;
	}

	/**
	 * Returns the name of the kind in the names of changes.
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
			case TABLE, SEQUENCE, INDEX, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE -> true;
			default -> false;
		};
	}

	/**
	 * Whether objects of the kind are called with arguments, and share their names
	 * (PostgreSQL's {@code pg_proc}).
	 * @return {@code true} for functions, procedures and aggregates
	 */
	public boolean isRoutine() {
		return this == FUNCTION || this == PROCEDURE || this == AGGREGATE;
	}

	/**
	 * Whether objects of the kind belong to the whole database, not to a schema.
	 * @return {@code true} for foreign servers, publications and the like
	 */
	public boolean isGlobal() {
		return switch (this) {
			case FOREIGN_DATA_WRAPPER, SERVER, USER_MAPPING, PUBLICATION, EVENT_TRIGGER -> true;
			default -> false;
		};
	}

	/**
	 * Whether objects of the kind are privileges.
	 * @return {@code true} for privileges and default privileges
	 */
	public boolean isPrivilege() {
		return this == PRIVILEGES || this == DEFAULT_PRIVILEGES;
	}

	/**
	 * Whether objects of the kind have an owner of their own.
	 * @return {@code false} for objects that belong to the owner of another object
	 */
	public boolean hasOwner() {
		return switch (this) {
			case FOREIGN_DATA_WRAPPER, SERVER, COLLATION, ENUM, COMPOSITE, RANGE, DOMAIN, SEQUENCE, TABLE,
					FOREIGN_TABLE, STATISTICS, FUNCTION, PROCEDURE, AGGREGATE, CONVERSION, OPERATOR, OPERATOR_FAMILY,
					OPERATOR_CLASS, TEXT_SEARCH_DICTIONARY, TEXT_SEARCH_CONFIGURATION, VIEW, MATERIALIZED_VIEW,
					PUBLICATION, EVENT_TRIGGER ->
				true;
			default -> false;
		};
	}

	/**
	 * Whether objects of the kind are settings of another object and are dropped with it.
	 * @return {@code true} for objects without a name of their own
	 */
	public boolean isSetting() {
		return switch (this) {
			case COLUMN_COMMENT, OVERRIDDEN_DEFAULT, OVERRIDDEN_NOT_NULL, VALIDATION, INDEX_STATISTICS, INDEX_COMMENT,
					COLUMN_OPTIONS, TRIGGER_STATE, TABLE_TYPE, CLUSTERING, REPLICA_IDENTITY, PRIVILEGES ->
				true;
			default -> false;
		};
	}

	/**
	 * Whether objects of the kind share their names with types.
	 * @return {@code true} for types, and for relations with a row type
	 */
	public boolean isType() {
		return switch (this) {
			case ENUM, COMPOSITE, RANGE, DOMAIN, TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE -> true;
			default -> false;
		};
	}

}
