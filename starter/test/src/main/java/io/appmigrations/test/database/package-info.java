/**
 * API. Databases for the tests of applications, cloned from a migrated template.
 */
@NullMarked
package io.appmigrations.test.database;

import org.jspecify.annotations.NullMarked;
