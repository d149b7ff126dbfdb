/**
 * API. Spring Boot: properties, beans, ordering, {@code --migrate-only},
 * {@code DATABASE_URL}, failure analysis. What is not public is no promise. No logic of
 * migrating lives here.
 */
@NullMarked
package io.appmigrations.autoconfigure;

import org.jspecify.annotations.NullMarked;
