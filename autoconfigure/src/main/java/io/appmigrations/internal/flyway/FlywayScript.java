package io.appmigrations.internal.flyway;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A script of Flyway, or a class.
 *
 * @param kind what it is
 * @param version its version, or {@code null} for a repeatable script
 * @param description what its name says that it does
 * @param path its path below the location, as in the history table
 * @param text what it runs, or {@code null} for a class
 * @param transactional whether it is configured to run in a transaction
 * @param replaced whether its placeholders are replaced
 * @param checksum Flyway's checksum, or {@code null} if there is none or it cannot be
 * computed
 */
record FlywayScript(FlywaySource.Kind kind, @Nullable FlywayVersion version, String description, String path,
		@Nullable String text, boolean transactional, boolean replaced, @Nullable Integer checksum) {

	boolean isJava() {
		return this.text == null;
	}

	String sql() {
		return Objects.requireNonNull(this.text);
	}

	FlywayVersion requiredVersion() {
		return Objects.requireNonNull(this.version);
	}

	FlywaySource source() {
		return new FlywaySource(this.kind, (this.version != null) ? this.version.toString() : this.description,
				this.checksum);
	}

	/** The file or class name alone. */
	String fileName() {
		return this.path.substring(this.path.lastIndexOf('/') + 1);
	}

}
