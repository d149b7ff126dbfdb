package io.appmigrations.internal.database.lock;

/**
 * No lock at all, for {@code lock.type=none}: whoever sets it promises that one process
 * at a time migrates.
 */
public final class UnguardedLock implements MigrationLock {

	@Override
	public boolean tryAcquire() {
		return true;
	}

	@Override
	public void requireHeld() {
	}

	@Override
	public String describeHolder() {
		return "nobody";
	}

	@Override
	public void close() {
	}

}
