package io.appmigrations.internal.hibernate;

import org.jspecify.annotations.Nullable;

/**
 * A constant of an enum that has an old name, and a column that holds it by its name. All
 * names are spelled as in the database's catalog.
 *
 * @param schema the table's schema, or {@code null} for the default one
 * @param table the table
 * @param column the column
 * @param oldName the old name of the constant
 * @param name the name of the constant
 */
public record EntityValueRename(@Nullable String schema, String table, String column, String oldName, String name) {

}
