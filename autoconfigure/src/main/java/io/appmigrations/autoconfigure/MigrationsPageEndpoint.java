package io.appmigrations.autoconfigure;

import io.appmigrations.HistoryRequest;
import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.internal.page.HistoryPage;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Serves the page that draws the history. It shows the SQL of the revisions only if
 * {@code management.endpoint.migrations-page.show-sql} says so, and no message of the
 * server: if the database cannot be read, only the error code.
 */
@WebEndpoint(id = MigrationsPageEndpoint.ID)
public final class MigrationsPageEndpoint {

	static final String ID = "migrationspage";

	private final DefaultMigrations migrations;

	private final DriftCheck drift;

	private final MigrationsPageProperties properties;

	MigrationsPageEndpoint(DefaultMigrations migrations, DriftCheck drift, MigrationsPageProperties properties) {
		this.migrations = migrations;
		this.drift = drift;
		this.properties = properties;
	}

	/**
	 * Reads the database and the revisions of this build.
	 * @param security who asks
	 * @return a page of HTML
	 */
	@ReadOperation(produces = "text/html;charset=UTF-8")
	public String page(SecurityContext security) {
		boolean sql = this.properties.getShowSql().isShown(security, this.properties.getRoles());
		return HistoryPage.discreet(this.migrations.overview(HistoryRequest.all(), sql), this.drift.found());
	}

}
