/**
 * API. For the tests of applications: one line that says whether the revisions are sound.
 */
@NullMarked
package io.appmigrations.test;

import org.jspecify.annotations.NullMarked;
