/**
 * Not yours to copy: a PostgreSQL for whoever tries the sample and has no database. A
 * service of your own gets one from {@code spring-boot-docker-compose}, Testcontainers or
 * {@code DATABASE_URL}. Knows nothing of the catalogue; only Spring Boot sees it, as
 * connection details.
 */
@NullMarked
package io.appmigrations.sample.localpostgres;

import org.jspecify.annotations.NullMarked;
