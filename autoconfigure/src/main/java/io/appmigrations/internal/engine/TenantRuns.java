package io.appmigrations.internal.engine;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.MigrationResult;
import io.appmigrations.StepResult;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.execution.Listeners;
import io.appmigrations.internal.execution.ShutdownGuard;
import io.appmigrations.internal.script.ModelFileReader;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.support.Causes;
import io.appmigrations.internal.support.Printable;
import io.appmigrations.settings.TenantSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the same in the schema of each tenant, several at a time. One that fails does not
 * stop the others; what is done is not done again by the next run.
 */
final class TenantRuns {

	private static final Logger logger = LoggerFactory.getLogger(TenantRuns.class);

	/**
	 * Unique violation, duplicate object, table, schema, function, "tuple concurrently
	 * updated", serialization failure, deadlock, object in use, lock not available, and
	 * what another has dropped meanwhile (manual, appendix A).
	 */
	private static final Set<String> COLLISIONS = Set.of("23505", "42710", "42P07", "42P06", "42723", "XX000", "40001",
			"40P01", "55006", "55P03", "42704", "42883");

	private final TenantSettings tenants;

	private final Connector connector;

	private final List<MigrationListener> listeners;

	/**
	 * Asks for no schema yet.
	 * @param tenants which schemas
	 * @param connector finds the schemas where a query returns them
	 * @param listeners who is told how far it is
	 */
	TenantRuns(TenantSettings tenants, Connector connector, List<MigrationListener> listeners) {
		this.tenants = tenants;
		this.connector = connector;
		this.listeners = listeners;
	}

	/**
	 * Runs something for each tenant.
	 * @param schemas the tenants
	 * @param work takes the tenant's schema
	 * @return all steps, the rows of all tenants, and the result of each tenant
	 * @throws TenantFailures where one failed or more, after the others are done
	 */
	MigrationResult run(List<String> schemas, TenantRun.Work work) {
		this.listeners.forEach((listener) -> listener.beforeTenants(schemas.size()));
		Set<MigrationException> told = ConcurrentHashMap.newKeySet();
		List<TenantRun> runs = schemas.stream().map((schema) -> new TenantRun(schema, (name, listener) -> {
			ShutdownGuard.requireNotEnding("tenant " + name);
			return work.in(name, listener);
		}, told)).toList();
		AtomicInteger done = new AtomicInteger();
		ExecutorService executor = executor(schemas.size());
		try {
			List<CompletableFuture<Void>> ends = runs.stream().map((run) -> CompletableFuture.runAsync(() -> {
				run.run();
				int number = done.incrementAndGet();
				Listeners.tell(this.listeners,
						(listener) -> listener.afterTenant(run.schema(), number, schemas.size()));
			}, executor)).toList();
			ends.forEach(CompletableFuture::join);
			tryAgainAlone(runs);
		}
		finally {
			executor.shutdownNow();
		}
		Map<String, MigrationException> failures = new LinkedHashMap<>();
		for (TenantRun run : runs) {
			MigrationException failure = run.failure();
			if (failure != null) {
				failures.put(run.schema(), failure);
			}
		}
		if (!failures.isEmpty()) {
			throw TenantFailures.running(result(runs), failures);
		}
		logger.info("All {} tenants are done", schemas.size());
		return result(runs);
	}

	/**
	 * Reads something of each tenant, as many at a time as are run.
	 * @param <T> the type of what is read
	 * @param schemas the tenants
	 * @param endsAll whether a failure is no tenant's own, so that no further one is
	 * asked
	 * @param reading takes the tenant's schema
	 * @return what was read, in the order of the tenants
	 */
	<T> Map<String, Reading<T>> read(List<String> schemas, Predicate<MigrationException> endsAll,
			Function<String, T> reading) {
		AtomicReference<@Nullable MigrationException> end = new AtomicReference<>();
		ExecutorService executor = executor(schemas.size());
		try {
			Map<String, CompletableFuture<Reading<T>>> readings = new LinkedHashMap<>();
			schemas.forEach((schema) -> readings.put(schema, CompletableFuture.supplyAsync(() -> {
				MigrationException failure = end.get();
				if (failure == null) {
					try {
						return new Reading<>(reading.apply(schema), null);
					}
					catch (MigrationException ex) {
						failure = ex;
						end.compareAndSet(null, endsAll.test(ex) ? ex : null);
					}
				}
				return new Reading<>(null, failure);
			}, executor)));
			Map<String, Reading<T>> read = new LinkedHashMap<>();
			readings.forEach((schema, one) -> read.put(schema, one.join()));
			return read;
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw ex;
		}
		finally {
			executor.shutdownNow();
		}
	}

