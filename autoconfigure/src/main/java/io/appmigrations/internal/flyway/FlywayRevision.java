package io.appmigrations.internal.flyway;

import java.util.List;

/**
 * A revision that is made from Flyway's scripts.
 *
 * @param id its id
 * @param path its file, below the folder of the revisions or, for a class, of their
 * package
 * @param text the contents of the file
 * @param java whether it is a class
 * @param sources the scripts
 */
public record FlywayRevision(String id, String path, String text, boolean java, List<FlywaySource> sources) {

	/** The id of the revision with all repeatable scripts. */
	public static final String REPEATABLE = "flyway_repeatable";

	/**
	 * Copies the list.
	 */
	public FlywayRevision {
		sources = List.copyOf(sources);
	}

	/**
	 * Returns the value of the header that names the scripts.
	 * @return one line
	 */
	public String header() {
		return FlywaySource.header(this.sources);
	}

}
