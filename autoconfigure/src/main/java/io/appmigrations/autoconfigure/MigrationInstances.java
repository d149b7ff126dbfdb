package io.appmigrations.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.internal.database.MigratedDatabase;
import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.internal.engine.Instances;
import io.appmigrations.internal.hibernate.EntityModelReader;
import io.appmigrations.internal.script.RevisionLocations;
import io.appmigrations.model.ModelSource;
import io.appmigrations.settings.MigrationSettings;
import io.appmigrations.settings.Reaction;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The databases of {@code app.migrations.instances}. Makes what the application has once
 * where it has a single history, for each of them: this is the factory of those beans.
 */
final class MigrationInstances implements Instances {

	private static final Pattern CURRENT_SCHEMA = Pattern.compile("[?&]currentSchema=([^&]*)");

	private final MigrationsAssembly assembly;

	private final ObjectProvider<DataSource> application;

	private final ObjectProvider<DataSource> marked;

	private final Map<String, InstanceProperties> properties = new LinkedHashMap<>();

	private final Map<String, RevisionLocations> locations = new LinkedHashMap<>();

	private final Map<String, DefaultMigrations> migrations = new ConcurrentHashMap<>();

	/** Whose each history is: the place of the version table, and the instance. */
	private final Map<String, String> histories = new ConcurrentHashMap<>();

	/**
	 * Reads the properties and connects to nothing.
	 * @param common what instances inherit
	 * @param assembly makes what migrates
	 * @param application the application's {@code DataSource}
	 * @param marked the one that is marked for migrations
	 * @throws MigrationException with {@code invalid_configuration} if the properties
	 * contradict each other
	 */
	MigrationInstances(AppMigrationsProperties common, MigrationsAssembly assembly,
			ObjectProvider<DataSource> application, ObjectProvider<DataSource> marked) {
		this.assembly = assembly;
		this.application = application;
		this.marked = marked;
		List<String> names = InstanceNames.in(assembly.environment());
		InstanceProperties.requireCommon(common, names, assembly.environment());
		for (String name : names) {
			InstanceProperties instance = InstanceProperties.of(name, common, assembly.environment());
			this.properties.put(name, instance);
			this.locations.put(name, new RevisionLocations(instance.getLocations()));
			requireOwnHistory(name, configuredDatabase(instance));
		}
		requireSeparateLocations();
		requireDefaultLocation();
	}

	private static String configuredDatabase(InstanceProperties instance) {
		return StringUtils.hasText(instance.getDataSource()) ? "bean " + instance.getDataSource()
				: StringUtils.hasText(instance.getUrl()) ? instance.getUrl() : "application";
	}

