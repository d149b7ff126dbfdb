package io.appmigrations.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.appmigrations.benchmark.application.BenchmarkApplication;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;

import org.springframework.boot.hibernate.SpringImplicitNamingStrategy;

/**
 * What Hibernate needs for mapping the entities, in a JVM that does nothing else.
 */
final class BareMapping {

	private BareMapping() {
	}

	/**
	 * Maps entities.
	 * @param arguments a file with the names of their classes, and how many tables they
	 * have
	 */
	public static void main(String[] arguments) throws Exception {
		StandardServiceRegistry registry = new StandardServiceRegistryBuilder()
			.applySetting("hibernate.dialect", "org.hibernate.dialect.PostgreSQLDialect")
			.applySetting("hibernate.boot.allow_jdbc_metadata_access", false)
			.applySetting("hibernate.implicit_naming_strategy", SpringImplicitNamingStrategy.class.getName())
			.build();
		MetadataSources sources = new MetadataSources(registry);
		Files.readAllLines(Path.of(arguments[0])).forEach(sources::addAnnotatedClassName);
		Metadata metadata = sources.buildMetadata();
		int tables = metadata.collectTableMappings().size();
		if (tables != Integer.parseInt(arguments[1])) {
			throw new IllegalStateException(tables + " tables");
		}
		BenchmarkApplication.say(Map.of("tables", (long) tables));
	}

}
