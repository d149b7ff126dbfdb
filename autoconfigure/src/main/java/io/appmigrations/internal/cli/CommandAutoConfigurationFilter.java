package io.appmigrations.internal.cli;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out those of Spring Boot's auto-configurations that no revision can need, since
 * at startup revisions run before them: what serves requests, stores and sends. A command
 * starts faster without their conditions. {@code app.migrations.command-filter=false}
 * keeps them all.
 */
class CommandAutoConfigurationFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	private static final List<String> LEFT_OUT = List.of("actuate", "activemq", "amqp", "artemis", "batch", "cache",
			"cassandra", "couchbase", "data", "devtools", "elasticsearch", "flyway", "freemarker", "graphql",
			"groovy.template", "h2console", "hateoas", "hazelcast", "health", "hibernate", "integration", "jersey",
			"jetty", "jms", "jpa", "kafka", "ldap", "liquibase", "mail", "micrometer", "mongodb", "mustache", "neo4j",
			"netty", "observation", "opentelemetry", "persistence", "pulsar", "quartz", "r2dbc", "reactor", "rsocket",
			"security", "sendgrid", "servlet", "session", "thymeleaf", "tomcat", "tracing", "web", "webflux", "webmvc",
			"webservices", "websocket", "zipkin");

	/** What makes entity manager factories, for commands that look at entities. */
	private static final List<String> FOR_ENTITIES = List.of("hibernate", "jpa", "persistence");

	private static final String PREFIX = "org.springframework.boot.";

	private boolean active;

	private boolean entities;

	@Override
	public void setEnvironment(Environment environment) {
		this.active = environment.getProperty(RunningCommand.PROPERTY, Boolean.class, false)
				&& environment.getProperty("app.migrations.command-filter", Boolean.class, true);
		this.entities = environment.getProperty(RunningCommand.ENTITIES, Boolean.class, false);
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses,
			AutoConfigurationMetadata autoConfigurationMetadata) {
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < matches.length; i++) {
			String name = autoConfigurationClasses[i];
			matches[i] = !this.active || name == null || !isLeftOut(name);
		}
		return matches;
	}

	private boolean isLeftOut(String name) {
		return name.startsWith(PREFIX) && LEFT_OUT.stream()
			.filter((module) -> !this.entities || !FOR_ENTITIES.contains(module))
			.anyMatch((module) -> name.startsWith(module + ".", PREFIX.length()));
	}

}
