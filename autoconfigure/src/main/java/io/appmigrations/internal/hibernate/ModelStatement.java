package io.appmigrations.internal.hibernate;

/**
 * A statement of the model's DDL.
 *
 * @param sql the statement, without a semicolon at its end
 * @param origin the mapped object that it makes, for error messages: for example
 * {@code table orders (com.example.Order)}
 */
public record ModelStatement(String sql, String origin) {

}
