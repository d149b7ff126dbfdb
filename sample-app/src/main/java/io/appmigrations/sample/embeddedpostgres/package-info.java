/**
 * The PostgreSQL that the sample starts by itself where no database is configured. Knows
 * nothing of the catalogue; only Spring Boot sees it, as connection details.
 */
@NullMarked
package io.appmigrations.sample.embeddedpostgres;

import org.jspecify.annotations.NullMarked;
