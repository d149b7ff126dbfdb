/**
 * Internal. What PostgreSQL's catalog says about schemas, and scratch schemas in which
 * DDL is tried and rolled back. Reads and executes; compares nothing. The queries, and
 * what becomes of their rows, are those of the families.
 */
@NullMarked
package io.appmigrations.internal.catalog;

import org.jspecify.annotations.NullMarked;
