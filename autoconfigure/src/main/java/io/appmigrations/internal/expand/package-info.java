/**
 * Internal. Changes that would rewrite a table as several revisions: a new column, its
 * values in batches, and the column in its place. Pure; it knows which parts of a table
 * belong to a column, and so stands above the diff.
 */
@NullMarked
package io.appmigrations.internal.expand;

import org.jspecify.annotations.NullMarked;
