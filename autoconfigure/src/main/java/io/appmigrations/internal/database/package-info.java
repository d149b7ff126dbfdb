/**
 * Internal. PostgreSQL as the tool sees it: the connection that migrates, its session,
 * poolers, who blocks.
 */
@NullMarked
package io.appmigrations.internal.database;

import org.jspecify.annotations.NullMarked;
