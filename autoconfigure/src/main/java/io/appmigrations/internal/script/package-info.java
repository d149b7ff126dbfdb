/**
 * Internal. Revision files: finding and reading them, splitting them into statements
 * where PostgreSQL would, checksums; and Java revisions beside them. Knows no database.
 */
@NullMarked
package io.appmigrations.internal.script;

import org.jspecify.annotations.NullMarked;
