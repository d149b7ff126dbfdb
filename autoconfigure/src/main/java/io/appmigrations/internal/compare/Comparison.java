package io.appmigrations.internal.compare;

import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.diff.MadeRecord;

/**
 * A comparison, and what a revision of it is to remember.
 *
 * @param comparison the differences
 * @param record what the upgrade creates that was not there before
 */
public record Comparison(SchemaComparison comparison, MadeRecord record) {
}
