package io.appmigrations;

import org.jspecify.annotations.Nullable;

/**
 * Which revisions to check for unsafe statements.
 */
public final class LintRequest {

	private static final LintRequest PENDING = new LintRequest(null, true);

	private static final LintRequest ALL = new LintRequest(":", true);

	private final @Nullable String range;

	private final boolean measured;

	private LintRequest(@Nullable String range, boolean measured) {
		this.range = range;
		this.measured = measured;
	}

	/**
	 * Requests the revisions that are pending in the database.
	 * @return the request
	 */
	public static LintRequest pending() {
		return PENDING;
	}

	/**
	 * Requests all revisions.
	 * @return the request
	 */
	public static LintRequest all() {
		return ALL;
	}

	/**
	 * Requests the revisions of a range.
	 * @param range {@code FROM:TO}, both included; either may be missing
	 * @return the request
	 */
	public static LintRequest of(String range) {
		return new LintRequest(range, true);
	}

	/**
	 * Requests to read the revisions only, without any database: rules that need one are
	 * left out. Which revisions are pending is not known then; all are checked.
	 * @return the same revisions
	 */
	public LintRequest withoutMeasuring() {
		return new LintRequest(this.range, false);
	}

	/**
	 * Whether the statements are run in a new database.
	 * @return {@code false} if they are only read
	 */
	public boolean isMeasured() {
		return this.measured;
	}

	/**
	 * Returns the range.
	 * @return {@code FROM:TO}, or {@code null} for what is pending
	 */
	public @Nullable String range() {
		return this.range;
	}

}
