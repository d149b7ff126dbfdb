package io.appmigrations.internal.engine;

import java.util.List;

import io.appmigrations.MigrationException;
import io.appmigrations.internal.support.Printable;
import org.jspecify.annotations.Nullable;

/**
 * The databases of {@code app.migrations.instances}, each with a history of its own.
 */
public interface Instances {

	/**
	 * Returns the names in the order in which the databases are migrated.
	 * @return the names
	 */
	List<String> names();

	/**
	 * Returns what migrates one of them.
	 * @param name the name of the instance
	 * @return its migrations
	 */
	DefaultMigrations migrations(String name);

	/**
	 * Says whose failure it is: a message about a database does not name the instance,
	 * and its advice names the properties of an application with one history.
	 * @param name the name of the instance
	 * @param failure what happened
	 * @return the same with the name in front, and with the properties of the instance
	 */
	static MigrationException failure(String name, MigrationException failure) {
		if (failure instanceof TenantFailures tenants) {
			return tenants.of(name);
		}
		@Nullable String hint = failure.getHint();
		return new MigrationException(failure.getCode(),
				"Instance %s: %s".formatted(Printable.name(name),
						InstanceAdvice.message(name, String.valueOf(failure.getMessage()))),
				(hint != null) ? InstanceAdvice.hint(name, hint) : null, failure);
	}

}
