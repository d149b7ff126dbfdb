/**
 * Internal. A PostgreSQL schema as values: tables, columns, constraints, indexes, types,
 * sequences and the rest, each with what it depends on. Pure.
 */
@NullMarked
package io.appmigrations.internal.schema;

import org.jspecify.annotations.NullMarked;
