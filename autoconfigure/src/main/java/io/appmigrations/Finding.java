package io.appmigrations;

/**
 * An inconsistency between the revisions of a build and the version table or the log of a
 * database.
 *
 * @param kind what it is
 * @param revision the id of the affected revision
 * @param message what is wrong, for people; can have several lines
 * @param remedy what to do, for people
 */
public record Finding(Kind kind, String revision, String message, String remedy) {

	/** The kinds of findings. */
	public enum Kind {

		/** The file was edited after it had been applied. */
		EDITED,

		/** A row of the version table names a revision that has no file. */
		UNKNOWN,

		/** A row of the version table is implied by another one. */
		REDUNDANT,

		/** The log and the version table contradict each other. */
		LOG,

		/**
		 * A run outside a transaction was interrupted, and only a person can tell whether
		 * a statement took effect.
		 */
		INTERRUPTED,

		/** A revision was started and not finished; the next start resumes it. */
		UNFINISHED

	}

}
