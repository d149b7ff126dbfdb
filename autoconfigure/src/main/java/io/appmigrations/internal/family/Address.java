package io.appmigrations.internal.family;

/**
 * A row of the catalog.
 *
 * @param catalog the object id of its table
 * @param oid its object id
 * @param column the number of a column, zero for everything else
 */
public record Address(long catalog, long oid, int column) {

	Address(SystemCatalog catalog, long oid) {
		this(catalog.oid(), oid, 0);
	}

	Address column(int number) {
		return new Address(this.catalog, this.oid, number);
	}

	Address withoutColumn() {
		return column(0);
	}

	boolean isIn(SystemCatalog table) {
		return this.catalog == table.oid();
	}

}
