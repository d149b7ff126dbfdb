package io.appmigrations.autoconfigure;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.HistoryRequest;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.RevisionDetails;
import io.appmigrations.UnfinishedRevision;
import io.appmigrations.internal.engine.TenantFailures;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Shows the state of the database. Shows no SQL and no message of the server, which could
 * quote SQL. If the database cannot be read, it shows only the error code.
 */
@Endpoint(id = "migrations")
public class MigrationsEndpoint {

	private final Migrations migrations;

	private final boolean oneSchema;

	/**
	 * Creates the endpoint.
	 * @param migrations the migrations
	 * @param oneSchema whether there are no tenants; with tenants, the endpoint does not
	 * show which revisions are applied
	 */
	public MigrationsEndpoint(Migrations migrations, boolean oneSchema) {
		this.migrations = migrations;
		this.oneSchema = oneSchema;
	}

	/**
	 * Reads the database and the revisions of this build.
	 * @return the current and pending revisions, and every revision of this build
	 */
	@ReadOperation
	public MigrationsDescriptor migrations() {
		try {
			return describe(this.migrations.current(), null, Map.of());
		}
		catch (TenantFailures ex) {
			CurrentRevisions read = ex.read();
			return (read != null) ? describe(read, ex.getCode().code(), errors(ex.failures()))
					: MigrationsDescriptor.failed(ex.getCode().code());
		}
		catch (MigrationException ex) {
			return MigrationsDescriptor.failed(ex.getCode().code());
		}
	}

	private static Map<String, TenantDescriptor> errors(Map<String, MigrationException> failures) {
		Map<String, TenantDescriptor> tenants = new LinkedHashMap<>();
		failures.forEach((schema, failure) -> tenants.put(schema,
				new TenantDescriptor(List.of(), List.of(), List.of(), List.of(), failure.getCode().code())));
		return tenants;
	}

	private MigrationsDescriptor describe(CurrentRevisions current, @Nullable String error,
			Map<String, TenantDescriptor> failed) {
		Map<String, TenantDescriptor> tenants = null;
		if (current.tenants() != null) {
			tenants = new LinkedHashMap<>();
			for (Map.Entry<String, CurrentRevisions> tenant : current.tenants().entrySet()) {
				tenants.put(tenant.getKey(), TenantDescriptor.of(tenant.getValue()));
			}
			tenants.putAll(failed);
		}
		List<RevisionDescriptor> revisions = this.migrations
			.history(this.oneSchema ? HistoryRequest.all().indicateCurrent() : HistoryRequest.all())
			.stream()
			.map(RevisionDescriptor::of)
			.toList();
		return new MigrationsDescriptor(current.current(), current.heads(), current.pending(), current.unknown(),
				current.unfinished(), revisions, tenants, error);
	}

	/**
	 * The state of the database.
	 *
	 * @param current the current revisions
	 * @param heads the heads of this build
	 * @param pending the revisions that an upgrade to {@code heads} would run, in order
	 * @param unknown the current revisions that this build does not have
	 * @param unfinished the revisions outside a transaction of which only a part is done
	 * @param revisions every revision of this build, children before parents
	 * @param tenants the state of each tenant by its schema, or {@code null} without
	 * tenants
	 * @param error the error code if the database, one of the tenants, or the revisions
	 * cannot be read, or {@code null}
	 */
	public record MigrationsDescriptor(List<String> current, List<String> heads, List<String> pending,
			List<String> unknown, List<UnfinishedRevision> unfinished, List<RevisionDescriptor> revisions,
			@Nullable Map<String, TenantDescriptor> tenants, @Nullable String error) implements OperationResponseBody {

		private static MigrationsDescriptor failed(String error) {
			return new MigrationsDescriptor(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), null,
					error);
		}

	}

	/**
	 * The state of a tenant.
	 *
	 * @param current the current revisions
	 * @param pending the revisions that an upgrade to {@code heads} would run, in order
	 * @param unknown the current revisions that this build does not have
	 * @param unfinished the revisions outside a transaction of which only a part is done
	 * @param error the error code if the tenant cannot be read, or {@code null}
	 */
	public record TenantDescriptor(List<String> current, List<String> pending, List<String> unknown,
			List<UnfinishedRevision> unfinished, @Nullable String error) {

		private static TenantDescriptor of(CurrentRevisions current) {
			return new TenantDescriptor(current.current(), current.pending(), current.unknown(), current.unfinished(),
					null);
		}

	}

	/**
	 * A revision.
	 *
	 * @param revision its id
	 * @param downRevisions the revisions that it builds on
	 * @param dependsOn the revisions that it depends on
	 * @param branchLabels the branches that it belongs to
	 * @param message its message
	 * @param created when it was created, or {@code null} if that is not known
	 * @param applied whether it is applied, or {@code null} with tenants
	 * @param appliedAt when it was applied, or {@code null} if that is not known
	 */
	public record RevisionDescriptor(String revision, List<String> downRevisions, List<String> dependsOn,
			List<String> branchLabels, String message, @Nullable Instant created, @Nullable Boolean applied,
			@Nullable Instant appliedAt) {

		static RevisionDescriptor of(RevisionDetails details) {
			return new RevisionDescriptor(details.revision().id(), details.revision().downRevisions(),
					details.revision().dependsOn(), details.branchLabels(), details.revision().message(),
					details.revision().created(), details.applied(), details.appliedAt());
		}

	}

}
