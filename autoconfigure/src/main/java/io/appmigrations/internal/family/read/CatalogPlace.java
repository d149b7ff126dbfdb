package io.appmigrations.internal.family.read;

import io.appmigrations.internal.schema.Names;

/**
 * Where an object is in the catalog, for a query on what depends on it.
 *
 * @param catalog the table of the catalog
 * @param oid an expression for the object id
 * @param column an expression for the number of a column, {@code null} in SQL for
 * everything else
 */
public record CatalogPlace(String catalog, String oid, String column) {

	public CatalogPlace(String catalog, String oid) {
		this(catalog, oid, "null");
	}

	public static CatalogPlace relation(String name) {
		return new CatalogPlace("pg_class", "pg_catalog.to_regclass(%s)".formatted(Names.literal(name)));
	}

}
