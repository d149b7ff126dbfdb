package io.appmigrations.settings;

/**
 * The types of locks.
 */
public enum LockType {

	/** A session-level advisory lock of PostgreSQL. */
	ADVISORY,

	/** A lease in a table, managed by ShedLock, for poolers in transaction mode. */
	SHEDLOCK,

	/** No lock: the user makes sure that one process at a time migrates. */
	NONE

}
