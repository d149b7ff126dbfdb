/**
 * Internal. How the rows of PostgreSQL's catalogs become objects: the queries, the
 * addresses of objects, what is read so far, and what PostgreSQL prints. Knows no family.
 */
@NullMarked
package io.appmigrations.internal.family.read;

import org.jspecify.annotations.NullMarked;
