package io.appmigrations.test.database;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class, or a method, with a database in which the revisions have run. The
 * revisions run once, in a template; each database is a copy of it, and is dropped
 * afterwards.
 *
 * <pre>
 * &#64;MigratedDatabase
 * class OrderTests {
 *
 * 	&#64;Test
 * 	void ordersAreNumbered(JdbcClient jdbc) {
 * 	}
 *
 * }
 * </pre>
 *
 * <p>
 * Methods can have parameters of the types {@link ClonedDatabase},
 * {@link javax.sql.DataSource}, {@link org.springframework.jdbc.core.simple.JdbcClient}
 * and {@link io.appmigrations.Migrations}. In a Spring test, the database is that of the
 * application context, whatever {@code spring.datasource.url} and
 * {@code app.migrations.url} are.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(MigratedDatabaseExtension.class)
public @interface MigratedDatabase {

	/**
	 * Returns the folders with revision files.
	 * @return {@code classpath:} and {@code file:} folders; by default those of
	 * {@code app.migrations.locations} in a Spring test, and
	 * {@code classpath:db/migrations} in others
	 */
	String[] locations() default {};

	/**
	 * Returns the revision to which the database is upgraded. A test of a revision that
	 * changes data starts with the one before. Not in a Spring test, where the
	 * application upgrades its database when it starts.
	 * @return a target of {@code upgrade}
	 */
	String target() default "heads";

	/**
	 * Returns who shares the database. At a method, the method always has one of its own.
	 * @return the scope
	 */
	DatabaseScope scope() default DatabaseScope.CLASS;

	/**
	 * Returns whether a Spring test has an application context of its own, and thereby a
	 * database that no other class has written to. Otherwise both are shared by classes
	 * with the same configuration.
	 * @return {@code false} by default, because contexts take seconds to start
	 */
	boolean ownContext() default false;

}
