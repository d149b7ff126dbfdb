package io.appmigrations.internal.family;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * {@linkplain DefinitionQuery Definitions} of kinds that few databases have. To plan the
 * query for all of them takes PostgreSQL longer than to read the rest of a small catalog,
 * so it is sent only where one of the catalogs has a row that nobody finds in an empty
 * database.
 *
 * @param sql a {@code select} like those of {@link Family#definitions}
 * @param catalogs the catalogs without which it has no rows
 */
public record RareDefinitions(String sql, List<String> catalogs) {

	/** The first object id that PostgreSQL does not give while it makes a cluster. */
	private static final int FIRST_NORMAL_OID = 16384;

	public RareDefinitions(String sql, String... catalogs) {
		this(sql, List.of(catalogs));
	}

	/** A query for the numbers of those that can have rows, as {@code number}. */
	public static String present(List<RareDefinitions> all) {
		return IntStream.range(0, all.size())
			.mapToObj((number) -> "select %s as number where %s".formatted(String.valueOf(number),
					all.get(number)
						.catalogs()
						.stream()
						.map((catalog) -> "exists (select from pg_catalog.%s where oid >= %s)".formatted(catalog,
								String.valueOf(FIRST_NORMAL_OID)))
						.collect(Collectors.joining(" or "))))
			.collect(Collectors.joining("\nunion all\n"));
	}

}
