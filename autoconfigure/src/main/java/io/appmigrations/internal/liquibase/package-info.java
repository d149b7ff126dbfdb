/**
 * Internal. The change sets of Liquibase and what its history table says, as revisions of
 * this tool. Needs no Liquibase and knows no database.
 */
@NullMarked
package io.appmigrations.internal.liquibase;

import org.jspecify.annotations.NullMarked;
