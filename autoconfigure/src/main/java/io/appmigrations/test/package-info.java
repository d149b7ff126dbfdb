/**
 * API. Assertions for the tests of applications: the revisions are sound, and stop no
 * running application.
 */
@NullMarked
package io.appmigrations.test;

import org.jspecify.annotations.NullMarked;
