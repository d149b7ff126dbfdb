package io.appmigrations.internal.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;

/**
 * Leaves out those auto-configurations of Spring Boot, and of this library, that the
 * command cannot need. Those of others are kept, since nobody knows what they do; where
 * entities are mapped, also what they come after, since a condition on its beans would
 * leave out a part of the mapping without a word. Where a bean is missed after all, the
 * command starts again without this filter ({@link ApplicationRun}).
 * {@code app.migrations.command-filter=false} keeps them all.
 */
class CommandAutoConfigurationFilter implements AutoConfigurationImportFilter, EnvironmentAware, PriorityOrdered {

	/** What serves requests, stores, sends and observes. */
	private static final List<String> ALWAYS = List.of("actuate", "activemq", "amqp", "artemis", "autoconfigure.admin",
			"autoconfigure.availability", "autoconfigure.jmx", "batch", "cache", "cassandra", "couchbase", "data",
			"devtools", "elasticsearch", "flyway", "freemarker", "graphql", "groovy.template", "h2console", "hateoas",
			"hazelcast", "health", "integration", "jdbc.autoconfigure.health", "jdbc.autoconfigure.metrics", "jersey",
			"jetty", "jms", "kafka", "ldap", "liquibase", "mail", "micrometer", "mongodb", "mustache", "neo4j", "netty",
			"observation", "opentelemetry", "persistence", "pulsar", "quartz", "r2dbc", "reactor", "rsocket",
			"security", "sendgrid", "servlet", "session", "thymeleaf", "tomcat", "tracing", "web", "webflux", "webmvc",
			"webservices", "websocket", "zipkin");

	/** What maps entities. */
	private static final List<String> FOR_ENTITIES = List.of("hibernate", "jpa");

	/** What only beans of revisions ask for. */
	private static final List<String> FOR_REVISIONS = List.of("autoconfigure.context.LifecycleAutoConfiguration",
			"autoconfigure.context.MessageSourceAutoConfiguration", "autoconfigure.info", "autoconfigure.ssl",
			"autoconfigure.task", "http", "jdbc.autoconfigure.DataSourceInitializationAutoConfiguration",
			"jdbc.autoconfigure.JdbcClientAutoConfiguration", "jdbc.autoconfigure.JdbcTemplateAutoConfiguration",
			"restclient", "transaction.autoconfigure.TransactionAutoConfiguration", "webclient");

	/** What beans that take part in the mapping may ask for too. */
	private static final List<String> FOR_BOTH = List.of("gson", "jackson",
			"jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration", "jsonb", "transaction", "validation");

	private static final String SPRING_BOOT = "org.springframework.boot.";

	private static final String APP_MIGRATIONS = "io.appmigrations.autoconfigure.";

	private static final List<String> OWN = List.of(APP_MIGRATIONS + "AppMigrationsEndpointAutoConfiguration",
			APP_MIGRATIONS + "AppMigrationsObservabilityAutoConfiguration");

	private boolean active;

	private boolean entities;

	private List<String> leftOut = List.of();

	@Override
	public void setEnvironment(Environment environment) {
		this.active = environment.getProperty(RunningCommand.PROPERTY, Boolean.class, false)
				&& environment.getProperty(ApplicationRun.FILTER, Boolean.class, true);
		if (this.active) {
			this.entities = isNeeded(environment, CommandNeed.ENTITIES);
			this.leftOut = leftOut(this.entities, isNeeded(environment, CommandNeed.REVISIONS));
		}
	}

	private static List<String> leftOut(boolean entities, boolean revisions) {
		List<String> leftOut = new ArrayList<>(ALWAYS);
		if (!entities) {
			leftOut.addAll(FOR_ENTITIES);
		}
		if (!revisions) {
			leftOut.addAll(FOR_REVISIONS);
		}
		if (!entities && !revisions) {
			leftOut.addAll(FOR_BOTH);
		}
		return leftOut;
	}

	private static boolean isNeeded(Environment environment, CommandNeed need) {
		return environment.getProperty(need.property(), Boolean.class, false);
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses,
			AutoConfigurationMetadata autoConfigurationMetadata) {
		Set<String> kept = (this.active && this.entities) ? before(autoConfigurationClasses, autoConfigurationMetadata)
				: Set.of();
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < matches.length; i++) {
			String name = autoConfigurationClasses[i];
			matches[i] = !this.active || name == null || kept.contains(name) || !isLeftOut(name);
		}
		return matches;
	}

	/** What those of others come after, and what that comes after. */
	private static Set<String> before(@Nullable String[] names, AutoConfigurationMetadata metadata) {
		Deque<String> open = new ArrayDeque<>();
		for (String name : names) {
			if (name != null && !name.startsWith(SPRING_BOOT) && !name.startsWith(APP_MIGRATIONS)) {
				open.add(name);
			}
		}
		Set<String> before = new HashSet<>();
		while (!open.isEmpty()) {
			for (String name : metadata.getSet(open.remove(), "AutoConfigureAfter", Set.of())) {
				if (before.add(name)) {
					open.add(name);
				}
			}
		}
		return before;
	}

	private boolean isLeftOut(String name) {
		return name.startsWith(SPRING_BOOT)
				? this.leftOut.stream().anyMatch((part) -> isIn(part, name.substring(SPRING_BOOT.length())))
				: OWN.contains(name);
	}

	/** Whether a class is a part, or in a package that is one. */
	private static boolean isIn(String part, String name) {
		return name.startsWith(part) && (name.length() == part.length() || name.charAt(part.length()) == '.');
	}

	/**
	 * Before Spring Boot's own filters, which look for the classes that each
	 * auto-configuration needs.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