	/**
	 * Two histories in one version table would each take the revisions of the other for
	 * those of another build.
	 */
	private void requireOwnHistory(String name, String database) {
		InstanceProperties instance = of(name);
		Matcher currentSchema = CURRENT_SCHEMA.matcher(database);
		String schema = !instance.getTenants().areNone()
				? instance.getTenants().getSchemas() + " " + instance.getTenants().getQuery()
				: StringUtils.hasText(instance.getVersionTableSchema()) ? instance.getVersionTableSchema()
						: StringUtils.hasText(instance.getDefaultSchema()) ? instance.getDefaultSchema()
								: currentSchema.find() ? currentSchema.group(1) : "";
		String other = this.histories
			.putIfAbsent("%s %s %s".formatted(withoutParameters(database), schema, instance.getVersionTable()), name);
		if (other != null && !other.equals(name)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The instances %s have the same database and the same version table, so they would share a history"
						.formatted(Stream.of(other, name).sorted().collect(Collectors.joining(" and "))),
					"Name another database (%1$surl or %1$sdata-source), or set another %1$sversion-table or %1$sdefault-schema."
						.formatted(InstanceNames.prefixOf(name)));
		}
	}

	private static String withoutParameters(String url) {
		return url.replaceFirst("\\?.*$", "");
	}

	/**
	 * Folders are searched recursively. Several databases may have the same revisions,
	 * but none has those of another one besides its own.
	 */
	private void requireSeparateLocations() {
		this.locations.forEach((outer, its) -> this.locations.forEach((inner, others) -> {
			for (String folder : its.locations()) {
				String below = folder.endsWith(":") ? folder : folder + "/";
				for (String other : others.locations()) {
					if (!outer.equals(inner) && other.startsWith(below) && !its.locations().contains(other)) {
						throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
								"The location %s of instance %s is in %s of instance %s, which would run its revisions too"
									.formatted(other, inner, folder, outer),
								"Give each instance a folder beside those of the others.");
					}
				}
			}
		}));
	}

	/** Instances take the place of the history that the application had so far. */
	private void requireDefaultLocation() {
		RevisionLocations former = new RevisionLocations(MigrationSettings.DEFAULT_LOCATIONS);
		String folder = former.locations().get(0);
		boolean known = this.locations.values()
			.stream()
			.flatMap((each) -> each.locations().stream())
			.anyMatch((location) -> location.equals(folder) || location.startsWith(folder + "/")
					|| location.equals("classpath:") || folder.startsWith(location + "/"));
		if (!known && !former.read(this.assembly.classLoader()).isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s has revisions, but it is a location of no instance: with app.migrations.instances, only the instances are migrated"
						.formatted(folder),
					"Add an instance for the application's DataSource: %s.main.locations=%s"
						.formatted(InstanceNames.PREFIX, folder));
		}
	}

	@Override
	public List<String> names() {
		return List.copyOf(this.properties.keySet());
	}

	/** Makes something for each instance. */
	<T> Map<String, T> byName(Function<String, T> made) {
		Map<String, T> all = new LinkedHashMap<>();
		names().forEach((name) -> all.put(name, made.apply(name)));
		return all;
	}

	private InstanceProperties of(String name) {
		return Objects.requireNonNull(this.properties.get(name), name);
	}

	@Override
	public DefaultMigrations migrations(String name) {
		DefaultMigrations known = this.migrations.get(name);
		if (known == null) {
			try {
				known = create(name);
			}
			catch (MigrationException ex) {
				throw Instances.failure(name, ex);
			}
			this.migrations.put(name, known);
		}
		return known;
	}

	private DefaultMigrations create(String name) {
		ConfigurableListableBeanFactory beanFactory = this.assembly.beanFactory();
		InstanceProperties instance = of(name);
		CommandDatabase command = CommandDatabase.of(this.assembly.environment());
		MigrationsDataSourceResolver database = new MigrationsDataSourceResolver(InstanceNames.prefixOf(name),
				details(instance), application(instance), () -> marked(instance), command,
				new TestConnection(beanFactory, this.assembly.environment()), this.assembly.environment());
		ModelSource entities = (majorVersion, minorVersion, defaultSchema) -> EntityModelReader.read(beanFactory,
				(dataSource) -> isDatabaseOf(instance, dataSource), majorVersion, minorVersion, defaultSchema);
		List<String> packages = this.locations.values().stream().flatMap((each) -> each.packages().stream()).toList();
		return this.assembly.of(instance, database, () -> {
			DataSource dataSource = database.resolve();
			if (command.url() == null) {
				requireOwnHistory(name, Objects.requireNonNullElse(MigrationsDataSourceResolver.urlOf(dataSource),
						"object " + System.identityHashCode(dataSource)));
			}
			return dataSource;
		}, entities, name, packages);
	}

	private static boolean isOfApplication(InstanceProperties instance) {
		return !StringUtils.hasText(instance.getDataSource()) && !StringUtils.hasText(instance.getUrl());
	}

	/** The application's own bean is about the application's database. */
	private MigrationsConnectionDetails details(InstanceProperties instance) {
		PropertiesMigrationsConnectionDetails configured = new PropertiesMigrationsConnectionDetails(instance);
		if (!isOfApplication(instance) || configured.getUsername() != null) {
			return configured;
		}
		return this.assembly.beanFactory()
			.getBeanProvider(MigrationsConnectionDetails.class)
			.stream()
			.filter((details) -> !(details instanceof ServiceConnectionDetails))
			.findFirst()
			.orElse(configured);
	}

	private ObjectProvider<DataSource> application(InstanceProperties instance) {
		String bean = instance.getDataSource();
		return StringUtils.hasText(bean) ? new NamedDataSource(this.assembly.beanFactory(), bean) : this.application;
	}

	private @Nullable DataSource marked(InstanceProperties instance) {
		return isOfApplication(instance) ? this.marked.getIfUnique() : null;
	}

	private boolean isDatabaseOf(InstanceProperties instance, DataSource dataSource) {
		String url = instance.getUrl();
		if (!StringUtils.hasText(url)) {
			return dataSource == application(instance).getIfUnique();
		}
		String other = MigrationsDataSourceResolver.urlOf(dataSource);
		return other != null && withoutParameters(url).equals(withoutParameters(other));
	}

	/** Whether a {@code DataSource} of the application is migrated at startup. */
	boolean isMigrated(DataSource dataSource) {
		return this.properties.values()
			.stream()
			.anyMatch((instance) -> instance.isEnabled() && isDatabaseOf(instance, dataSource));
	}

	/**
	 * Whether the tables of a database are made by revisions of an instance, also over
	 * another {@code DataSource} than the one that migrates.
	 */
	boolean isMadeByRevisions(DataSource dataSource) {
		return isMigrated(dataSource) || this.properties.values()
			.stream()
			.filter(AppMigrationsProperties::isEnabled)
			.anyMatch((instance) -> MigratedDatabase.hasVersionTable(dataSource, instance.getVersionTable()));
	}

	/** Makes the bean that migrates an instance at startup. */
	MigrationInitializer initializer(String name) {
		InstanceProperties instance = of(name);
		MigrationStrategy strategy = this.assembly.beanFactory()
			.getBeanProvider(MigrationStrategy.class)
			.getIfAvailable(() -> Migrations::upgrade);
		return new MigrationInitializer(name, InstanceBeans.migrations(this.assembly.beanFactory(), name),
				instance.getTarget(), instance.isEnabled(), strategy);
	}

	/** Makes the bean that compares an instance with its model at startup. */
	DriftCheck driftCheck(String name) {
		InstanceProperties instance = of(name);
		return new DriftCheck(name, InstanceBeans.migrations(this.assembly.beanFactory(), name),
				instance.isEnabled() ? instance.getDrift() : Reaction.IGNORE);
	}

	/** Whether an instance has no tenants. */
	boolean hasOneSchema(String name) {
		return of(name).getTenants().areNone();
	}

	/** Returns all locations, for what is kept ahead of time. */
	static List<String> locations(AppMigrationsProperties common, Environment environment) {
		return InstanceNames.in(environment)
			.stream()
			.flatMap((name) -> InstanceProperties.of(name, common, environment).getLocations().stream())
			.toList();
	}

	/**
	 * A {@code DataSource} that is asked for by the name of its bean.
	 *
	 * @param beanFactory the application's beans
	 * @param name the name of the bean
	 */
	record NamedDataSource(ConfigurableListableBeanFactory beanFactory,
			String name) implements ObjectProvider<DataSource> {

		@Override
		public DataSource getObject() {
			if (!this.beanFactory.containsBean(this.name)) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"There is no bean '%s' to migrate".formatted(this.name),
						"Name one of the DataSource beans: %s.".formatted(String.join(", ",
								this.beanFactory.getBeanNamesForType(DataSource.class, true, false))));
			}
			return this.beanFactory.getBean(this.name, DataSource.class);
		}

		@Override
		public DataSource getIfUnique() {
			return getObject();
		}

		@Override
		public Stream<DataSource> stream() {
			return Stream.of(getObject());
		}

	}

}
