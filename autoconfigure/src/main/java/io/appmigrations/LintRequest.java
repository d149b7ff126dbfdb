package io.appmigrations;

import org.jspecify.annotations.Nullable;

/**
 * Which revisions to check for unsafe statements.
 */
public final class LintRequest {

	private static final LintRequest PENDING = new LintRequest(null);

	private static final LintRequest ALL = new LintRequest(":");

	private final @Nullable String range;

	private LintRequest(@Nullable String range) {
		this.range = range;
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
		return new LintRequest(range);
	}

	/**
	 * Returns the range.
	 * @return {@code FROM:TO}, or {@code null} for what is pending
	 */
	public @Nullable String range() {
		return this.range;
	}

}
