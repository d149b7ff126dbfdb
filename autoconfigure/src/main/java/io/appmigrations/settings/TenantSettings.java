package io.appmigrations.settings;

import java.util.List;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import org.jspecify.annotations.Nullable;

/**
 * The schemas that get the same revisions.
 *
 * @param schemas their names, in the order in which they are migrated
 * @param query a query that returns more of them in its first column, or {@code null}
 * @param parallelism the number of schemas that are migrated at the same time, at least 1
 */
public record TenantSettings(List<String> schemas, @Nullable String query, int parallelism) {

	/** No tenants: the revisions run in the default schema. */
	public static final TenantSettings NONE = new TenantSettings(List.of(), null, 1);

	/**
	 * Copies the list.
	 * @throws MigrationException with {@code invalid_configuration} if {@code
	 * parallelism} is less than 1
	 */
	public TenantSettings {
		schemas = List.copyOf(schemas);
		if (parallelism < 1) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.tenants.parallelism must be at least 1: %s".formatted(parallelism),
					"Correct it, or remove it.");
		}
	}

	/**
	 * Whether there are no tenants.
	 * @return {@code true} without tenants
	 */
	public boolean isNone() {
		return this.schemas.isEmpty() && this.query == null;
	}

}
