/**
 * API. An assertion for the tests of applications: the revisions are sound.
 */
@NullMarked
package io.appmigrations.test;

import org.jspecify.annotations.NullMarked;
