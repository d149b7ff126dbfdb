/**
 * API. Spring Boot: properties, beans, ordering, {@code --migrate-only},
 * {@code DATABASE_URL}, failure analysis. Only public types are API. The package contains
 * no migration logic.
 */
@NullMarked
package io.appmigrations.autoconfigure;

import org.jspecify.annotations.NullMarked;
