package io.appmigrations.testing;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Does in a database what Alembic does: the version table that Alembic 1.8.1 creates, and
 * a row for each head.
 */
public final class AlembicDatabase {

	private AlembicDatabase() {
	}

	/**
	 * Brings a database to some heads.
	 * @param database the database
	 * @param table the version table, as SQL writes its name
	 * @param heads the rows
	 */
	public static void at(TestDatabase database, String table, String... heads) {
		JdbcClient jdbc = database.jdbc();
		jdbc.sql("""
				create table if not exists %s (version_num varchar(32) not null,
				  constraint alembic_version_pkc primary key (version_num))""".formatted(table)).update();
		for (String head : heads) {
			jdbc.sql("insert into %s values (:head)".formatted(table)).param("head", head).update();
		}
	}

}
