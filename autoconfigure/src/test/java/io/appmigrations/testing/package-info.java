/**
 * What tests stand on: a PostgreSQL server, an empty database for each test, revisions
 * written in the test.
 */
@NullMarked
package io.appmigrations.testing;

import org.jspecify.annotations.NullMarked;
