/**
 * Internal. What another tool's history becomes: revisions whose files are still to be
 * written, and where that tool has left a database.
 */
@NullMarked
package io.appmigrations.internal.imported;

import org.jspecify.annotations.NullMarked;
