/**
 * Tests of cloned databases.
 */
@NullMarked
package io.appmigrations.test.database;

import org.jspecify.annotations.NullMarked;
