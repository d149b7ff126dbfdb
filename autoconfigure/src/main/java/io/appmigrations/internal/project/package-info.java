/**
 * Internal. The source tree of the project that uses the library: where its revision
 * files lie, how new ones are named and written, and what {@code init} puts there. Knows
 * nothing of databases.
 */
@NullMarked
package io.appmigrations.internal.project;

import org.jspecify.annotations.NullMarked;
