package io.appmigrations;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The properties of a new revision.
 */
public final class RevisionRequest {

	private final String message;

	private final @Nullable String head;

	private final boolean splice;

	private final List<String> branchLabels;

	private final List<String> dependsOn;

	private final @Nullable String id;

	private final @Nullable String versionPath;

	private final boolean java;

	private RevisionRequest(Builder builder) {
		this.message = builder.message;
		this.head = builder.head;
		this.splice = builder.splice;
		this.branchLabels = builder.branchLabels;
		this.dependsOn = builder.dependsOn;
		this.id = builder.id;
		this.versionPath = builder.versionPath;
		this.java = builder.java;
	}

	/**
	 * Requests a SQL revision that builds on the only head.
	 * @param message what the revision does
	 * @return the request
	 */
	public static RevisionRequest of(String message) {
		return builder(message).build();
	}

	/**
	 * Returns a builder of a SQL revision that builds on the only head.
	 * @param message what the revision does
	 * @return a builder
	 */
	public static Builder builder(String message) {
		return new Builder(message);
	}

	/**
	 * Returns what the revision does.
	 * @return the message
	 */
	public String message() {
		return this.message;
	}

	/**
	 * Returns the revision to build on.
	 * @return a target, or {@code null} for the only head
	 */
	public @Nullable String head() {
		return this.head;
	}

	/**
	 * Whether the revision may build on one that is not a head, which starts a branch.
	 * @return {@code true} if it may
	 */
	public boolean isSplice() {
		return this.splice;
	}

	/**
	 * Returns the branch labels of the revision.
	 * @return the labels
	 */
	public List<String> branchLabels() {
		return this.branchLabels;
	}

	/**
	 * Returns the revisions that must be applied first.
	 * @return ids, prefixes or labels
	 */
	public List<String> dependsOn() {
		return this.dependsOn;
	}

	/**
	 * Returns the id.
	 * @return the id, or {@code null} to generate one
	 */
	public @Nullable String id() {
		return this.id;
	}

	/**
	 * Returns the folder of the file.
	 * @return the folder, or {@code null} for the default one
	 */
	public @Nullable String versionPath() {
		return this.versionPath;
	}

	/**
	 * Whether the revision is a Java class instead of a SQL file.
	 * @return {@code true} for a Java class
	 */
	public boolean isJava() {
		return this.java;
	}

	/**
	 * Builder of a request.
	 */
	public static final class Builder {

		private final String message;

		private @Nullable String head;

		private boolean splice;

		private List<String> branchLabels = List.of();

		private List<String> dependsOn = List.of();

		private @Nullable String id;

		private @Nullable String versionPath;

		private boolean java;

		private Builder(String message) {
			this.message = message;
		}

		/**
		 * Sets the revision to build on.
		 * @param head a target, or {@code null} for the only head
		 * @return this
		 */
		public Builder head(@Nullable String head) {
			this.head = head;
			return this;
		}

		/**
		 * Sets whether the revision may build on one that is not a head.
		 * @param splice {@code false} by default
		 * @return this
		 */
		public Builder splice(boolean splice) {
			this.splice = splice;
			return this;
		}

		/**
		 * Sets the branch labels.
		 * @param branchLabels the labels
		 * @return this
		 */
		public Builder branchLabels(Collection<String> branchLabels) {
			this.branchLabels = List.copyOf(branchLabels);
			return this;
		}

		/**
		 * Sets the revisions that must be applied first.
		 * @param dependsOn ids, prefixes or labels
		 * @return this
		 */
		public Builder dependsOn(Collection<String> dependsOn) {
			this.dependsOn = List.copyOf(dependsOn);
			return this;
		}

		/**
		 * Sets the id.
		 * @param id the id, or {@code null} to generate one
		 * @return this
		 */
		public Builder id(@Nullable String id) {
			this.id = id;
			return this;
		}

		/**
		 * Sets the folder of the file.
		 * @param versionPath the folder, or {@code null} for the default one
		 * @return this
		 */
		public Builder versionPath(@Nullable String versionPath) {
			this.versionPath = versionPath;
			return this;
		}

		/**
		 * Sets whether the revision is a Java class instead of a SQL file.
		 * @param java {@code false} by default
		 * @return this
		 */
		public Builder java(boolean java) {
			this.java = java;
			return this;
		}

		/**
		 * Builds the request.
		 * @return the request
		 */
		public RevisionRequest build() {
			return new RevisionRequest(this);
		}

	}

}
