package io.appmigrations.internal.family;

/**
 * That the rows of a table satisfy a constraint that is not valid for its parent.
 */
final class Validations extends Settings {

}
