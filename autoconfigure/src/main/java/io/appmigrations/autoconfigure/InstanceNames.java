package io.appmigrations.autoconfigure;

import java.util.List;
import java.util.TreeSet;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * The names below {@code app.migrations.instances}. Sorted, so that the databases are
 * migrated in the same order wherever the properties come from.
 */
final class InstanceNames {

	static final String PREFIX = "app.migrations.instances";

	/**
	 * What an environment variable can say too, with its underscores for the hyphens of
	 * properties: {@code APP_MIGRATIONS_INSTANCES_ORDERS_URL}.
	 */
	private static final String ALLOWED = "[a-z][a-z0-9]{0,62}";

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(PREFIX);

	private InstanceNames() {
	}

	/**
	 * Reads the names.
	 * @param environment the application's properties
	 * @return the names, empty where the application has a single history
	 * @throws MigrationException with {@code invalid_configuration} for a name that is
	 * not allowed
	 */
	static List<String> in(Environment environment) {
		TreeSet<String> names = new TreeSet<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream()
					.filter(ROOT::isAncestorOf)
					.map((name) -> name.getElement(ROOT.getNumberOfElements(), Form.ORIGINAL))
					.forEach(names::add);
			}
		}
		names.stream().filter((name) -> !name.matches(ALLOWED)).findFirst().ifPresent((name) -> {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s: '%s' is not the name of an instance".formatted(PREFIX, name),
					"Use lower-case letters and digits, such as orders, so that environment variables can name it too.");
		});
		return List.copyOf(names);
	}

	static String prefixOf(String name) {
		return PREFIX + "." + name + ".";
	}

}
