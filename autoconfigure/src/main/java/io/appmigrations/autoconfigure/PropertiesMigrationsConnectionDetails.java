package io.appmigrations.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * The connection details that {@code app.migrations.url}, {@code username} and
 * {@code password} say.
 *
 * @param properties the properties
 */
record PropertiesMigrationsConnectionDetails(
		AppMigrationsProperties properties) implements MigrationsConnectionDetails {

	@Override
	public @Nullable String getJdbcUrl() {
		return this.properties.getUrl();
	}

	@Override
	public @Nullable String getUsername() {
		return this.properties.getUsername();
	}

	@Override
	public @Nullable String getPassword() {
		return this.properties.getPassword();
	}

}
