package io.appmigrations.internal.family;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.schema.ObjectNaming;
import io.appmigrations.model.Kind;

/**
 * Finds the family of a kind.
 */
public final class Families {

	/** What writes the names of objects is the list of their families. */
	private static final FamilyRegistry REGISTRY = (FamilyRegistry) ObjectNaming.FAMILIES;

	private static final List<Family> ALL = Arrays.stream(Kind.values()).map(Families::of).distinct().toList();

	private Families() {
	}

	/**
	 * Returns the family of a kind.
	 * @param kind the kind
	 * @return the family
	 */
	public static Family of(Kind kind) {
		return REGISTRY.of(kind);
	}

	/**
	 * Returns all families.
	 * @return each once, in the order of their first kinds
	 */
	public static List<Family> all() {
		return ALL;
	}

	/**
	 * Returns the queries that read all objects but those that {@link #definitions}
	 * reads, whatever their number. The tables are those of PostgreSQL's manual, chapter
	 * "System Catalogs", as versions 14 to 18 have them. Names of other objects are
	 * printed by PostgreSQL for the search path of the session.
	 * @param majorVersion the version of PostgreSQL
	 * @return the queries, in the order in which their rows must be read
	 */
	public static List<CatalogQuery> queries(int majorVersion) {
		List<CatalogQuery> queries = new ArrayList<>(REGISTRY.firstQueries());
		ALL.forEach((family) -> queries.addAll(family.queries(majorVersion)));
		return queries;
	}

	/**
	 * Returns the parts of the query for definitions. Their rows come after those of the
	 * other queries.
	 * @param majorVersion the version of PostgreSQL
	 */
	public static List<DefinitionSelect> definitions(int majorVersion) {
		return ALL.stream().flatMap((family) -> family.definitions(majorVersion).stream()).toList();
	}

}
