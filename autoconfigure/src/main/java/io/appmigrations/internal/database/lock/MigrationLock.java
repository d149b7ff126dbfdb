package io.appmigrations.internal.database.lock;

import java.util.Optional;

/**
 * Keeps replicas from migrating the same database at once. Closing releases it.
 */
public interface MigrationLock extends AutoCloseable {

	/**
	 * Tries to take the lock, without waiting.
	 * @return {@code true} where this process holds it now
	 */
	boolean tryAcquire();

	/**
	 * Makes sure that the lock is still held.
	 * @throws io.appmigrations.MigrationException with {@code lock_timeout} where it was
	 * lost
	 */
	void requireHeld();

	/**
	 * Returns a query that yields one row as long as the lock is held, to be sent along
	 * with the end of a revision: a revision can release advisory locks.
	 * @return the query, or nothing where holding the lock does not depend on the session
	 */
	default Optional<String> proof() {
		return Optional.empty();
	}

	/**
	 * Says who holds the lock.
	 * @return a sentence's end, such as {@code pid 4711 of course-catalogue ...}
	 */
	String describeHolder();

	/**
	 * Releases the lock where it is held.
	 */
	@Override
	void close();

}
