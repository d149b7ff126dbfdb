/**
 * Spring Boot: properties, beans, ordering, {@code --migrate-only}, {@code DATABASE_URL},
 * failure analysis. The only package that imports Spring Boot. No logic of migrating
 * lives here.
 */
@NullMarked
package io.appmigrations.autoconfigure;

import org.jspecify.annotations.NullMarked;
