package io.appmigrations.internal.family;

import java.util.List;

import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.ObjectNaming;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Knows all families, and has that of an object write its name. What the families have in
 * common asks it without importing them.
 */
public interface FamilyRegistry extends ObjectNaming {

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

	@Override
	default String name(ObjectId id, Names names) {
		return of(id.kind()).name(id, names);
	}

	@Override
	default String relation(ObjectId id, String relation, Names names) {
		return of(id.kind()).relation(id, relation, names);
	}

}
