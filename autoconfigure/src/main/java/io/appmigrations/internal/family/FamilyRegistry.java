package io.appmigrations.internal.family;

import java.util.List;

import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.model.Kind;

/**
 * Knows all families. It is a service ({@link java.util.ServiceLoader}), so that what the
 * families have in common can ask them without importing them.
 */
public interface FamilyRegistry {

	/**
	 * Returns the family of a kind.
	 * @param kind the kind
	 * @return the same object each time
	 */
	Family of(Kind kind);

	/**
	 * Returns the queries that read what the rows of all other queries are about.
	 * @return the queries, in the order in which their rows must be read
	 */
	List<CatalogQuery> firstQueries();

}
