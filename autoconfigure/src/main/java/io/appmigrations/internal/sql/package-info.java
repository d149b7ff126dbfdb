/**
 * Internal. The lexical structure of PostgreSQL's SQL, and what a statement is and names.
 * It knows nothing about files, databases and revisions; whoever reads SQL stands on it.
 */
@NullMarked
package io.appmigrations.internal.sql;

import org.jspecify.annotations.NullMarked;
