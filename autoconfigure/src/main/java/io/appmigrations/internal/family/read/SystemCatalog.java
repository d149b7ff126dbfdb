package io.appmigrations.internal.family.read;

/** The catalogs that dependencies point at, with their fixed object ids. */
public enum SystemCatalog {

	/** Types. */
	PG_TYPE(1247),

	/** Routines. */
	PG_PROC(1255),

	/** Relations and their columns. */
	PG_CLASS(1259),

	/** Defaults of columns. */
	PG_ATTRDEF(2604),

	/** Casts. */
	PG_CAST(2605),

	/** Constraints. */
	PG_CONSTRAINT(2606),

	/** Schemas. */
	PG_NAMESPACE(2615),

	/** Rules. */
	PG_REWRITE(2618),

	/** Triggers. */
	PG_TRIGGER(2620),

	/** Extensions. */
	PG_EXTENSION(3079),

	/** Policies. */
	PG_POLICY(3256),

	/** Statistics on several columns. */
	PG_STATISTIC_EXT(3381),

	/** The operators of families. */
	PG_AMOP(2602),

	/** The functions of families. */
	PG_AMPROC(2603),

	/** The tables of publications. */
	PG_PUBLICATION_REL(6106),

	/** The schemas of publications. */
	PG_PUBLICATION_NAMESPACE(6237);

	private final long oid;

	SystemCatalog(long oid) {
		this.oid = oid;
	}

	long oid() {
		return this.oid;
	}

}
