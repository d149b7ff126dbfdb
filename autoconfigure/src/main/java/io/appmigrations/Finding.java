package io.appmigrations;

/**
 * Something that does not fit between the revisions of a build and what a database says
 * about itself.
 *
 * @param kind what it is
 * @param revision the id of the revision that it is about
 * @param message what is wrong, for people; may have several lines
 * @param remedy what to do, for people
 */
public record Finding(Kind kind, String revision, String message, String remedy) {

	/** What can be wrong. */
	public enum Kind {

		/** The file was edited after it had been applied. */
		EDITED,

		/** A row of the version table names a revision that has no file. */
		UNKNOWN,

		/** A row of the version table is implied by another one. */
		REDUNDANT,

		/** Log and version table contradict each other. */
		LOG,

		/**
		 * A run outside of transactions was interrupted, and only a person can tell how
		 * far it came.
		 */
		INTERRUPTED,

		/** A revision was begun and not finished; the next start goes on with it. */
		UNFINISHED

	}

}
