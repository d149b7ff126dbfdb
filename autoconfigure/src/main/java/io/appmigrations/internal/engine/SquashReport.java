package io.appmigrations.internal.engine;

import java.util.List;

import io.appmigrations.Revision;

/**
 * What {@code squash} did.
 *
 * @param revision the squashed revision
 * @param path its file
 * @param replaced the revisions of the range, in the order in which they ran
 * @param irreversible those of them that have no downgrade script, so that it has none
 * either
 * @param tables how many tables there were when it was compared with them
 * @param notCompared columns, tables and sequences whose values differ each time
 * @param written whether the file was written; not in a dry run
 */
public record SquashReport(Revision revision, String path, List<Revision> replaced, List<Revision> irreversible,
		int tables, List<String> notCompared, boolean written) {

	/**
	 * Copies the lists.
	 */
	public SquashReport {
		replaced = List.copyOf(replaced);
		irreversible = List.copyOf(irreversible);
		notCompared = List.copyOf(notCompared);
	}

}
