package io.appmigrations.autoconfigure;

import java.util.HashSet;
import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the endpoint {@code migrations-page}.
 */
@ConfigurationProperties("management.endpoint.migrations-page")
public class MigrationsPageProperties {

	/**
	 * When to show the SQL of the revisions.
	 */
	private Show showSql = Show.NEVER;

	/**
	 * Roles of those who are authorized to see the SQL. Without any, everybody who is
	 * logged in is authorized.
	 */
	private final Set<String> roles = new HashSet<>();

	public Show getShowSql() {
		return this.showSql;
	}

	public void setShowSql(Show showSql) {
		this.showSql = showSql;
	}

	public Set<String> getRoles() {
		return this.roles;
	}

}
