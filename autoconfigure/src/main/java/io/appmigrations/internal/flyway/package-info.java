/**
 * Internal. The scripts of Flyway and what its history table says, as revisions of this
 * tool. Needs no Flyway and knows no database.
 */
@NullMarked
package io.appmigrations.internal.flyway;

import org.jspecify.annotations.NullMarked;
