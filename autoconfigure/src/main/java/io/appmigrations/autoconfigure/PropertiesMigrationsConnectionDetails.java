package io.appmigrations.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The connection details that {@code app.migrations.url}, {@code username},
 * {@code password} and {@code driver-class-name} say.
 *
 * @param properties the properties
 */
record PropertiesMigrationsConnectionDetails(
		AppMigrationsProperties properties) implements MigrationsConnectionDetails {

	@Override
	public @Nullable String getJdbcUrl() {
		return textOrNull(this.properties.getUrl());
	}

	@Override
	public @Nullable String getUsername() {
		return textOrNull(this.properties.getUsername());
	}

	@Override
	public @Nullable String getPassword() {
		return textOrNull(this.properties.getPassword());
	}

	@Override
	public @Nullable String getDriverClassName() {
		return textOrNull(this.properties.getDriverClassName());
	}

	/**
	 * A variable that is set to nothing, as in {@code ${DDL_USER:}}, means that there is
	 * none.
	 */
	private static @Nullable String textOrNull(@Nullable String value) {
		return StringUtils.hasText(value) ? value : null;
	}

}
