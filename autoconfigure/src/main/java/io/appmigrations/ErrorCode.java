package io.appmigrations;

import java.util.Locale;

/**
 * What went wrong, as scripts read it: the {@code code} of the JSON error. The names are
 * part of the contract and never change.
 */
public enum ErrorCode {

	/** The target needs one head and the graph has several. */
	MULTIPLE_HEADS,

	/**
	 * A prefix fits more than one revision, or a relative step has more than one way to
	 * go.
	 */
	AMBIGUOUS_REVISION,

	/** No revision has this id. */
	UNKNOWN_REVISION,

	/** Two revisions have the same id. */
	DUPLICATE_REVISION,

	/** Revisions are their own ancestors, over down revisions or dependencies. */
	REVISION_CYCLE,

	/** A revision names a down revision or a dependency that does not exist. */
	MISSING_PARENT,

	/** A branch label is used twice, or is also a revision's id. */
	DUPLICATE_BRANCH_LABEL,

	/**
	 * A target that is not of the target grammar, or that makes no sense for the command.
	 */
	INVALID_TARGET,

	/** A downgrade target that is not below the database's current revisions. */
	NOT_AN_ANCESTOR,

	/** A downgrade would pass through a revision without a way down. */
	IRREVERSIBLE,

	/** A revision file that cannot be read. */
	INVALID_SCRIPT,

	/** A revision was edited after it had been applied. */
	CHECKSUM_MISMATCH,

	/**
	 * A revision that runs outside a transaction was interrupted, and going on would be a
	 * guess.
	 */
	INTERRUPTED_REVISION,

	/** The migration lock, or a lock of PostgreSQL's, was not to be had in time. */
	LOCK_TIMEOUT,

	/** PostgreSQL refused a statement of a revision, or a Java revision threw. */
	STATEMENT_FAILED,

	/** The database cannot be reached or refuses the login. */
	CONNECTION_FAILED,

	/** The login lacks a privilege that the tool itself needs. */
	PERMISSION_DENIED,

	/** Not PostgreSQL, or a version that is too old. */
	UNSUPPORTED_DATABASE,

	/** The database is not at the revisions that the command expects. */
	DATABASE_NOT_UP_TO_DATE,

	/** An operation that the configuration forbids. */
	UNSAFE_OPERATION,

	/** A property, option or environment variable with an impossible value. */
	INVALID_CONFIGURATION,

	/** The schema differs from what the revisions or the model say. */
	DRIFT;

	/**
	 * Returns the code as the contract spells it.
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
