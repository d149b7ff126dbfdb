package io.appmigrations.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Databases for tests, one for several of them after each other. To create a database
 * costs PostgreSQL more than most tests do in it: one that a test has left is emptied,
 * and used again where it is then, row by row of its catalog, as PostgreSQL made it. Any
 * other is dropped.
 */
final class SpareDatabases implements AutoCloseable {

	private static final AtomicInteger COUNTER = new AtomicInteger();

	/** What a test makes in most cases; what this leaves is found in the catalog. */
	private static final String EMPTY = """
			set search_path = pg_catalog;
			do $empty$
			declare
			  made record;
			  sql text;
			begin
			  set local client_min_messages = error;
			  for made in
			    select tableoid as class, oid, 1 as turn from pg_event_trigger
			    union all select tableoid, oid, 2 from pg_extension where oid >= 16384
			    union all select tableoid, oid, 3 from pg_publication
			    union all select tableoid, oid, 3 from pg_foreign_data_wrapper
			    union all select tableoid, oid, 3 from pg_cast where oid >= 16384
			    union all select tableoid, oid, 4 from pg_namespace where oid >= 16384
			    union all select d.classid, d.objid, case when c.relkind = 'S' then 6 else 5 end
			      from pg_depend d left join pg_class c on c.tableoid = d.classid and c.oid = d.objid
			      where d.refclassid = 'pg_namespace'::regclass and d.refobjid = 'public'::regnamespace and d.deptype = 'n'
			    order by turn
			  loop
			    select format('drop %s if exists %s cascade', case o.type when 'composite type' then 'type'
			        when 'statistics object' then 'statistics' when 'foreign-data wrapper' then 'foreign data wrapper'
			        else o.type end, o.identity)
			      into sql from pg_identify_object(made.class, made.oid, 0) o where o.identity is not null;
			    if sql is not null then
			      execute sql;
			    end if;
			  end loop;
			  perform lo_unlink(oid) from pg_largeobject_metadata;
			end $empty$""";

	/** What {@code ANALYZE} found out does not count. */
	private static final String CATALOGS = """
			select c.oid::regclass::text from pg_class c
			where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind = 'r' and not c.relisshared
			  and c.relname <> 'pg_statistic'
			order by c.oid""";

	private static final String USED = """
			select exists (select from pg_stat_activity where datname = current_database()
			  and backend_type = 'client backend' and pid <> pg_backend_pid())""";

	/** What belongs to a database and is not in it. */
	private static final String SHARED = """
			select concat_ws(' ', d.datname, d.xmin,
			  (select count(*) from pg_db_role_setting s where s.setdatabase = d.oid),
			  (select count(*) from pg_shdepend s where s.dbid = d.oid),
			  (select count(*) from pg_shdescription s where s.objoid = d.oid),
			  (select count(*) from pg_replication_slots s where s.database = d.datname),
			  (select count(*) from pg_prepared_xacts s where s.database = d.datname))
			from pg_database d where d.datname = ?""";

	private static final int LOOKS = 20;

	/** Dead rows of the catalog make each query of it slower. */
	private static final int MOST_TESTS = 25;

	private final PostgresServer server = PostgresServer.get();

	/** Known before the first test changes anything. */
	private final NewCatalog newCatalog = NewCatalog.OF_THE_SERVER;

	private final Deque<Spare> spare = new ConcurrentLinkedDeque<>();

	Spare take() {
		Spare spare = this.spare.poll();
		return (spare != null) ? spare
				: create("test_%s_%s".formatted(ProcessHandle.current().pid(), COUNTER.incrementAndGet()));
	}

	private Spare create(String name) {
		this.server.admin().sql("create database %s template template0".formatted(name)).update();
		return new Spare(name, shared(name), 1);
	}

	/**
	 * Takes a database back that is not needed any longer.
	 * @param sessions those of the test that go on
	 */
	void giveBack(Spare database, KeptConnections sessions) {
		Spare emptied = emptied(database, sessions);
		if (emptied != null) {
			this.spare.push(emptied);
		}
		else {
			drop(database.name());
		}
	}

	/**
	 * Makes a database empty again, which keeps its name.
	 * @param sessions those that go on
	 */
	Spare empty(Spare database, KeptConnections sessions) {
		Spare emptied = emptied(database, sessions);
		if (emptied != null) {
			return emptied;
		}
		drop(database.name());
		return create(database.name());
	}

	private @Nullable Spare emptied(Spare database, KeptConnections sessions) {
		Connection own = sessions.closeAllButOne().orElse(null);
		this.server.admin().sql("alter database %s reset all".formatted(database.name())).update();
		try (Connection connection = (own != null) ? own : this.server.connect(database.name());
				Statement statement = connection.createStatement()) {
			boolean reusable = database.tests() < MOST_TESTS && shared(database.name()).equals(database.shared())
					&& isLeft(connection, statement) && isEmpty(statement);
			return reusable ? new Spare(database.name(), database.shared(), database.tests() + 1) : null;
		}
		catch (SQLException ex) {
			// something that the test made is in the way: the database is dropped
			return null;
		}
	}

	/**
	 * A session ends a moment after its client; one that goes on could still change
	 * something.
	 */
	private static boolean isLeft(Connection connection, Statement statement) throws SQLException {
		if (!connection.getAutoCommit()) {
			connection.rollback();
			connection.setAutoCommit(true);
		}
		statement.execute("discard all");
		try {
			for (int i = 0; i < LOOKS; i++) {
				if (strings(statement, USED).equals(List.of("f"))) {
					return true;
				}
				Thread.sleep(5);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return false;
	}

	private boolean isEmpty(Statement statement) throws SQLException {
		statement.execute(EMPTY);
		return strings(statement, this.newCatalog.query()).equals(this.newCatalog.rows());
	}

	private static List<String> strings(Statement statement, String sql) throws SQLException {
		List<String> strings = new ArrayList<>();
		try (ResultSet rows = statement.executeQuery(sql)) {
			while (rows.next()) {
				strings.add(rows.getString(1));
			}
		}
		return strings;
	}

	private String shared(String name) {
		return this.server.admin().sql(SHARED).param(name).query(String.class).optional().orElse("");
	}

	private void drop(String name) {
		this.server.admin().sql("drop database %s with (force)".formatted(name)).update();
	}

	@Override
	public void close() {
		for (Spare database = this.spare.poll(); database != null; database = this.spare.poll()) {
			drop(database.name());
		}
	}

	/**
	 * An empty database.
	 *
	 * @param name its name
	 * @param shared what the server noted of it outside of it
	 * @param tests how many tests have it or had it
	 */
	record Spare(String name, String shared, int tests) {
	}

	/**
	 * The catalog of a database that no test has used: the server's own. How many rows
	 * each of its tables has, and how many that the same transactions wrote.
	 *
	 * @param query what describes it
	 * @param rows what it gives
	 */
	private record NewCatalog(String query, List<String> rows) {

		private static final NewCatalog OF_THE_SERVER = read(PostgresServer.get().admin());

		private static NewCatalog read(JdbcClient admin) {
			String query = admin.sql(CATALOGS)
				.query(String.class)
				.list()
				.stream()
				.map((table) -> "select concat_ws(' ', '%s', count(*), count(*) filter (where xmin = any ('%s'))) from %1$s"
					.formatted(table,
							admin.sql("select array(select xmin from %s group by xmin)".formatted(table))
								.query(String.class)
								.single()))
				.collect(Collectors.joining("\nunion all "));
			return new NewCatalog(query, admin.sql(query).query(String.class).list());
		}

	}

}
