package io.appmigrations.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * The database of a container or a Compose file. A bean of the application's own has
 * precedence over it; it has precedence over what is configured.
 */
interface ServiceConnectionDetails extends MigrationsConnectionDetails {

	/** Where the superclass of what Spring Boot makes of a container is. */
	String TESTCONTAINERS = "org.springframework.boot.testcontainers.";

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
	 * Returns whether it is the database of a container, as Testcontainers starts them.
	 * @return {@code false} for a Compose file, and for a bean of the application's own
	 */
	default boolean isContainer() {
		return isContainer(getClass());
	}

	private static boolean isContainer(Class<?> type) {
		for (Class<?> each = type; each != null; each = each.getSuperclass()) {
			if (each.getName().startsWith(TESTCONTAINERS)) {
				return true;
			}
		}
		return false;
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
		public boolean isContainer() {
			return ServiceConnectionDetails.isContainer(this.details.getClass());
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
