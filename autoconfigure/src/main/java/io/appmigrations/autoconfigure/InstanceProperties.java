package io.appmigrations.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.cli.RunningCommand;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.IgnoreTopLevelConverterNotFoundBindHandler;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.util.StringUtils;

/**
 * The properties of one of {@code app.migrations.instances}: those of
 * {@code app.migrations} for one database. How to migrate is taken from there unless the
 * instance says otherwise; what belongs to a database or to its history is not.
 */
public class InstanceProperties extends AppMigrationsProperties {

	/** What the process does, not what is done to a database. */
	private static final List<String> OF_THE_APPLICATION = List.of("migrate-only", "order", "allow-ddl-auto");

	/**
	 * Name of the DataSource bean of the database. If neither this nor the URL is set,
	 * the application's DataSource is used.
	 */
	private @Nullable String dataSource;

	public @Nullable String getDataSource() {
		return this.dataSource;
	}

	public void setDataSource(@Nullable String dataSource) {
		this.dataSource = dataSource;
	}

	/**
	 * Reads the properties of an instance.
	 * @param name the name of the instance
	 * @param common the properties of {@code app.migrations}
	 * @param environment where the properties of the instance are
	 * @return what is set for the instance, and for the rest what is set for all
	 * @throws MigrationException with {@code invalid_configuration} for a property that
	 * an instance does not have, and for what is missing or contradicts itself
	 */
	static InstanceProperties of(String name, AppMigrationsProperties common, Environment environment) {
		InstanceProperties instance = new InstanceProperties();
		instance.inherit(common);
		String prefix = InstanceNames.prefixOf(name);
		Binder all = Binder.get(environment);
		OF_THE_APPLICATION.stream()
			.filter((property) -> all.bind(prefix + property, String.class).isBound())
			.findFirst()
			.ifPresent((property) -> {
				throw unknown(prefix, prefix + property);
			});
		bind(all, prefix, instance);
		Binder arguments = arguments(environment);
		if (arguments != null) {
			// an argument is for this run, whatever the files say
			arguments.bind("app.migrations", Bindable.ofInstance(instance));
			bind(arguments, prefix, instance);
		}
		instance.validate(prefix);
		return instance;
	}

	private static @Nullable Binder arguments(Environment environment) {
		PropertySource<?> commandLine = (environment instanceof ConfigurableEnvironment configurable)
				? configurable.getPropertySources().get(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME)
				: null;
		return (commandLine != null) ? new Binder(ConfigurationPropertySources.from(commandLine),
				new PropertySourcesPlaceholdersResolver(environment)) : null;
	}

	/** The lists and maps are copied, since binding changes them in place. */
	private void inherit(AppMigrationsProperties common) {
		BeanUtils.copyProperties(common, this, "locations", "url", "username", "password", "driverClassName",
				"defaultSchema", "versionTableSchema", "baseline", "placeholders");
		setLocations(new ArrayList<>());
		setPlaceholders(new LinkedHashMap<>(common.getPlaceholders()));
		BeanUtils.copyProperties(common.getLock(), getLock(), "name");
		BeanUtils.copyProperties(common.getLint(), getLint());
		getLint().setIgnore(new ArrayList<>(common.getLint().getIgnore()));
		BeanUtils.copyProperties(common.getTenants(), getTenants(), "schemas", "query");
		Autogenerate autogenerate = getAutogenerate();
		BeanUtils.copyProperties(common.getAutogenerate(), autogenerate, "model", "scratchUrl");
		autogenerate.setSchemas(new ArrayList<>(common.getAutogenerate().getSchemas()));
		autogenerate.setInclude(new ArrayList<>(common.getAutogenerate().getInclude()));
		autogenerate.setExclude(new ArrayList<>(common.getAutogenerate().getExclude()));
	}

	private static void bind(Binder binder, String prefix, InstanceProperties instance) {
		String name = prefix.substring(0, prefix.length() - 1);
		try {
			binder.bind(name, Bindable.ofInstance(instance), new NoUnboundElementsBindHandler(
					new IgnoreTopLevelConverterNotFoundBindHandler(), new UnboundElementsSourceFilter()));
		}
		catch (BindException ex) {
			if (ex.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
				throw unknown(prefix, unbound.getUnboundProperties().iterator().next().getName());
			}
			throw ex;
		}
	}

	private static MigrationException unknown(String prefix, Object property) {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"%s is not a property of an instance".formatted(property),
				"Correct it; an instance has those of app.migrations that are about one database, and %sdata-source."
					.formatted(prefix));
	}

	private void validate(String prefix) {
		if (getLocations().isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%slocations is not set: each instance has its own revisions".formatted(prefix),
					"Set it, for example to classpath:db/migrations/NAME.".replace("NAME",
							prefix.substring(InstanceNames.PREFIX.length() + 1, prefix.length() - 1)));
		}
		if (StringUtils.hasText(getUrl()) && StringUtils.hasText(this.dataSource)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%1$surl and %1$sdata-source both name a database".formatted(prefix), "Remove one of the two.");
		}
	}

	/**
	 * Makes sure that nothing is set for all instances that only one of them can have,
	 * which would be without effect. A command for one instance may have it as an
	 * argument.
	 * @param common the properties of {@code app.migrations}
	 * @param names the instances
	 * @param environment where they are
	 * @throws MigrationException with {@code invalid_configuration} where there is one
	 */
	static void requireCommon(AppMigrationsProperties common, List<String> names, Environment environment) {
		Map<String, String> ofOne = new LinkedHashMap<>();
		ofOne.put("url", Objects.requireNonNullElse(common.getUrl(), ""));
		ofOne.put("username", Objects.requireNonNullElse(common.getUsername(), ""));
		ofOne.put("password", Objects.requireNonNullElse(common.getPassword(), ""));
		ofOne.put("driver-class-name", Objects.requireNonNullElse(common.getDriverClassName(), ""));
		ofOne.put("default-schema", Objects.requireNonNullElse(common.getDefaultSchema(), ""));
		ofOne.put("version-table-schema", Objects.requireNonNullElse(common.getVersionTableSchema(), ""));
		ofOne.put("baseline", Objects.requireNonNullElse(common.getBaseline(), ""));
		ofOne.put("lock.name", Objects.requireNonNullElse(common.getLock().getName(), ""));
		ofOne.put("tenants.schemas", String.join(",", common.getTenants().getSchemas()));
		ofOne.put("tenants.query", Objects.requireNonNullElse(common.getTenants().getQuery(), ""));
		AppMigrationsProperties defaults = new AppMigrationsProperties();
		ofOne.put("locations", common.getLocations().equals(defaults.getLocations()) ? "" : "set");
		Autogenerate autogenerate = common.getAutogenerate();
		ofOne.put("autogenerate.model",
				autogenerate.getModel().equals(defaults.getAutogenerate().getModel()) ? "" : "set");
		ofOne.put("autogenerate.scratch-url", Objects.requireNonNullElse(autogenerate.getScratchUrl(), ""));
		Binder arguments = environment.containsProperty(RunningCommand.INSTANCE) ? arguments(environment) : null;
		ofOne.forEach((property, value) -> {
			if (StringUtils.hasText(value)
					&& (arguments == null || !arguments.bind("app.migrations." + property, String.class).isBound())) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"app.migrations.%s is set, but with app.migrations.instances each database has its own"
							.formatted(property),
						"Set it as %s for the instance that it is about: %s."
							.formatted(InstanceNames.PREFIX + ".NAME." + property, String.join(", ", names)));
			}
		});
	}

}
