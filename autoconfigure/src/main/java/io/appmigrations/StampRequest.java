package io.appmigrations;

import java.util.List;

import org.springframework.util.Assert;

/**
 * The revisions that the version table is set to.
 */
public final class StampRequest {

	private final List<String> targets;

	private final boolean purge;

	private final Mode mode;

	private StampRequest(List<String> targets, boolean purge, Mode mode) {
		Assert.notEmpty(targets, "'targets' must not be empty");
		this.targets = List.copyOf(targets);
		this.purge = purge;
		this.mode = mode;
	}

	/**
	 * Requests the rows of revisions.
	 * @param targets revisions, {@code heads}, {@code base} ...; with
	 * {@link Mode#OFFLINE} one of them may be a range {@code FROM:TO}
	 * @return the request
	 */
	public static StampRequest to(String... targets) {
		return to(List.of(targets));
	}

	/**
	 * Requests the rows of revisions.
	 * @param targets revisions, {@code heads}, {@code base} ...; with
	 * {@link Mode#OFFLINE} one of them may be a range {@code FROM:TO}
	 * @return the request
	 */
	public static StampRequest to(List<String> targets) {
		return new StampRequest(targets, false, Mode.RUN);
	}

	/**
	 * Requests that all rows are removed first, including those of revisions that this
	 * build does not have.
	 * @return the request
	 */
	public StampRequest purge() {
		return new StampRequest(this.targets, true, this.mode);
	}

	/**
	 * Sets whether the rows are written or the statements are shown.
	 * @param other the mode, {@link Mode#RUN} by default
	 * @return the request
	 */
	public StampRequest mode(Mode other) {
		return new StampRequest(this.targets, this.purge, other);
	}

	/**
	 * Returns the revisions to set.
	 * @return the targets, at least one
	 */
	public List<String> targets() {
		return this.targets;
	}

	/**
	 * Whether all rows are removed first.
	 * @return {@code true} if they are
	 */
	public boolean isPurge() {
		return this.purge;
	}

	/**
	 * Returns whether the rows are written or the statements are shown.
	 * @return the mode
	 */
	public Mode mode() {
		return this.mode;
	}

}
