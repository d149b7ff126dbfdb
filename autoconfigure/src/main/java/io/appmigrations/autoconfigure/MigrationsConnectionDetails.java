package io.appmigrations.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * The database and login that migrations use. For {@code null} values, the application's
 * are used.
 */
public interface MigrationsConnectionDetails extends ConnectionDetails {

	/**
	 * Returns the JDBC URL.
	 * @return the URL, or {@code null} for the application's database
	 */
	@Nullable String getJdbcUrl();

	/**
	 * Returns the login user.
	 * @return the user, or {@code null} for the application's
	 */
	@Nullable String getUsername();

	/**
	 * Returns the login password.
	 * @return the password, or {@code null}
	 */
	@Nullable String getPassword();

	/**
	 * Returns the class of the JDBC driver. It is used only together with a URL.
	 * @return the name of the class, or {@code null} for the driver that the URL names
	 */
	default @Nullable String getDriverClassName() {
		return null;
	}

}
