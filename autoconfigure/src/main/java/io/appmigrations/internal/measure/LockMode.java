package io.appmigrations.internal.measure;

import java.util.EnumSet;
import java.util.Set;

/**
 * The lock modes of tables, from the weakest to the strongest, and which of them exclude
 * each other (manual, 13.3.1, table 13.2).
 */
public enum LockMode {

	/** Of {@code SELECT}. */
	ACCESS_SHARE("AccessShareLock"),

	/** Of {@code SELECT FOR UPDATE}. */
	ROW_SHARE("RowShareLock"),

	/** Of {@code INSERT}, {@code UPDATE}, {@code DELETE}. */
	ROW_EXCLUSIVE("RowExclusiveLock"),

	/** Of {@code VALIDATE CONSTRAINT}, {@code ANALYZE}, {@code CONCURRENTLY}. */
	SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock"),

	/** Of {@code CREATE INDEX}. */
	SHARE("ShareLock"),

	/** Of {@code CREATE TRIGGER} and {@code ADD FOREIGN KEY}. */
	SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock"),

	/** Of {@code REFRESH MATERIALIZED VIEW CONCURRENTLY}. */
	EXCLUSIVE("ExclusiveLock"),

	/** Of most forms of {@code ALTER TABLE}, and {@code DROP TABLE}. */
	ACCESS_EXCLUSIVE("AccessExclusiveLock");

	private static final Set<LockMode> STRONGER_THAN_WRITING = EnumSet.range(SHARE, ACCESS_EXCLUSIVE);

	private final String catalogName;

	LockMode(String catalogName) {
		this.catalogName = catalogName;
	}

	/**
	 * Finds a mode by its name in {@code pg_locks}.
	 * @param name for example {@code AccessShareLock}
	 * @return the mode
	 */
	static LockMode of(String name) {
		for (LockMode mode : values()) {
			if (mode.catalogName.equals(name)) {
				return mode;
			}
		}
		throw new IllegalArgumentException("No lock mode is called " + name);
	}

	/**
	 * Whether two sessions cannot have two modes at the same time.
	 * @param other the mode of another session
	 * @return {@code true} where one waits for the other
	 */
	public boolean conflictsWith(LockMode other) {
		return conflicting().contains(other);
	}

	private Set<LockMode> conflicting() {
		return switch (this) {
			case ACCESS_SHARE -> EnumSet.of(ACCESS_EXCLUSIVE);
			case ROW_SHARE -> EnumSet.range(EXCLUSIVE, ACCESS_EXCLUSIVE);
			case ROW_EXCLUSIVE -> STRONGER_THAN_WRITING;
			case SHARE_UPDATE_EXCLUSIVE -> EnumSet.range(SHARE_UPDATE_EXCLUSIVE, ACCESS_EXCLUSIVE);
			case SHARE ->
				EnumSet.of(ROW_EXCLUSIVE, SHARE_UPDATE_EXCLUSIVE, SHARE_ROW_EXCLUSIVE, EXCLUSIVE, ACCESS_EXCLUSIVE);
			case SHARE_ROW_EXCLUSIVE -> EnumSet.range(ROW_EXCLUSIVE, ACCESS_EXCLUSIVE);
			case EXCLUSIVE -> EnumSet.range(ROW_SHARE, ACCESS_EXCLUSIVE);
			case ACCESS_EXCLUSIVE -> EnumSet.allOf(LockMode.class);
		};
	}

	/**
	 * Whether {@code SELECT} waits for whoever has the lock.
	 * @return {@code true} for {@link #ACCESS_EXCLUSIVE}
	 */
	public boolean blocksReads() {
		return conflictsWith(ACCESS_SHARE);
	}

	/**
	 * Whether {@code INSERT}, {@code UPDATE} and {@code DELETE} wait for whoever has the
	 * lock.
	 * @return {@code true} from {@link #SHARE} on
	 */
	public boolean blocksWrites() {
		return conflictsWith(ROW_EXCLUSIVE);
	}

	/**
	 * Writes the mode as the manual does.
	 * @return for example {@code ACCESS EXCLUSIVE}
	 */
	@Override
	public String toString() {
		return name().replace('_', ' ');
	}

}
