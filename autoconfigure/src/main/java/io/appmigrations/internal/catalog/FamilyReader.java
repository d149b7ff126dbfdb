package io.appmigrations.internal.catalog;

import java.util.List;

/**
 * How a family of objects is read from the catalog: by queries of its own, or by a part
 * of the query that reads {@linkplain DefinitionQuery definitions}. There is one query
 * for each kind of row, whatever the number of objects. Names of other objects are
 * printed by PostgreSQL for the search path of the session. The tables are those of
 * PostgreSQL's manual, chapter "System Catalogs", as versions 14 to 18 have them.
 */
interface FamilyReader {

	/** Returns the queries, in the order in which their rows must be read. */
	default List<CatalogQuery> queries(int majorVersion) {
		return List.of();
	}

	/** Returns the {@code select}s of definitions. */
	default List<String> definitions(int majorVersion) {
		return List.of();
	}

	/** Returns what the {@code select}s have in common: {@code NAME as (...)}. */
	default List<String> definitionTables() {
		return List.of();
	}

}
