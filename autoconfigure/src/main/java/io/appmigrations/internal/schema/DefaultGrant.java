package io.appmigrations.internal.schema;

/**
 * What default privileges give to a role with everything that is created.
 *
 * @param schema in which schema, or an empty string for all of them
 * @param kinds on what: {@code tables}, {@code functions} and the like
 * @param role who gets it, as SQL names it
 * @param privileges what it gets, in order; empty where some of it may be granted on
 */
public record DefaultGrant(String schema, String kinds, String role, String privileges) {

}
