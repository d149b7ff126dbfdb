/**
 * The source tree of the project that uses the library: where its revision files lie, how
 * new ones are named and written, and what {@code init} puts there. The facade calls it;
 * it knows nothing of databases.
 */
@NullMarked
package io.appmigrations.project;

import org.jspecify.annotations.NullMarked;
