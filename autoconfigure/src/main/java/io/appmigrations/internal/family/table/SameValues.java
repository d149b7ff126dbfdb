package io.appmigrations.internal.family.table;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Values of a table that are equal for PostgreSQL though they are written otherwise, such
 * as {@code 1.0} and {@code 1.00}: no two rows can have them as a key.
 */
final class SameValues {

	private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

	private static final Set<String> NUMBERS = Set.of("smallint", "integer", "bigint", "numeric");

	private static final Set<String> FLOATS = Set.of("real", "double precision");

	private static final Pattern NUMBER = Pattern.compile("-?\\d++(?:\\.\\d++)?");

	/** Types of which only PostgreSQL knows what is equal. */
	private static final Pattern UNSURE = Pattern.compile("interval|jsonb|.*\\[]|.*range|record");

	private final Map<String, Column> before;

	private final Map<String, Column> after;

	private final Schema to;

	SameValues(ObjectId table, Schema from, Schema to) {
		this.before = RowSql.columns(from, table);
		this.after = RowSql.columns(to, table);
		this.to = to;
	}

	/** Writes values so that equal ones are written in the same way. */
	List<@Nullable String> of(List<String> names, List<@Nullable String> values) {
		List<@Nullable String> same = new ArrayList<>();
		for (int i = 0; i < names.size(); i++) {
			String value = values.get(i);
			same.add((value != null) ? of(names.get(i), value) : null);
		}
		return same;
	}

	private String of(String name, String value) {
		if (areBoth(name, INTEGERS)) {
			return value;
		}
		if (areBoth(name, NUMBERS)) {
			return NUMBER.matcher(value).matches() ? new BigDecimal(value).stripTrailingZeros().toString() : value;
		}
		if (areBoth(name, FLOATS)) {
			return value.equals("-0") ? "0" : value;
		}
		return isOfOneType(name) && isCaseIgnored(name) ? value.toLowerCase(Locale.ROOT) : value;
	}

	private boolean areBoth(String name, Set<String> types) {
		Column old = this.before.get(name);
		Column column = this.after.get(name);
		return old != null && column != null && types.contains(old.baseType()) && types.contains(column.baseType());
	}

	private boolean isCaseIgnored(String name) {
		Column column = this.after.get(name);
		return column != null && (column.baseType().equals("citext") || column.baseType().endsWith(".citext")
				|| isCollatedOtherwise(column));
	}

	/** Whether the collation takes different characters for the same. */
	private boolean isCollatedOtherwise(Column column) {
		return column.collation() != null && this.to.dependencies(column.id())
			.stream()
			.anyMatch((id) -> id.kind() == Kind.COLLATION && this.to.get(id) instanceof Definition collation
					&& collation.toString().contains("deterministic = false"));
	}

	/** Whether a column has the same type before and after. */
	boolean isOfOneType(String name) {
		Column old = this.before.get(name);
		Column column = this.after.get(name);
		return old != null && column != null && old.type().equals(column.type());
	}

	/** Whether only PostgreSQL knows what is equal in one of these columns. */
	boolean isUnsure(List<String> names) {
		return names.stream().anyMatch((name) -> {
			Column column = this.after.get(name);
			return column != null && UNSURE.matcher(column.baseType()).matches();
		});
	}

}
