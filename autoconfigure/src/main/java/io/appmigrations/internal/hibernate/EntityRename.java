package io.appmigrations.internal.hibernate;

import org.jspecify.annotations.Nullable;

/**
 * A table or a column that has an old name, as
 * {@link io.appmigrations.annotation.RenamedFrom} says. All names are spelled as in the
 * database's catalog.
 *
 * @param schema the table's schema, or {@code null} for the default one
 * @param table the table's new name
 * @param column the column's new name, or {@code null} where it is the table that is
 * renamed
 * @param oldName the old name of the table or of the column
 */
public record EntityRename(@Nullable String schema, String table, @Nullable String column, String oldName) {

}
