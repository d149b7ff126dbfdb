package io.appmigrations.model;

import java.util.Locale;
import java.util.Set;

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
	FOREIGN_DATA_WRAPPER("foreign data wrapper", Trait.GLOBAL, Trait.OWNED),

	/** A foreign server. */
	SERVER("server", Trait.GLOBAL, Trait.OWNED),

	/** The mapping of a role to a foreign server; passwords are never read. */
	USER_MAPPING("user mapping", Trait.GLOBAL),

	/** A collation. */
	COLLATION("collation", Trait.OWNED),

	/** An enum type. */
	ENUM("type", Trait.TYPE, Trait.OWNED),

	/** A composite type. */
	COMPOSITE("type", Trait.RELATION, Trait.TYPE, Trait.OWNED),

	/** A range type with its multirange. */
	RANGE("type", Trait.TYPE, Trait.OWNED),

	/** A domain. */
	DOMAIN("domain", Trait.TYPE, Trait.OWNED),

	/** A check of a domain. */
	DOMAIN_CONSTRAINT("constraint", Trait.PART),

	/** A sequence that does not belong to an identity column. */
	SEQUENCE("sequence", Trait.RELATION, Trait.OWNED),

	/** A table, partitioned or not. */
	TABLE("table", Trait.RELATION, Trait.TYPE, Trait.OWNED),

	/** A foreign table with its columns and checks. */
	FOREIGN_TABLE("foreign table", Trait.RELATION, Trait.TYPE, Trait.OWNED),

	/** A column of a table. */
	COLUMN("column", Trait.PART),

	/** The default of a column. */
	DEFAULT("default", Trait.PART),

	/** The ownership of a sequence by a column. */
	SEQUENCE_OWNER("sequence", Trait.PART),

	/** The rows of a table that a model file declares as reference data. */
	ROWS("rows", Trait.PART),

	/** A primary key, unique, check or exclusion constraint. */
	CONSTRAINT("constraint", Trait.PART),

	/** An index that belongs to no constraint. */
	INDEX("index", Trait.RELATION),

	/** Statistics on several columns. */
	STATISTICS("statistics", Trait.OWNED),

	/** A foreign key. */
	FOREIGN_KEY("constraint", Trait.PART),

	/** A function. */
	FUNCTION("function", Trait.ROUTINE, Trait.OWNED),

	/** A procedure. */
	PROCEDURE("procedure", Trait.ROUTINE, Trait.OWNED),

	/** An aggregate function. */
	AGGREGATE("aggregate", Trait.ROUTINE, Trait.OWNED),

	/** A cast. */
	CAST("cast"),

	/** A conversion between encodings. */
	CONVERSION("conversion", Trait.OWNED),

	/** An operator. */
	OPERATOR("operator", Trait.OWNED),

	/** An operator family, with what belongs to none of its classes. */
	OPERATOR_FAMILY("operator family", Trait.OWNED),

	/** An operator class. */
	OPERATOR_CLASS("operator class", Trait.OWNED),

	/** A text search parser. */
	TEXT_SEARCH_PARSER("text search parser"),

	/** A text search template. */
	TEXT_SEARCH_TEMPLATE("text search template"),

	/** A text search dictionary. */
	TEXT_SEARCH_DICTIONARY("text search dictionary", Trait.OWNED),

	/** A text search configuration with its mappings. */
	TEXT_SEARCH_CONFIGURATION("text search configuration", Trait.OWNED),

	/** A view. */
	VIEW("view", Trait.RELATION, Trait.TYPE, Trait.OWNED),

	/** A materialized view. */
	MATERIALIZED_VIEW("materialized view", Trait.RELATION, Trait.TYPE, Trait.OWNED),

	/** A rule other than a view's own. */
	RULE("rule"),

	/** A trigger that was not created by a constraint. */
	TRIGGER("trigger"),

	/** A policy for row level security. */
	POLICY("policy"),

	/** A publication. */
	PUBLICATION("publication", Trait.GLOBAL, Trait.OWNED),

	/** An event trigger. */
	EVENT_TRIGGER("event trigger", Trait.GLOBAL, Trait.OWNED),

	/** The comment on a column that is inherited or does not belong to a table. */
	COLUMN_COMMENT("comment", Trait.SETTING),

	/** The default of a column of a view or of an inherited column. */
	OVERRIDDEN_DEFAULT("default", Trait.SETTING),

	/** The not null constraint of an inherited column whose parent has none. */
	OVERRIDDEN_NOT_NULL("not null constraint", Trait.SETTING),

	/** That the rows of a table satisfy a constraint that is not valid for its parent. */
	VALIDATION("validation", Trait.SETTING),

	/** The statistics target of an expression in an index. */
	INDEX_STATISTICS("statistics target", Trait.SETTING),

	/** The comment on an index created by a constraint or by an index of the parent. */
	INDEX_COMMENT("comment", Trait.SETTING),

	/** Options of a column; also its storage if it is inherited or not of a table. */
	COLUMN_OPTIONS("column options", Trait.SETTING),

	/** The firing mode of a partition's trigger that differs from its parent's. */
	TRIGGER_STATE("trigger state", Trait.SETTING),

	/** The tables that a table inherits from, or the one that it is a partition of. */
	PARENT("inheritance"),

	/** The composite type that a table is of. */
	TABLE_TYPE("type of table", Trait.SETTING),

	/** The index that a table was last clustered by. */
	CLUSTERING("cluster index", Trait.SETTING),

	/** The identity of rows for subscribers, if it is not the primary key. */
	REPLICA_IDENTITY("replica identity", Trait.SETTING),

	/** The privileges of a role on an object. */
	PRIVILEGES("privileges", Trait.PRIVILEGE, Trait.SETTING),

	/** The privileges of a role on objects that are created later. */
	DEFAULT_PRIVILEGES("default privileges", Trait.PRIVILEGE);

	private final String keyword;

	/** Nobody can change it. */
	@SuppressWarnings("ImmutableEnumChecker")
	private final Set<Trait> traits;

	Kind(String keyword, Trait... traits) {
		this.keyword = keyword;
		this.traits = Set.of(traits);
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
		return this.traits.contains(Trait.RELATION);
	}

	/**
	 * Whether objects of the kind are called with arguments, and share their names
	 * (PostgreSQL's {@code pg_proc}).
	 * @return {@code true} for functions, procedures and aggregates
	 */
	public boolean isRoutine() {
		return this.traits.contains(Trait.ROUTINE);
	}

	/**
	 * Whether objects of the kind belong to the whole database, not to a schema.
	 * @return {@code true} for foreign servers, publications and the like
	 */
	public boolean isGlobal() {
		return this.traits.contains(Trait.GLOBAL);
	}

	/**
	 * Whether objects of the kind are privileges.
	 * @return {@code true} for privileges and default privileges
	 */
	public boolean isPrivilege() {
		return this.traits.contains(Trait.PRIVILEGE);
	}

	/**
	 * Whether objects of the kind have an owner of their own.
	 * @return {@code false} for objects that belong to the owner of another object
	 */
	public boolean hasOwner() {
		return this.traits.contains(Trait.OWNED);
	}

	/**
	 * Whether objects of the kind are settings of another object and are dropped with it.
	 * @return {@code true} for objects without a name of their own
	 */
	public boolean isSetting() {
		return this.traits.contains(Trait.SETTING);
	}

	/**
	 * Whether objects of the kind share their names with types.
	 * @return {@code true} for types, and for relations with a row type
	 */
	public boolean isType() {
		return this.traits.contains(Trait.TYPE);
	}

	/** Whether objects of the kind are added to another object rather than created. */
	boolean isPart() {
		return this.traits.contains(Trait.PART);
	}

	/**
	 * What holds for some kinds.
	 */
	private enum Trait {

		/** Is added to another object. */
		PART,

		/** Shares its names with tables. */
		RELATION,

		/** Shares its names with types. */
		TYPE,

		/** Is called with arguments. */
		ROUTINE,

		/** Belongs to the whole database. */
		GLOBAL,

		/** Is a privilege. */
		PRIVILEGE,

		/** Is dropped with the object that it is set on. */
		SETTING,

		/** Has an owner of its own. */
		OWNED

	}

}
