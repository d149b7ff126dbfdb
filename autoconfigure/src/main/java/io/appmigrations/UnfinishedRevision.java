package io.appmigrations;

/**
 * A revision outside a transaction of which only a part is done.
 *
 * @param revision its id
 * @param direction the direction of the run that did not finish
 * @param statements how many of its statements are done
 */
public record UnfinishedRevision(String revision, Direction direction, int statements) {

	/**
	 * Says what it is.
	 * @return for example {@code b2: upgrade unfinished, statements done: 2}
	 */
	public String describe() {
		return "%s: %s unfinished, statements done: %s".formatted(this.revision, this.direction, this.statements);
	}

}
