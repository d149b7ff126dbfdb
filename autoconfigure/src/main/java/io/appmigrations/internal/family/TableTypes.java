package io.appmigrations.internal.family;

/**
 * The composite types that tables are of.
 */
final class TableTypes extends Settings {

}
