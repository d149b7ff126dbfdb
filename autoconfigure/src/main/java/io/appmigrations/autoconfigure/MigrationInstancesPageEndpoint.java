package io.appmigrations.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Serves the page of each of several databases, as {@link MigrationsPageEndpoint} does
 * for one.
 */
@WebEndpoint(id = MigrationsPageEndpoint.ID)
public final class MigrationInstancesPageEndpoint {

	private final Map<String, MigrationsPageEndpoint> instances;

	MigrationInstancesPageEndpoint(Map<String, MigrationsPageEndpoint> instances) {
		this.instances = instances;
	}

	/**
	 * Reads one of the databases and its revisions.
	 * @param security who asks
	 * @param instance the name of the instance
	 * @return a page of HTML, or {@code null} if there is no such instance
	 */
	@ReadOperation(produces = "text/html;charset=UTF-8")
	public @Nullable String page(SecurityContext security, @Selector String instance) {
		MigrationsPageEndpoint endpoint = this.instances.get(instance);
		return (endpoint != null) ? endpoint.page(security) : null;
	}

}
