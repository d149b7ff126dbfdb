package io.appmigrations.internal.family;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Domain;
import io.appmigrations.internal.schema.EnumType;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.ValueRename;
import org.jspecify.annotations.Nullable;

/**
 * The names that values may have: the labels of an enum type, or what the check of a
 * column lists.
 */
public final class EnumValues {

	private static final String LITERAL = "'(?:[^']|'')*+'";

	private static final String CAST = "(?:::[a-z ]+(?:\\(\\d+\\))?(?:\\[\\])?)*+";

	private static final String LIST = LITERAL + CAST + "(?:, " + LITERAL + CAST + ")*+";

	private static final Pattern EACH = Pattern.compile(LITERAL);

	/** What PostgreSQL makes of {@code c in (...)}. */
	private static final Pattern CHECK = Pattern.compile("CHECK \\(\\(*(?:\"(?:[^\"]|\"\")*+\"|[^\"\\s():]++)\\)*"
			+ CAST + "\\)* (?:in \\((?<in>" + LIST + ")\\)|= ANY \\(+ARRAY\\[(?<array>" + LIST + ")\\]\\)*" + CAST
			+ "\\)*|= (?<one>" + LITERAL + CAST + "))\\)*");

	private static final Set<String> TEXT = Set.of("character varying", "text", "character");

	private EnumValues() {
	}

	/**
	 * Returns what may be named.
	 * @param schema the schema
	 * @param object an enum type, a domain, or a column
	 * @return the names in order, or {@code null} where nothing says which there are
	 */
	public static @Nullable List<String> of(Schema schema, ObjectId object) {
		if (schema.get(object) instanceof EnumType type) {
			return type.labels();
		}
		if (object.kind() == Kind.DOMAIN) {
			return Domain.constraints(object, schema)
				.map(EnumValues::listed)
				.filter((list) -> !list.isEmpty())
				.findFirst()
				.orElse(null);
		}
		ObjectId table = object.table();
		return (table == null) ? null
				: schema.constraints(table)
					.filter((constraint) -> object.equals(column(constraint)))
					.map(EnumValues::listed)
					.filter((list) -> !list.isEmpty())
					.findFirst()
					.orElse(null);
	}

	/**
	 * Returns the enum type, or the domain with a list of names, that a column is of, or
	 * the column where it holds names as text.
	 * @param schema the schema
	 * @param column a column
	 * @return the type, the domain or the column, or {@code null} where it is none of
	 * them
	 */
	public static @Nullable ObjectId holder(Schema schema, Column column) {
		String type = column.baseType().replaceFirst("(\\[\\])+$", "");
		if (TEXT.contains(type)) {
			return column.id();
		}
		Names names = new Names(schema.defaultSchema());
		return Stream.concat(schema.all(EnumType.class).stream(), schema.all(Domain.class).stream())
			.map(SchemaObject::id)
			.filter((id) -> names.of(id).equals(type) && of(schema, id) != null)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Finds values that go while others come.
	 * @param actual what the database has
	 * @param target the desired values
	 * @return the renames that may be meant; the first goes with the first
	 */
	public static List<ValueRename> probableRenames(Schema actual, Schema target) {
		Map<ObjectId, List<String>> wanted = new LinkedHashMap<>();
		target.all(EnumType.class).forEach((type) -> wanted.put(type.id(), type.labels()));
		target.all(Constraint.class).forEach((constraint) -> {
			ObjectId column = column(constraint);
			if (column != null && !listed(constraint).isEmpty()) {
				wanted.putIfAbsent(column, listed(constraint));
			}
		});
		List<ValueRename> renames = new ArrayList<>();
		wanted.forEach((object, values) -> {
			List<String> present = of(actual, object);
			if (present != null) {
				List<String> going = new ArrayList<>(present);
				going.removeAll(values);
				List<String> coming = new ArrayList<>(values);
				coming.removeAll(present);
				for (int i = 0; i < Math.min(going.size(), coming.size()); i++) {
					renames.add(new ValueRename(object, going.get(i), coming.get(i)));
				}
			}
		});
		return renames;
	}

	/**
	 * Returns what has the values that an object is about.
	 * @param schema the schema
	 * @param id an enum type, or the check of a column
	 * @return the type or the column, or {@code null} where it is neither
	 */
	public static @Nullable ObjectId holderOf(Schema schema, ObjectId id) {
		return (schema.get(id) instanceof Constraint constraint && !listed(constraint).isEmpty()) ? column(constraint)
				: (id.kind() == Kind.ENUM) ? id : null;
	}

	/** The column of a check of one. */
	static @Nullable ObjectId column(Constraint constraint) {
		ObjectId table = constraint.id().table();
		return (table != null && constraint.id().kind() == Kind.CONSTRAINT && constraint.type() == ConstraintType.CHECK
				&& constraint.columns().size() == 1) ? ObjectId.member(Kind.COLUMN, table, constraint.columns().get(0))
						: null;
	}

	/** The names that a check lists, none where it lists none. */
	public static List<String> listed(Constraint constraint) {
		Matcher check = CHECK.matcher(constraint.definition().replaceFirst(" NOT VALID$", ""));
		if (!check.matches()) {
			return List.of();
		}
		String list = (check.group("in") != null) ? check.group("in")
				: (check.group("array") != null) ? check.group("array") : check.group("one");
		return List.copyOf(new LinkedHashSet<>(EACH.matcher(list)
			.results()
			.map(MatchResult::group)
			.map((literal) -> literal.substring(1, literal.length() - 1).replace("''", "'"))
			.toList()));
	}

}
