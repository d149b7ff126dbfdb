package io.appmigrations.autoconfigure;

import java.util.List;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether the database has the revisions of this build. It is {@code UP} also where the
 * database is ahead, as it is for the older replicas of a rolling deployment;
 * {@code OUT_OF_SERVICE} while revisions are pending; {@code DOWN} where it cannot be
 * read, with the error's code and no text of the server.
 */
public final class MigrationsHealthIndicator implements HealthIndicator {

	private final Migrations migrations;

	private final DriftCheck drift;

	MigrationsHealthIndicator(Migrations migrations, DriftCheck drift) {
		this.migrations = migrations;
		this.drift = drift;
	}

	@Override
	public Health health() {
		try {
			return health(this.migrations.current());
		}
		catch (MigrationException ex) {
			return Health.down().withDetail("error", ex.getCode().code()).build();
		}
	}

	private Health health(CurrentRevisions current) {
		Health.Builder health = isBehind(current) ? Health.outOfService() : Health.up();
		health.withDetail("current", current.current());
		detail(health, "pending", current.pending());
		detail(health, "unknown", current.unknown());
		if (current.tenants() != null) {
			health.withDetail("tenants", current.tenants().size());
			detail(health, "tenantsBehind",
					current.tenants()
						.entrySet()
						.stream()
						.filter((tenant) -> isBehind(tenant.getValue()))
						.map((tenant) -> tenant.getKey())
						.toList());
		}
		detail(health, "drift", this.drift.found());
		return health.build();
	}

	private static boolean isBehind(CurrentRevisions current) {
		return (current.tenants() != null)
				? current.tenants().values().stream().anyMatch(MigrationsHealthIndicator::isBehind)
				: !current.pending().isEmpty();
	}

	private static void detail(Health.Builder health, String name, List<String> values) {
		if (!values.isEmpty()) {
			health.withDetail(name, values);
		}
	}

}
