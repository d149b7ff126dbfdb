package io.appmigrations.internal.imported;

import io.appmigrations.Revision;

/**
 * A revision that is made from another tool's history.
 *
 * @param revision its place in the graph
 * @param path its file, below the folder of the revisions or, for a class, of their
 * package
 * @param text the contents of the file
 * @param java whether it is a class
 * @param complete whether it runs as it is; otherwise somebody must write what it does
 * @param importedFrom the value of its header {@code imported-from}
 */
public record ImportedRevision(Revision revision, String path, String text, boolean java, boolean complete,
		String importedFrom) {

	/**
	 * Returns its id.
	 * @return the id of the revision
	 */
	public String id() {
		return this.revision.id();
	}

	ImportedRevision withText(String other) {
		return new ImportedRevision(this.revision, this.path, other, this.java, this.complete, this.importedFrom);
	}

}
