/**
 * PostgreSQL as the tool sees it: the connection that migrates, the version table and the
 * log, the migration lock. All SQL that the tool itself sends is here. The execution
 * package and the facade call it.
 */
@NullMarked
package io.appmigrations.database;

import org.jspecify.annotations.NullMarked;