	private ExecutorService executor(int schemas) {
		return Executors.newFixedThreadPool(Math.max(1, Math.min(this.tenants.parallelism(), schemas)));
	}

	/**
	 * What several tenants create or change that is not in a schema of theirs - an
	 * extension, a function, a grant, a role - makes all but one of them fail, whatever
	 * they guard it with. One after the other they find it as they want it.
	 */
	private void tryAgainAlone(List<TenantRun> runs) {
		List<TenantRun> colliding = runs.stream()
			.filter((run) -> this.tenants.parallelism() > 1 && isCollision(run.failure()))
			.toList();
		for (TenantRun run : colliding) {
			logger.info("Retrying tenant {} alone: its failure may come from a conflict with another tenant",
					Printable.name(run.schema()));
			run.run();
		}
	}

	private static boolean isCollision(@Nullable MigrationException failure) {
		if (failure == null) {
			return false;
		}
		for (Throwable cause : Causes.of(failure)) {
			if (cause instanceof SQLException statement && COLLISIONS.contains(statement.getSQLState())) {
				return true;
			}
		}
		return false;
	}

	List<String> schemas() {
		Set<String> schemas = new LinkedHashSet<>(this.tenants.schemas());
		String query = this.tenants.query();
		if (query != null) {
			try (MigrationConnection connection = this.connector.connect()) {
				requireOneQuery(query);
				schemas.addAll(connection.strings(query));
			}
			catch (MigrationException ex) {
				boolean refused = ex.getCode() == ErrorCode.STATEMENT_FAILED;
				throw new MigrationException(refused ? ErrorCode.INVALID_CONFIGURATION : ex.getCode(),
						"app.migrations.tenants.query: "
								+ String.valueOf(ex.getMessage()).replaceFirst("^The server refused.*?itself: ", ""),
						refused ? "Correct the query: its first column must contain the names of schemas."
								: ex.getHint());
			}
			if (schemas.isEmpty()) {
				logger.warn("app.migrations.tenants.query returns no schema, so there is nothing to do");
			}
		}
		if (schemas.stream().anyMatch((schema) -> schema == null || schema.isBlank())) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.tenants contains a schema without a name",
					"Correct app.migrations.tenants.schemas, or the query in app.migrations.tenants.query.");
		}
		return new ArrayList<>(schemas);
	}

	private static void requireOneQuery(String query) {
		List<SqlStatement> statements = ModelFileReader.read("app.migrations.tenants.query",
				query.getBytes(StandardCharsets.UTF_8));
		if (statements.size() != 1) {
			throw new MigrationException(ErrorCode.STATEMENT_FAILED, "%s statements".formatted(statements.size()),
					null);
		}
	}

	private static MigrationResult result(List<TenantRun> runs) {
		Map<String, MigrationResult> results = new LinkedHashMap<>();
		runs.forEach((run) -> results.put(run.schema(), run.result()));
		List<StepResult> steps = results.values().stream().flatMap((result) -> result.steps().stream()).toList();
		Set<String> current = new TreeSet<>();
		results.values().forEach((result) -> current.addAll(result.current()));
		return new MigrationResult(steps, List.copyOf(current), null, results);
	}

	/**
	 * What was read of a tenant.
	 *
	 * @param <T> the type of what is read
	 * @param value what was read, or {@code null} where that failed
	 * @param failure why not, or {@code null}
	 */
	record Reading<T>(@Nullable T value, @Nullable MigrationException failure) {

	}

}
