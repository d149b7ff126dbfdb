/**
 * Revision files: finding and reading them, splitting them into statements where
 * PostgreSQL would, checksums. Knows no database; the database and execution packages and
 * the facade call it.
 */
@NullMarked
package io.appmigrations.script;

import org.jspecify.annotations.NullMarked;
