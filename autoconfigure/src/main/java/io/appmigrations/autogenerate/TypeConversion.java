package io.appmigrations.autogenerate;

import java.util.List;
import java.util.Set;

import io.appmigrations.schema.Column;
import io.appmigrations.schema.Names;

/**
 * How values get from one type to another: by themselves, by a cast, or over their text.
 * PostgreSQL has an assignment cast, which {@code ALTER COLUMN TYPE} takes by itself, for
 * the pairs named here ({@code pg_cast}); to a string type everything goes by itself.
 */
final class TypeConversion {

	private static final Set<String> STRINGS = Set.of("text", "character varying", "character", "name", "bpchar");

	private static final List<Set<String>> ASSIGNABLE = List.of(
			Set.of("smallint", "integer", "bigint", "numeric", "real", "double precision"), Set.of("json", "jsonb"),
			Set.of("bit", "bit varying"), Set.of("cidr", "inet"),
			Set.of("timestamp without time zone", "timestamp with time zone", "date"));

	private static final Set<String> NUMBERS = ASSIGNABLE.get(0);

	/** Types that have a cast to the other, though none that is taken by itself. */
	private static final List<Set<String>> CASTABLE = List.of(Set.of("integer", "boolean"),
			Set.of("timestamp without time zone", "timestamp with time zone", "time without time zone",
					"time with time zone"),
			Set.of("interval", "time without time zone"), Set.of("bigint", "bit"), Set.of("integer", "bit"),
			Set.of("numeric", "money"), Set.of("integer", "money"), Set.of("bigint", "money"));

	private TypeConversion() {
	}

	/**
	 * Writes what {@code ALTER COLUMN TYPE} needs to convert values.
	 * @param from the column as it is
	 * @param to the column as it shall be
	 * @return {@code " using ..."}, or empty where values convert by themselves
	 */
	static String using(Column from, Column to) {
		String source = from.baseType();
		String target = to.baseType();
		if (source.equals(target) || (STRINGS.contains(target) && !source.endsWith("[]"))) {
			return "";
		}
		if (ASSIGNABLE.stream().anyMatch((types) -> types.contains(source) && types.contains(target))) {
			return "";
		}
		String name = Names.quoted(from.id().name());
		if ((source.endsWith("[]") && target.endsWith("[]")) || STRINGS.contains(source)
				|| CASTABLE.stream().anyMatch((types) -> types.contains(source) && types.contains(target))) {
			return target.endsWith("[]") && !source.endsWith("[]") ? asElement(name, name, to)
					: " using %s::%s".formatted(name, SqlWriter.typeName(to.type()));
		}
		if (target.endsWith("[]")) {
			return asElement(name, name + "::text", to);
		}
		if (source.equals("boolean") && NUMBERS.contains(target)) {
			return " using %s::integer".formatted(name);
		}
		if (NUMBERS.contains(source) && target.equals("boolean")) {
			return " using %s <> 0".formatted(name);
		}
		return " using %s::text::%s".formatted(name, SqlWriter.typeName(to.type()));
	}

	/** No value is not the same as an array with one that is null. */
	private static String asElement(String name, String value, Column to) {
		return " using case when %s is not null then array[%s]::%s end".formatted(name, value,
				SqlWriter.typeName(to.type()));
	}

}
