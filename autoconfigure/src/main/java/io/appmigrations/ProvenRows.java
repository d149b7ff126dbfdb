package io.appmigrations;

import java.util.List;
import java.util.Set;

/**
 * What was found when changes were tried on a few rows.
 *
 * @param tables the tables whose rows survived the upgrade and the downgrade: as many
 * rows, with the same values where a column does not change
 * @param unproven what is not proven about rows, a line each
 */
public record ProvenRows(Set<String> tables, List<String> unproven) {

	/** Where nothing was tried. */
	public static final ProvenRows NONE = new ProvenRows(Set.of(), List.of());

	/**
	 * Copies the collections.
	 */
	public ProvenRows {
		tables = Set.copyOf(tables);
		unproven = List.copyOf(unproven);
	}

}
