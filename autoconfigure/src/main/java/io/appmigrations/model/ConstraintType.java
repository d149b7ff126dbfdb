package io.appmigrations.model;

/**
 * The type of a constraint.
 */
public enum ConstraintType {

	/** A primary key. */
	PRIMARY_KEY("pkey"),

	/** A unique constraint. */
	UNIQUE("key"),

	/** A check. */
	CHECK("check"),

	/** An exclusion constraint. */
	EXCLUSION("excl"),

	/** A foreign key. */
	FOREIGN_KEY("fkey");

	private final String label;

	ConstraintType(String label) {
		this.label = label;
	}

	/**
	 * Returns the suffix of the names that PostgreSQL gives such constraints
	 * ({@code ChooseConstraintName} and {@code ChooseIndexName} of its sources).
	 * @return for example {@code fkey}
	 */
	public String label() {
		return this.label;
	}

}
