package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.internal.support.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if a command failed for some of the tenants. Knows the error of each of them,
 * and the answer for the others.
 */
public final class TenantFailures extends MigrationException {

	private static final long serialVersionUID = 1;

	/** How many failures are told in full. */
	private static final int TOLD = 5;

	private final transient String summary;

	private final transient String again;

	private final transient List<String> schemas;

	private final transient Map<String, MigrationException> failures;

	private final transient @Nullable MigrationResult done;

	private final transient @Nullable CurrentRevisions read;

	private TenantFailures(String summary, String again, List<String> schemas, Map<String, MigrationException> failures,
			@Nullable MigrationResult done, @Nullable CurrentRevisions read) {
		super(first(failures).getCode(), summary + told(failures), hint(failures, again));
		this.summary = summary;
		this.again = again;
		this.schemas = List.copyOf(schemas);
		this.failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
		this.done = done;
		this.read = read;
	}

	/**
	 * A run that failed.
	 * @param done the result, of a tenant that failed the steps before its failure
	 */
	static TenantFailures running(MigrationResult done, Map<String, MigrationException> failures) {
		int total = done.tenants().size();
		return new TenantFailures(
				"%s of %s tenants failed%s".formatted(failures.size(), total,
						(failures.size() < total) ? ", the others are done" : ""),
				"The next start continues with the tenants that failed; what is done is not repeated.",
				List.copyOf(done.tenants().keySet()), failures, done, null);
	}

	/**
	 * A look at the database that failed.
	 * @param read the state of the tenants that could be read
	 */
	static TenantFailures reading(List<String> schemas, CurrentRevisions read,
			Map<String, MigrationException> failures) {
		return new TenantFailures(
				"The state of %s of %s tenants cannot be read".formatted(failures.size(), schemas.size()), "", schemas,
				failures, null, read);
	}

	/**
	 * Says in which of several databases they are.
	 * @param instance the name of the instance
	 */
	TenantFailures of(String instance) {
		Map<String, MigrationException> named = new LinkedHashMap<>();
		this.failures.forEach((schema, failure) -> named.put(schema, of(instance, failure)));
		return new TenantFailures("Instance %s: %s".formatted(Printable.name(instance), this.summary), this.again,
				this.schemas, named, this.done, this.read);
	}

	private static MigrationException of(String instance, MigrationException failure) {
		@Nullable String hint = failure.getHint();
		return new MigrationException(failure.getCode(),
				InstanceAdvice.message(instance, String.valueOf(failure.getMessage())),
				(hint != null) ? InstanceAdvice.hint(instance, hint) : null, failure);
	}

	private static MigrationException first(Map<String, MigrationException> failures) {
		return failures.values().iterator().next();
	}

	private static String told(Map<String, MigrationException> failures) {
		boolean oneCode = isSame(failures, MigrationException::getCode);
		String told = failures.entrySet()
			.stream()
			.limit(TOLD)
			.map((failure) -> "\n\n%s%s: %s".formatted(Printable.name(failure.getKey()),
					oneCode ? "" : " (%s)".formatted(failure.getValue().getCode().code()),
					failure.getValue().getMessage()))
			.collect(Collectors.joining());
		String others = failures.keySet().stream().skip(TOLD).map(Printable::name).collect(Collectors.joining(", "));
		return others.isEmpty() ? told : told + "\n\nand: " + others;
	}

	private static boolean isSame(Map<String, MigrationException> failures,
			Function<MigrationException, @Nullable Object> part) {
		return failures.values()
			.stream()
			.map((failure) -> Optional.ofNullable(part.apply(failure)))
			.distinct()
			.count() == 1;
	}

	/** One for all where they have the same, otherwise one for each. */
	private static @Nullable String hint(Map<String, MigrationException> failures, String again) {
		List<String> hints = new ArrayList<>();
		if (isSame(failures, MigrationException::getHint)) {
			hints.add(Objects.requireNonNullElse(first(failures).getHint(), "") + " " + again);
		}
		else {
			failures.entrySet()
				.stream()
				.limit(TOLD)
				.filter((failure) -> failure.getValue().getHint() != null)
				.forEach((failure) -> hints
					.add("%s: %s".formatted(Printable.name(failure.getKey()), failure.getValue().getHint())));
			hints.add(again);
		}
		String hint = String.join("\n", hints).strip();
		return hint.isEmpty() ? null : hint;
	}

	/**
	 * Returns whether all tenants that failed have the same code.
	 * @return {@code false} where {@link #getCode} is only that of the first
	 */
	public boolean isOneCode() {
		return isSame(this.failures, MigrationException::getCode);
	}

	/**
	 * Returns the schemas of all tenants.
	 * @return the names, in the order of the command
	 */
	public List<String> schemas() {
		return this.schemas;
	}

	/**
	 * Returns the errors.
	 * @return the error of each tenant that failed, by its schema
	 */
	public Map<String, MigrationException> failures() {
		return this.failures;
	}

	/**
	 * Returns what a run did.
	 * @return the result of each tenant; one that failed has the steps that were
	 * committed before, and no rows. {@code null} where nothing was to be run
	 */
	public @Nullable MigrationResult done() {
		return this.done;
	}

	/**
	 * Returns what was read.
	 * @return the state of the tenants that did not fail, or {@code null} after a run
	 */
	public @Nullable CurrentRevisions read() {
		return this.read;
	}

}
