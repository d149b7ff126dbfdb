package io.appmigrations;

import java.util.List;

import org.springframework.util.Assert;

/**
 * Where the version table shall say that a database is.
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
	 * Asks for rows to be written.
	 * @param targets revisions, {@code heads}, {@code base} ...; with
	 * {@link Mode#OFFLINE} one of them may be a range {@code FROM:TO}
	 * @return the request
	 */
	public static StampRequest to(String... targets) {
		return to(List.of(targets));
	}

	/**
	 * Asks for rows to be written.
	 * @param targets revisions, {@code heads}, {@code base} ...; with
	 * {@link Mode#OFFLINE} one of them may be a range {@code FROM:TO}
	 * @return the request
	 */
	public static StampRequest to(List<String> targets) {
		return new StampRequest(targets, false, Mode.RUN);
	}

	/**
	 * Asks for all rows to be removed first, including those that this build does not
	 * know.
	 * @return the request
	 */
	public StampRequest purge() {
		return new StampRequest(this.targets, true, this.mode);
	}

	/**
	 * Says whether the rows are written or the statements shown.
	 * @param other the mode, {@link Mode#RUN} by default
	 * @return the request
	 */
	public StampRequest mode(Mode other) {
		return new StampRequest(this.targets, this.purge, other);
	}

	/**
	 * Returns where the database shall be.
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
	 * Returns whether the rows are written.
	 * @return the mode
	 */
	public Mode mode() {
		return this.mode;
	}

}
