package io.appmigrations.internal.execution;

/**
 * How far a revision came that does not run in one transaction, as this process knows
 * during the run and after it failed.
 */
final class StepProgress {

	private int statements;

	private long rows;

	private long commits;

	/** How many statements are done, those of interrupted runs included. */
	int statements() {
		return this.statements;
	}

	/** How many rows batches have processed, those of interrupted runs included. */
	long rows() {
		return this.rows;
	}

	/** How many parts this process has committed. */
	long commits() {
		return this.commits;
	}

	/** What was found at the beginning. */
	void begin(int doneStatements) {
		this.statements = doneStatements;
		this.rows = 0;
	}

	/** Statements up to one of them are done. */
	void reached(int statement) {
		if (statement > this.statements) {
			this.statements = statement;
			this.commits++;
		}
	}

	/** A batch was found to have been begun. */
	void resumed(long doneRows) {
		this.rows += doneRows;
	}

	/** A range of rows was committed. */
	void range(long more) {
		this.rows += more;
		this.commits++;
	}

}
