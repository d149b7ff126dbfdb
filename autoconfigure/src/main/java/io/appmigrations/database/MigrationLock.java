package io.appmigrations.database;

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
	 * @throws io.appmigrations.error.MigrationException with {@code lock_timeout} where
	 * it was lost
	 */
	void requireHeld();

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
