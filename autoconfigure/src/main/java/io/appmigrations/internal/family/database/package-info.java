/**
 * Internal. The families of what a whole database has, or a schema beside its tables:
 * schemas, extensions, foreign data, publications, text search and conversions.
 */
@NullMarked
package io.appmigrations.internal.family.database;

import org.jspecify.annotations.NullMarked;
