package io.appmigrations.internal.family.read;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A query on the catalog.
 *
 * @param sql the query, with {@link #SCHEMAS} in it
 * @param row reads a row of it
 * @param end is done when all rows are read
 */
public record CatalogQuery(String sql, BiConsumer<Row, CatalogContents> row, Consumer<CatalogContents> end) {

	/** Stands for the array of schemas. */
	public static final String SCHEMAS = ":schemas";

	/**
	 * A query whose rows are all read by themselves.
	 * @param sql the query
	 * @param row reads a row of it
	 */
	public CatalogQuery(String sql, BiConsumer<Row, CatalogContents> row) {
		this(sql, row, (contents) -> {
		});
	}

}
