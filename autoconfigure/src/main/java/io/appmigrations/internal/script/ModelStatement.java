package io.appmigrations.internal.script;

/**
 * A statement of a model file.
 *
 * @param statement the statement
 * @param data whether it declares rows that are reference data
 */
public record ModelStatement(SqlStatement statement, boolean data) {

}
