/**
 * What DDL declares, read without PostgreSQL where it is of the plain kind that nobody
 * can read in two ways.
 */
@NullMarked
package io.appmigrations.declaration;

import org.jspecify.annotations.NullMarked;
