package io.appmigrations;

import java.util.Locale;

/**
 * The kind of an error, for scripts: the {@code code} of the JSON error. The names never
 * change.
 */
public enum ErrorCode {

	/** The target needs a single head, and the graph has several. */
	MULTIPLE_HEADS,

	/**
	 * A prefix matches more than one revision, or a relative step is possible in more
	 * than one way.
	 */
	AMBIGUOUS_REVISION,

	/** No revision has this id. */
	UNKNOWN_REVISION,

	/** Two revisions have the same id. */
	DUPLICATE_REVISION,

	/** Revisions are their own ancestors, through down revisions or dependencies. */
	REVISION_CYCLE,

	/** A revision names a down revision or a dependency that does not exist. */
	MISSING_PARENT,

	/** A branch label is used twice, or is also a revision's id. */
	DUPLICATE_BRANCH_LABEL,

	/**
	 * A target that does not match the grammar, or that makes no sense for the command.
	 */
	INVALID_TARGET,

	/** The target of a downgrade is not an ancestor of the current revisions. */
	NOT_AN_ANCESTOR,

	/** A downgrade would pass through a revision without a downgrade script. */
	IRREVERSIBLE,

	/** A revision file cannot be read. */
	INVALID_SCRIPT,

	/** A revision was edited after it had been applied. */
	CHECKSUM_MISMATCH,

	/**
	 * A revision outside a transaction was interrupted and cannot be resumed safely, or
	 * the process was shut down.
	 */
	INTERRUPTED_REVISION,

	/** The migration lock, or a lock in PostgreSQL, could not be acquired in time. */
	LOCK_TIMEOUT,

	/** PostgreSQL refused a statement, or a Java revision threw an exception. */
	STATEMENT_FAILED,

	/** The database cannot be reached or refuses the login. */
	CONNECTION_FAILED,

	/** The login lacks a privilege that the tool itself needs. */
	PERMISSION_DENIED,

	/** The database is not PostgreSQL, or too old. */
	UNSUPPORTED_DATABASE,

	/** The database is not at the revisions that the command needs. */
	DATABASE_NOT_UP_TO_DATE,

	/** An operation that was not confirmed or that the configuration forbids. */
	UNSAFE_OPERATION,

	/** A property, option, environment variable or file has an invalid value. */
	INVALID_CONFIGURATION,

	/** The schema differs from the revisions or the model. */
	DRIFT;

	/**
	 * Returns the code as it is written in JSON.
	 * @return for example {@code multiple_heads}
	 */
	public String code() {
		return name().toLowerCase(Locale.ROOT);
	}

	@Override
	public String toString() {
		return code();
	}

}
