package io.appmigrations.internal.database;

import java.sql.SQLException;

/**
 * One statement of several that were sent together failed. None after it ran.
 */
public final class PipelineException extends Exception {

	private final int index;

	private final SQLException failure;

	PipelineException(int index, SQLException cause) {
		super(cause.getMessage(), cause);
		this.index = index;
		this.failure = cause;
	}

	/**
	 * Returns which statement failed.
	 * @return its position in the list that was executed, counted from 0
	 */
	public int getIndex() {
		return this.index;
	}

	/**
	 * Returns what PostgreSQL said.
	 * @return the driver's exception
	 */
	public SQLException getFailure() {
		return this.failure;
	}

}
