package io.appmigrations.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that a table, a column or a constant of an enum is an old one under a new name, so
 * that a generated revision renames it instead of dropping and creating it. Has no effect
 * where there is nothing of the old name any more, and may be removed once every database
 * is migrated.
 * <p>
 * On an entity it is about its table; where that was in another schema, the schema stands
 * before it, as in {@code public.users}. On an attribute, that is, its field or its
 * getter, it is about the attribute's column, be it a basic attribute, one of an
 * embeddable or of a mapped superclass, or an association with one join column. On a
 * collection with a table of its own it is about that table. On a constant of an enum it
 * is about the label of the enum type, or about the rows of all columns that hold the
 * constant's name.
 */
@Target({ ElementType.TYPE, ElementType.FIELD, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface RenamedFrom {

	/**
	 * The old name, spelled as it is in the database.
	 * @return the name of a table, a column or a constant, without quotes, and without a
	 * schema unless it was another one
	 */
	String value();

}
