package io.appmigrations.internal.family.read;

/**
 * A row of the catalog.
 *
 * @param catalog the object id of its table
 * @param oid its object id
 * @param column the number of a column, zero for everything else
 */
public record Address(long catalog, long oid, int column) {

	public Address(SystemCatalog catalog, long oid) {
		this(catalog.oid(), oid, 0);
	}

	public Address column(int number) {
		return new Address(this.catalog, this.oid, number);
	}

	public Address withoutColumn() {
		return column(0);
	}

	public boolean isIn(SystemCatalog table) {
		return this.catalog == table.oid();
	}

}
