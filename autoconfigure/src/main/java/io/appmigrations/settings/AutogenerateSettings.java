package io.appmigrations.settings;

import java.util.List;
import java.util.function.Function;

import javax.sql.DataSource;

import io.appmigrations.OnlineMode;
import io.appmigrations.model.ModelSource;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.RevisionCustomizer;
import org.jspecify.annotations.Nullable;

/**
 * The settings for generating revisions.
 */
public final class AutogenerateSettings {

	private final ModelSource model;

	private final List<String> schemas;

	private final List<String> include;

	private final List<String> exclude;

	private final boolean compareType;

	private final boolean compareServerDefault;

	private final OnlineMode online;

	private final NamingConvention convention;

	private final List<RevisionCustomizer> customizers;

	private final @Nullable Function<String, DataSource> databases;

	private final @Nullable DataSource scratchServer;

	private AutogenerateSettings(Builder builder) {
		this.model = builder.model;
		this.schemas = List.copyOf(builder.schemas);
		this.include = List.copyOf(builder.include);
		this.exclude = List.copyOf(builder.exclude);
		this.compareType = builder.compareType;
		this.compareServerDefault = builder.compareServerDefault;
		this.online = builder.online;
		this.convention = builder.convention;
		this.customizers = List.copyOf(builder.customizers);
		this.databases = builder.databases;
		this.scratchServer = builder.scratchServer;
	}

	/**
	 * Returns a builder that compares everything with a model.
	 * @param model the source of the desired schema
	 * @return a builder
	 */
	public static Builder builder(ModelSource model) {
		return new Builder(model);
	}

	/**
	 * Returns settings that compare everything with a model.
	 * @param model the source of the desired schema
	 * @return the settings
	 */
	public static AutogenerateSettings of(ModelSource model) {
		return builder(model).build();
	}

	/**
	 * Returns the source of the desired schema.
	 * @return the source
	 */
	public ModelSource model() {
		return this.model;
	}

	/**
	 * Returns the schemas to compare besides those that the model names.
	 * @return their names
	 */
	public List<String> schemas() {
		return this.schemas;
	}

	/**
	 * Returns which objects to compare.
	 * @return glob patterns, empty for all
	 */
	public List<String> include() {
		return this.include;
	}

	/**
	 * Returns which objects to leave alone.
	 * @return glob patterns
	 */
	public List<String> exclude() {
		return this.exclude;
	}

	/**
	 * Whether the types of columns are compared.
	 * @return {@code true} if they are
	 */
	public boolean isCompareType() {
		return this.compareType;
	}

	/**
	 * Whether the defaults of columns are compared.
	 * @return {@code true} if they are
	 */
	public boolean isCompareServerDefault() {
		return this.compareServerDefault;
	}

	/**
	 * Returns how changes of existing tables are written.
	 * @return how
	 */
	public OnlineMode online() {
		return this.online;
	}

	/**
	 * Returns the convention for constraints that the model does not name.
	 * @return the convention
	 */
	public NamingConvention convention() {
		return this.convention;
	}

	/**
	 * Returns the customizers that can edit the changes before they are written.
	 * @return the customizers in order
	 */
	public List<RevisionCustomizer> customizers() {
		return this.customizers;
	}

	/**
	 * Returns the function that opens a database by its JDBC URL, with the login of the
	 * migrated database, for replaying revisions.
	 * @return the function, or {@code null} for the login that the {@code DataSource} has
	 */
	public @Nullable Function<String, DataSource> databases() {
		return this.databases;
	}

	/**
	 * Returns the database on whose server revisions are replayed.
	 * @return the database, or {@code null} for the one that is migrated
	 */
	public @Nullable DataSource scratchServer() {
		return this.scratchServer;
	}

	/**
	 * Builder of settings.
	 */
	public static final class Builder {

		private final ModelSource model;

		private List<String> schemas = List.of();

		private List<String> include = List.of();

		private List<String> exclude = List.of();

		private boolean compareType = true;

		private boolean compareServerDefault = true;

		private OnlineMode online = OnlineMode.ON;

		private NamingConvention convention = NamingConvention.postgresql();

		private List<RevisionCustomizer> customizers = List.of();

		private @Nullable Function<String, DataSource> databases;

		private @Nullable DataSource scratchServer;

		private Builder(ModelSource model) {
			this.model = model;
		}

		/**
		 * Sets the schemas to compare besides those that the model names.
		 * @param schemas their names
		 * @return this
		 */
		public Builder schemas(List<String> schemas) {
			this.schemas = schemas;
			return this;
		}

		/**
		 * Sets which objects to compare.
		 * @param include glob patterns, empty for all
		 * @return this
		 */
		public Builder include(List<String> include) {
			this.include = include;
			return this;
		}

		/**
		 * Sets which objects to leave alone.
		 * @param exclude glob patterns
		 * @return this
		 */
		public Builder exclude(List<String> exclude) {
			this.exclude = exclude;
			return this;
		}

		/**
		 * Sets whether the types of columns are compared.
		 * @param compareType {@code true} by default
		 * @return this
		 */
		public Builder compareType(boolean compareType) {
			this.compareType = compareType;
			return this;
		}

		/**
		 * Sets whether the defaults of columns are compared.
		 * @param compareServerDefault {@code true} by default
		 * @return this
		 */
		public Builder compareServerDefault(boolean compareServerDefault) {
			this.compareServerDefault = compareServerDefault;
			return this;
		}

		/**
		 * Sets how changes of existing tables are written.
		 * @param online {@link OnlineMode#ON} by default
		 * @return this
		 */
		public Builder online(OnlineMode online) {
			this.online = online;
			return this;
		}

		/**
		 * Sets the convention for constraints that the model does not name.
		 * @param convention the convention, PostgreSQL's own by default
		 * @return this
		 */
		public Builder convention(NamingConvention convention) {
			this.convention = convention;
			return this;
		}

		/**
		 * Sets the customizers that can edit the changes before they are written.
		 * @param customizers the customizers in order
		 * @return this
		 */
		public Builder customizers(List<RevisionCustomizer> customizers) {
			this.customizers = customizers;
			return this;
		}

		/**
		 * Sets the function that opens a database by its JDBC URL, for replaying
		 * revisions.
		 * @param databases opens a database with the login of the migrated database; by
		 * default the login that its {@code DataSource} has
		 * @return this
		 */
		public Builder databases(Function<String, DataSource> databases) {
			this.databases = databases;
			return this;
		}

		/**
		 * Sets the database on whose server revisions are replayed.
		 * @param scratchServer the database, or {@code null} for the one that is migrated
		 * @return this
		 */
		public Builder scratchServer(@Nullable DataSource scratchServer) {
			this.scratchServer = scratchServer;
			return this;
		}

		/**
		 * Builds the settings.
		 * @return the settings
		 */
		public AutogenerateSettings build() {
			return new AutogenerateSettings(this);
		}

	}

}
