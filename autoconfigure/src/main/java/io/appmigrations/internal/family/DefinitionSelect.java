package io.appmigrations.internal.family;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A part of the query for {@linkplain DefinitionQuery definitions}. To plan all parts
 * takes PostgreSQL longer than to read the rest of a small catalog, and most databases
 * have nothing of most kinds, so a part is sent only where there may be something.
 *
 * @param sql a {@code select} for one kind or several, as {@link DefinitionQuery} says
 * @param condition true wherever the select has rows, and cheap to find out
 */
public record DefinitionSelect(String sql, String condition) {

	/** The first object id that PostgreSQL does not give while it makes a cluster. */
	private static final String FIRST_NORMAL_OID = "16384";

	/**
	 * Has rows only where a catalog has more than an empty database.
	 * @param sql the select
	 * @param catalogs the catalogs
	 * @return the part
	 */
	public static DefinitionSelect of(String sql, String... catalogs) {
		return new DefinitionSelect(sql,
				Stream.of(catalogs)
					.map((catalog) -> exists(catalog, "oid", "true"))
					.collect(Collectors.joining(" or ")));
	}

	/**
	 * Writes that a catalog has a row about something that was not made along with the
	 * cluster.
	 * @param catalog the catalog
	 * @param oid its column with the object id
	 * @param condition what else holds of the row
	 * @return a condition
	 */
	public static String exists(String catalog, String oid, String condition) {
		return "exists (select from pg_catalog.%s where %s >= %s and %s)".formatted(catalog, oid, FIRST_NORMAL_OID,
				condition);
	}

	/**
	 * Returns the query for the numbers of those that can have rows, as {@code number}.
	 * @param all the parts
	 * @return a query
	 */
	public static String present(List<DefinitionSelect> all) {
		return IntStream.range(0, all.size())
			.mapToObj((number) -> "select %s as number where %s".formatted(String.valueOf(number),
					all.get(number).condition()))
			.collect(Collectors.joining("\nunion all\n"));
	}

}
