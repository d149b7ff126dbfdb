package io.appmigrations.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * A test of a {@link DatabaseTest} about what the tool says or writes, whichever
 * PostgreSQL it talks to: it runs on the newest one alone.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@DisabledIfSystemProperty(named = "postgres.version", matches = "oldest",
		disabledReason = "what it tests is the same on each PostgreSQL")
public @interface OnNewestPostgres {

}
