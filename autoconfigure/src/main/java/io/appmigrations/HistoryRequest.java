package io.appmigrations;

/**
 * Which revisions to list.
 */
public final class HistoryRequest {

	private static final HistoryRequest ALL = new HistoryRequest(":", false);

	private final String range;

	private final boolean indicateCurrent;

	private HistoryRequest(String range, boolean indicateCurrent) {
		this.range = range;
		this.indicateCurrent = indicateCurrent;
	}

	/**
	 * Requests all revisions.
	 * @return the request
	 */
	public static HistoryRequest all() {
		return ALL;
	}

	/**
	 * Requests the revisions of a range.
	 * @param range {@code FROM:TO}, both included; either may be missing
	 * @return the request
	 */
	public static HistoryRequest of(String range) {
		return new HistoryRequest(range, false);
	}

	/**
	 * Requests that the database is asked which revisions are applied. Otherwise it is
	 * asked only if the range contains {@code current}.
	 * @return the request
	 */
	public HistoryRequest indicateCurrent() {
		return new HistoryRequest(this.range, true);
	}

	/**
	 * Returns the range.
	 * @return {@code FROM:TO}
	 */
	public String range() {
		return this.range;
	}

	/**
	 * Whether the database is always asked.
	 * @return {@code true} if it is
	 */
	public boolean isIndicateCurrent() {
		return this.indicateCurrent;
	}

}
