package io.appmigrations;

/**
 * A revision outside a transaction of which only a part is done.
 *
 * @param revision its id
 * @param direction the direction of the run that did not finish
 * @param statements how many of its statements are done
 * @param rows how many rows its batches have processed, zero where it has none
 */
public record UnfinishedRevision(String revision, Direction direction, int statements, long rows) {

	/**
	 * Says what it is.
	 * @return for example {@code b2: upgrade unfinished, statements done: 2}
	 */
	public String describe() {
		return "%s: %s unfinished, %s".formatted(this.revision, this.direction, done());
	}

	/**
	 * Says how much of it is done.
	 * @return for example {@code statements done: 2} or {@code rows done: 5000}
	 */
	public String done() {
		return (this.rows > 0) ? "rows done: " + this.rows : "statements done: " + this.statements;
	}

}
