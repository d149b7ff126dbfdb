package io.appmigrations;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

import io.appmigrations.model.Renaming;
import org.jspecify.annotations.Nullable;

/**
 * Options of a single comparison of the database with the model.
 */
public final class AutogenerateOptions {

	private final @Nullable String model;

	private final List<String> renames;

	private final List<String> valueRenames;

	private final boolean prune;

	private final boolean fromRevisions;

	private final boolean unproven;

	private final @Nullable OnlineMode online;

	private final @Nullable Predicate<Renaming> confirmation;

	private AutogenerateOptions(Builder builder) {
		this.model = builder.model;
		this.renames = List.copyOf(builder.renames);
		this.valueRenames = List.copyOf(builder.valueRenames);
		this.prune = builder.prune;
		this.fromRevisions = builder.fromRevisions;
		this.unproven = builder.unproven;
		this.online = builder.online;
		this.confirmation = builder.confirmation;
	}

	/**
	 * Compares the database with the configured model.
	 * @return the options
	 */
	public static AutogenerateOptions defaults() {
		return builder().build();
	}

	/**
	 * Returns a builder with the defaults.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns a builder with these options.
	 * @return a builder
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.model = this.model;
		builder.renames.addAll(this.renames);
		builder.valueRenames.addAll(this.valueRenames);
		builder.prune = this.prune;
		builder.fromRevisions = this.fromRevisions;
		builder.unproven = this.unproven;
		builder.online = this.online;
		builder.confirmation = this.confirmation;
		return builder;
	}

	/**
	 * Returns the DDL file that replaces the configured model.
	 * @return the file, or {@code null} for the configured model
	 */
	public @Nullable String model() {
		return this.model;
	}

	/**
	 * Returns what was renamed.
	 * @return tables, sequences, views and types as {@code old=new}, columns as
	 * {@code table.old=table.new}
	 */
	public List<String> renames() {
		return this.renames;
	}

	/**
	 * Returns the values of enums that were renamed.
	 * @return {@code type.old=new} or {@code table.column.old=new}
	 */
	public List<String> valueRenames() {
		return this.valueRenames;
	}

	/**
	 * Whether everything that the model does not declare is dropped.
	 * @return {@code true} if it is
	 */
	public boolean isPrune() {
		return this.prune;
	}

	/**
	 * Whether the model is compared with the result of the revisions, replayed in a new
	 * database, instead of with the database.
	 * @return {@code true} if it is
	 */
	public boolean isFromRevisions() {
		return this.fromRevisions;
	}

	/**
	 * Whether a revision is written even if the proof found a difference.
	 * @return {@code true} if it is
	 */
	public boolean isUnproven() {
		return this.unproven;
	}

	/**
	 * Returns how changes of existing tables are written.
	 * @return how, or {@code null} for what is configured
	 */
	public @Nullable OnlineMode online() {
		return this.online;
	}

	/**
	 * Whether anybody is asked about probable renames.
	 * @return {@code false} if none of them counts as a rename
	 */
	public boolean isAsking() {
		return this.confirmation != null;
	}

	/**
	 * Returns the decision about probable renames: an object disappears while a similar
	 * one appears.
	 * @return {@code true} for what was renamed
	 */
	public Predicate<Renaming> confirmation() {
		Predicate<Renaming> asked = this.confirmation;
		return (rename) -> asked != null && asked.test(rename);
	}

	/**
	 * Builder of options.
	 */
	public static final class Builder {

		private @Nullable String model;

		private final List<String> renames = new ArrayList<>();

		private final List<String> valueRenames = new ArrayList<>();

		private boolean prune;

		private boolean fromRevisions;

		private boolean unproven;

		private @Nullable OnlineMode online;

		private @Nullable Predicate<Renaming> confirmation;

		private Builder() {
		}

		/**
		 * Sets a DDL file to use instead of the configured model.
		 * @param model the file, or {@code null} for the configured model
		 * @return this
		 */
		public Builder model(@Nullable String model) {
			this.model = model;
			return this;
		}

		/**
		 * Adds renamed objects.
		 * @param more tables, sequences, views and types as {@code old=new}, with the
		 * schema if it changes; columns as {@code table.old=table.new}
		 * @return this
		 */
		public Builder renames(Collection<String> more) {
			this.renames.addAll(more);
			return this;
		}

		/**
		 * Adds values of enums that were renamed.
		 * @param more {@code type.old=new} or {@code table.column.old=new}
		 * @return this
		 */
		public Builder valueRenames(Collection<String> more) {
			this.valueRenames.addAll(more);
			return this;
		}

		/**
		 * Sets whether everything that the model does not declare is dropped.
		 * @param prune {@code false} by default
		 * @return this
		 */
		public Builder prune(boolean prune) {
			this.prune = prune;
			return this;
		}

		/**
		 * Sets whether to compare with the result of the revisions.
		 * @param fromRevisions {@code false} by default
		 * @return this
		 */
		public Builder fromRevisions(boolean fromRevisions) {
			this.fromRevisions = fromRevisions;
			return this;
		}

		/**
		 * Sets whether a revision is written even if the proof found a difference.
		 * @param unproven {@code false} by default
		 * @return this
		 */
		public Builder unproven(boolean unproven) {
			this.unproven = unproven;
			return this;
		}

		/**
		 * Sets how changes of existing tables are written, whatever is configured.
		 * @param online how
		 * @return this
		 */
		public Builder online(OnlineMode online) {
			this.online = online;
			return this;
		}

		/**
		 * Sets the decision about probable renames.
		 * @param confirmation {@code true} for what was renamed; by default, nothing was
		 * @return this
		 */
		public Builder confirmation(Predicate<Renaming> confirmation) {
			this.confirmation = confirmation;
			return this;
		}

		/**
		 * Builds the options.
		 * @return the options
		 */
		public AutogenerateOptions build() {
			return new AutogenerateOptions(this);
		}

	}

}
