package io.appmigrations.testing;

import java.util.LinkedHashMap;
import java.util.Map;

import io.appmigrations.internal.flyway.FlywayChecksum;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Scripts of Flyway, and databases that they were applied to, with the history table that
 * Flyway 12.4.0 creates.
 */
public final class FlywayDatabase {

	private final Map<String, String> scripts = new LinkedHashMap<>();

	/**
	 * Adds a script.
	 * @param version the version, or an empty text for a repeatable script
	 * @param sql what it runs
	 * @return this
	 */
	public FlywayDatabase script(String version, String sql) {
		this.scripts.put(name(version), sql);
		return this;
	}

	private static String name(String version) {
		return version.isEmpty() ? "R__all.sql" : "V%s__script_%s.sql".formatted(version, version);
	}

	/**
	 * Returns the scripts.
	 * @return the text by the name of the file
	 */
	public Map<String, String> scripts() {
		return this.scripts;
	}

	/**
	 * Does what Flyway does.
	 * @param database the database
	 * @param versions which scripts, in this order
	 */
	public void migrate(TestDatabase database, String... versions) {
		JdbcClient jdbc = database.jdbc();
		jdbc.sql(
				"""
						create table if not exists flyway_schema_history (
						  installed_rank int not null constraint flyway_schema_history_pk primary key, version varchar(50),
						  description varchar(200) not null, type varchar(20) not null, script varchar(1000) not null, checksum int,
						  installed_by varchar(100) not null, installed_on timestamp not null default now(),
						  execution_time int not null, success boolean not null)""")
			.update();
		jdbc.sql("create index if not exists flyway_schema_history_s_idx on flyway_schema_history (success)").update();
		for (String version : versions) {
			String name = name(version);
			String sql = String.valueOf(this.scripts.get(name));
			jdbc.sql(sql).update();
			jdbc.sql(
					"""
							insert into flyway_schema_history
							select coalesce(max(installed_rank), 0) + 1, nullif(:version, ''), :description, 'SQL', :script, :checksum,
							       current_user, now(), 1, true from flyway_schema_history""")
				.param("version", version)
				.param("description", version.isEmpty() ? "all" : "script " + version)
				.param("script", name)
				.param("checksum", FlywayChecksum.of(sql))
				.update();
		}
	}

}
