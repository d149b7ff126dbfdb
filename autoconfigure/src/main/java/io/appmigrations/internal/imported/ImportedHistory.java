package io.appmigrations.internal.imported;

import java.util.List;

/**
 * The revisions of a project that another tool's history becomes.
 *
 * @param revisions the revisions, parents before children
 * @param notes what is not carried over as it is
 */
public record ImportedHistory(List<ImportedRevision> revisions, List<String> notes) {

	/**
	 * Copies the lists.
	 */
	public ImportedHistory {
		revisions = List.copyOf(revisions);
		notes = List.copyOf(notes);
	}

}
