package io.appmigrations.internal.engine;

import java.util.List;

/**
 * What {@code import} did.
 *
 * @param revisions the revisions in their order
 * @param written whether their files were written; not in a dry run, and not if they are
 * there already
 * @param notes what is not carried over as it is, and what is worth knowing
 * @param database what the database says, or why it was not asked
 * @param differences how the schema of a new database differs from the database's, a line
 * each
 */
public record ImportReport(List<Imported> revisions, boolean written, List<String> notes, String database,
		List<String> differences) {

	/**
	 * Copies the lists.
	 */
	public ImportReport {
		revisions = List.copyOf(revisions);
		notes = List.copyOf(notes);
		differences = List.copyOf(differences);
	}

	/**
	 * A revision.
	 *
	 * @param revision its id
	 * @param path its file
	 * @param present whether the project had it before
	 * @param complete whether the import knows all that it does; otherwise somebody must
	 * write it
	 */
	public record Imported(String revision, String path, boolean present, boolean complete) {
	}

}
