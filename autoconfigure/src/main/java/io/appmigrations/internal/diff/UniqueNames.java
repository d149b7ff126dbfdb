package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The names that PostgreSQL allows once in a schema ({@code pg_class}, {@code pg_type}
 * and {@code pg_proc}).
 */
final class UniqueNames {

	private UniqueNames() {
	}

	/** Returns the names that an object takes, each with what it is unique among. */
	static List<String> of(@Nullable SchemaObject object) {
		if (object == null) {
			return List.of();
		}
		ObjectId id = object.id();
		List<String> names = new ArrayList<>();
		if (id.kind().isRelation() || (object instanceof Constraint constraint && isBackedByIndex(constraint))) {
			names.add("relation " + id.schema() + "." + id.name());
		}
		if (object instanceof Column column && column.identity() != null) {
			names.add("relation " + id.schema() + "." + column.identity().sequence());
		}
		if (id.kind().isType()) {
			names.add("type " + id.schema() + "." + id.name());
		}
		if (id.kind().isRoutine()) {
			names.add("routine " + id.schema() + "." + id.name());
		}
		return names;
	}

	/** Returns those names, and what an object takes among the constraints around it. */
	static List<String> ofAnyKind(@Nullable SchemaObject object) {
		List<String> names = new ArrayList<>(of(object));
		names.addAll(ofConstraints(object));
		return names;
	}

	private static List<String> ofConstraints(@Nullable SchemaObject object) {
		if (object instanceof Constraint) {
			return List.of(constraint(object.id(), object.id().name()));
		}
		String name = (object instanceof Column column && column.notNull() != null) ? column.notNull().name() : null;
		return (object != null && name != null) ? List.of(constraint(object.id(), name)) : List.of();
	}

	/** Whether a name is one among the constraints around an object. */
	static boolean isOfConstraint(String name) {
		return name.startsWith("constraint ");
	}

	private static String constraint(ObjectId member, String name) {
		return "constraint %s.%s.%s".formatted(member.schema(), member.relation(), name);
	}

	private static boolean isBackedByIndex(Constraint constraint) {
		return switch (constraint.type()) {
			case PRIMARY_KEY, UNIQUE, EXCLUSION -> true;
			default -> false;
		};
	}

}
