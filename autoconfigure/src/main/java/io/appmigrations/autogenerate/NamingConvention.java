package io.appmigrations.autogenerate;

import java.util.List;

import io.appmigrations.schema.Constraint;

/**
 * Names constraints that the model leaves unnamed, so that the way down can drop them.
 * Define a bean of this type to have other names than PostgreSQL's.
 */
@FunctionalInterface
public interface NamingConvention {

	/** PostgreSQL's limit for names in bytes ({@code NAMEDATALEN - 1}). */
	int MAX_BYTES = 63;

	/**
	 * Names a constraint. A name that is taken gets a number at its end, and is cut where
	 * there is no room for it.
	 * @param type what the constraint is
	 * @param table the name of its table
	 * @param columns the columns that it is about, in order
	 * @return the name, at most {@value #MAX_BYTES} bytes long
	 */
	String name(Constraint.Type type, String table, List<String> columns);

	/**
	 * The names that PostgreSQL itself gives: {@code t_pkey}, {@code t_c_key},
	 * {@code t_c_check}, {@code t_c_fkey}, {@code t_c_excl} ({@code ChooseConstraintName}
	 * and {@code makeObjectName} of its sources).
	 * @return the convention
	 */
	static NamingConvention postgresql() {
		return PostgresqlNames.CONVENTION;
	}

}
