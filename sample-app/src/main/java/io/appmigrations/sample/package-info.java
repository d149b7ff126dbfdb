/**
 * The sample application: its start. The REST interface over the catalogue and the
 * database for development are in the packages below.
 */
@NullMarked
package io.appmigrations.sample;

import org.jspecify.annotations.NullMarked;
