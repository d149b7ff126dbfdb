/**
 * Internal. What DDL declares, read without PostgreSQL if it is of the plain kind that
 * nobody can read in two ways.
 */
@NullMarked
package io.appmigrations.internal.declaration;

import org.jspecify.annotations.NullMarked;
