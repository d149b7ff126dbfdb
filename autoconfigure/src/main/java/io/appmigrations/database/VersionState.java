package io.appmigrations.database;

import java.util.Map;
import java.util.Set;

/**
 * What a database says about itself.
 *
 * @param rows the rows of the version table: the current revisions, the ones that they
 * imply left out
 * @param checksums the checksum with which each revision was last applied, as far as the
 * log remembers one
 */
public record VersionState(Set<String> rows, Map<String, String> checksums) {

	/** A database that was never migrated. */
	static final VersionState EMPTY = new VersionState(Set.of(), Map.of());

	/**
	 * Copies the collections.
	 */
	public VersionState {
		rows = Set.copyOf(rows);
		checksums = Map.copyOf(checksums);
	}

}
