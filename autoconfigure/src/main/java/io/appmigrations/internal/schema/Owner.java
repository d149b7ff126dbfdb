package io.appmigrations.internal.schema;

/**
 * Who owns an object that is not the login's own.
 *
 * @param role the role as SQL names it
 * @param assignable whether the login may give objects to the role
 */
public record Owner(String role, boolean assignable) {
}
