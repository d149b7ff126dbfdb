package io.appmigrations.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares that a table, a column or an enum constant was renamed, so that a generated
 * revision renames it instead of dropping and creating it. Has no effect if nothing with
 * the old name exists anymore, and can be removed once every database is migrated.
 * <p>
 * On an entity, it applies to the table; if the table was in another schema, the schema
 * precedes the name, as in {@code public.users}. On an attribute (its field or its
 * getter), it applies to the column. The attribute can be a basic attribute, one of an
 * embeddable or of a mapped superclass, or an association with one join column. On a
 * collection with its own table, it applies to that table. On an enum constant, it
 * applies to the label of the enum type, or to the rows of all columns that store the
 * name of the constant.
 */
@Target({ ElementType.TYPE, ElementType.FIELD, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface RenamedFrom {

	/**
	 * The old name, spelled as in the database.
	 * @return the name of a table, a column or a constant, without quotes, and without a
	 * schema unless it has changed
	 */
	String value();

}
