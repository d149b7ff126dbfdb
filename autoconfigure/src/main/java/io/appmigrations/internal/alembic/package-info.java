/**
 * Internal. The revisions of Alembic, as it prints them, as revisions of this tool. Runs
 * Alembic and knows no database.
 */
@NullMarked
package io.appmigrations.internal.alembic;

import org.jspecify.annotations.NullMarked;
