/**
 * Internal. The tool's own tables: the version table, the log, and the changes of both
 * from release to release.
 */
@NullMarked
package io.appmigrations.internal.database.version;

import org.jspecify.annotations.NullMarked;
