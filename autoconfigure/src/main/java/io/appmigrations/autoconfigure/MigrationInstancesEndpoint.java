package io.appmigrations.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import io.appmigrations.autoconfigure.MigrationsEndpoint.MigrationsDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Shows the state of each of several databases, as {@link MigrationsEndpoint} does for
 * one.
 */
@Endpoint(id = "migrations")
public final class MigrationInstancesEndpoint {

	private final Map<String, MigrationsEndpoint> instances;

	MigrationInstancesEndpoint(Map<String, MigrationsEndpoint> instances) {
		this.instances = instances;
	}

	/**
	 * Reads all databases.
	 * @return the answer for each instance, by its name
	 */
	@ReadOperation
	public InstancesDescriptor migrations() {
		Map<String, MigrationsDescriptor> answers = new LinkedHashMap<>();
		this.instances.forEach((name, endpoint) -> answers.put(name, endpoint.migrations()));
		return new InstancesDescriptor(answers);
	}

	/**
	 * Reads one of the databases.
	 * @param instance the name of the instance
	 * @return its state, or {@code null} if there is no such instance
	 */
	@ReadOperation
	public @Nullable MigrationsDescriptor instance(@Selector String instance) {
		MigrationsEndpoint endpoint = this.instances.get(instance);
		return (endpoint != null) ? endpoint.migrations() : null;
	}

	/**
	 * The states of several databases.
	 *
	 * @param instances the state of each instance, by its name
	 */
	public record InstancesDescriptor(Map<String, MigrationsDescriptor> instances) implements OperationResponseBody {
	}

}
