package io.appmigrations.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * The database of a container or a Compose file. A bean of the application's own has
 * precedence over it; it has precedence over what is configured.
 */
interface ServiceConnectionDetails extends MigrationsConnectionDetails {

	@Override
	String getJdbcUrl();

	/**
	 * Returns who gives it.
	 * @return a name for the log
	 */
	default String source() {
		return getClass().getSimpleName();
	}

	/**
	 * Takes the application's database.
	 * @param details what connects the application
	 * @return the same for migrations
	 */
	static ServiceConnectionDetails of(JdbcConnectionDetails details) {
		return new Adapted(details);
	}

	/**
	 * The application's database.
	 *
	 * @param details what connects the application
	 */
	record Adapted(JdbcConnectionDetails details) implements ServiceConnectionDetails {

		@Override
		public String getJdbcUrl() {
			return this.details.getJdbcUrl();
		}

		@Override
		public @Nullable String getUsername() {
			return this.details.getUsername();
		}

		@Override
		public @Nullable String getPassword() {
			return this.details.getPassword();
		}

		@Override
		public String getDriverClassName() {
			return this.details.getDriverClassName();
		}

		@Override
		public String source() {
			return this.details.getClass().getSimpleName();
		}

		/** What it holds may print its password. */
		@Override
		public String toString() {
			return source();
		}

	}

}
