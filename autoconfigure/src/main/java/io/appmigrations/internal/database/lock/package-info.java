/**
 * Internal. The migration lock: of PostgreSQL, of ShedLock, or none.
 */
@NullMarked
package io.appmigrations.internal.database.lock;

import org.jspecify.annotations.NullMarked;
