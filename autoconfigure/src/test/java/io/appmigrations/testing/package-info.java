/**
 * What tests stand on: a PostgreSQL server, a fresh database for each test, revisions
 * written in the test.
 */
@NullMarked
package io.appmigrations.testing;

import org.jspecify.annotations.NullMarked;
