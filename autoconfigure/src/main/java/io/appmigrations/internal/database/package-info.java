/**
 * Internal. PostgreSQL as the tool sees it: the connection that migrates, the version
 * table and the log, the migration lock, who blocks.
 */
@NullMarked
package io.appmigrations.internal.database;

import org.jspecify.annotations.NullMarked;
