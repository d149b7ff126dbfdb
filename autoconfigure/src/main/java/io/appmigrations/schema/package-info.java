/**
 * The model of a PostgreSQL schema as values: tables, columns, constraints, indexes,
 * types, sequences and the rest, each with what it depends on. Pure; everybody may use
 * it.
 */
@NullMarked
package io.appmigrations.schema;

import org.jspecify.annotations.NullMarked;
