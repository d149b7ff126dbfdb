package io.appmigrations;

import java.util.Collection;
import java.util.Set;

/**
 * The decisions of a person about findings.
 */
public final class Repair {

	private final Set<String> accept;

	private final Set<String> forget;

	private final Set<String> done;

	private final Set<String> undone;

	private final boolean rows;

	private final boolean log;

	private Repair(Builder builder) {
		this.accept = builder.accept;
		this.forget = builder.forget;
		this.done = builder.done;
		this.undone = builder.undone;
		this.rows = builder.rows;
		this.log = builder.log;
	}

	/**
	 * Returns a builder without decisions.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns the revisions whose edited files are right.
	 * @return their ids
	 */
	public Set<String> accept() {
		return this.accept;
	}

	/**
	 * Returns the revisions whose files are permanently lost, and those whose unfinished
	 * upgrade was undone by hand.
	 * @return their ids
	 */
	public Set<String> forget() {
		return this.forget;
	}

	/**
	 * Returns the revisions whose interrupted statement took effect.
	 * @return their ids
	 */
	public Set<String> done() {
		return this.done;
	}

	/**
	 * Returns the revisions whose interrupted statement did not take effect.
	 * @return their ids
	 */
	public Set<String> undone() {
		return this.undone;
	}

	/**
	 * Whether redundant rows are removed.
	 * @return {@code true} if they are
	 */
	public boolean isRows() {
		return this.rows;
	}

	/**
	 * Whether the log is corrected according to the version table.
	 * @return {@code true} if it is
	 */
	public boolean isLog() {
		return this.log;
	}

	/**
	 * Whether there are no decisions.
	 * @return {@code true} if findings are only to be shown
	 */
	public boolean isEmpty() {
		return !this.rows && !this.log && this.accept.isEmpty() && this.forget.isEmpty() && this.done.isEmpty()
				&& this.undone.isEmpty();
	}

	/**
	 * Builder of decisions.
	 */
	public static final class Builder {

		private Set<String> accept = Set.of();

		private Set<String> forget = Set.of();

		private Set<String> done = Set.of();

		private Set<String> undone = Set.of();

		private boolean rows;

		private boolean log;

		private Builder() {
		}

		/**
		 * Sets the revisions whose edited files are accepted.
		 * @param revisions the revisions whose edited files are right
		 * @return this
		 */
		public Builder accept(Collection<String> revisions) {
			this.accept = Set.copyOf(revisions);
			return this;
		}

		/**
		 * Sets the revisions whose files are lost, or whose unfinished upgrade was undone
		 * by hand.
		 * @param revisions their ids
		 * @return this
		 */
		public Builder forget(Collection<String> revisions) {
			this.forget = Set.copyOf(revisions);
			return this;
		}

		/**
		 * Sets the revisions whose interrupted statement took effect.
		 * @param revisions their revisions
		 * @return this
		 */
		public Builder done(Collection<String> revisions) {
			this.done = Set.copyOf(revisions);
			return this;
		}

		/**
		 * Sets the revisions whose interrupted statement did not take effect.
		 * @param revisions their revisions
		 * @return this
		 */
		public Builder undone(Collection<String> revisions) {
			this.undone = Set.copyOf(revisions);
			return this;
		}

		/**
		 * Sets whether redundant rows are removed.
		 * @param rows {@code false} by default
		 * @return this
		 */
		public Builder rows(boolean rows) {
			this.rows = rows;
			return this;
		}

		/**
		 * Sets whether the log is corrected according to the version table.
		 * @param log {@code false} by default
		 * @return this
		 */
		public Builder log(boolean log) {
			this.log = log;
			return this;
		}

		/**
		 * Builds the decisions.
		 * @return the decisions
		 */
		public Repair build() {
			return new Repair(this);
		}

	}

}
