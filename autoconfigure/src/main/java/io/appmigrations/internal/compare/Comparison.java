package io.appmigrations.internal.compare;

import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.diff.MadeRecord;
import io.appmigrations.internal.online.SectionScript;

/**
 * A comparison, and what a revision of it is to remember.
 *
 * @param comparison the differences
 * @param record what the upgrade creates that was not there before
 * @param upgrade the statements of the upgrade
 * @param downgrade the statements of the downgrade
 */
public record Comparison(SchemaComparison comparison, MadeRecord record, SectionScript upgrade,
		SectionScript downgrade) {
}
