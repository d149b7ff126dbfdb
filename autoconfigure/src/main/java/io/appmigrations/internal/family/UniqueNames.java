package io.appmigrations.internal.family;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The names that PostgreSQL allows once in a schema ({@code pg_class}, {@code pg_type}
 * and {@code pg_proc}).
 */
public final class UniqueNames {

	private UniqueNames() {
	}

	/**
	 * Returns the names that an object takes, each with what it is unique among.
	 * @param object the object, or {@code null} for none
	 * @return the names
	 */
	public static List<String> of(@Nullable SchemaObject object) {
		return (object != null) ? Families.of(object.id().kind()).uniqueNames(object) : List.of();
	}

	/**
	 * Returns those names, and what an object takes among the constraints around it.
	 * @param object the object, or {@code null} for none
	 * @return the names
	 */
	public static List<String> ofAnyKind(@Nullable SchemaObject object) {
		List<String> names = new ArrayList<>(of(object));
		String name = (object != null) ? Families.of(object.id().kind()).constraintName(object) : null;
		if (object != null && name != null) {
			ObjectId id = object.id();
			names.add("constraint %s.%s.%s".formatted(id.schema(), id.relation(), name));
		}
		return names;
	}

	/**
	 * Whether a name is one among the constraints around an object.
	 * @param name one of these names
	 * @return {@code false} for those that are unique in a schema
	 */
	public static boolean isOfConstraint(String name) {
		return name.startsWith("constraint ");
	}

	public static String relation(String schema, String name) {
		return "relation " + schema + "." + name;
	}

}
