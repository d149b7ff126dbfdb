package io.appmigrations.internal.family.constraint;

import java.util.regex.Pattern;

import io.appmigrations.internal.family.PostgresqlNames;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.SchemaObject;
import org.jspecify.annotations.Nullable;

/**
 * Names of constraints and indexes that nobody chose.
 */
public final class ImplicitNames {

	/**
	 * Names that Hibernate gives: a prefix and a hash (its {@code NamingHelper}).
	 */
	private static final Pattern HASHED = Pattern.compile("(?i)(fk|uk|idx)[0-9a-z]{20,}");

	private ImplicitNames() {
	}

	static boolean isHashed(String name) {
		return HASHED.matcher(name).matches();
	}

	/** Whether the name of a declared constraint is none that anybody chose. */
	public static boolean isImplicit(@Nullable String name) {
		return name == null || isHashed(name);
	}

	/** Whether nobody chose the name: Hibernate or PostgreSQL did. */
	public static boolean isImplicit(SchemaObject object) {
		return isImplicit(object.id().name())
				|| (object instanceof Constraint constraint && PostgresqlNames.isGiven(constraint));
	}

}
