package io.appmigrations;

import java.util.List;
import java.util.Set;

/**
 * The result of a proof with sample rows.
 *
 * @param tables the tables whose rows survived the upgrade and the downgrade: the same
 * number of rows, with the same values in the columns that do not change
 * @param unproven what could not be proven with rows, one per line
 */
public record ProvenRows(Set<String> tables, List<String> unproven) {

	/** The result if nothing was tried. */
	public static final ProvenRows NONE = new ProvenRows(Set.of(), List.of());

	/**
	 * Copies the collections.
	 */
	public ProvenRows {
		tables = Set.copyOf(tables);
		unproven = List.copyOf(unproven);
	}

}
