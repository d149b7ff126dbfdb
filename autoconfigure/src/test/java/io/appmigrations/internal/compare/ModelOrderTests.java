package io.appmigrations.internal.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.model.Change;
import io.appmigrations.model.Model;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The order of the files of a model, which is that of their names, says nothing: whatever
 * it is, the same statements are generated in the same order.
 */
@DatabaseTest
class ModelOrderTests {

	private static final int ORDERS = 8;

	private static final Set<String> OWN_TABLES = Set.of("public.app_migrations", "public.app_migrations_log");

	private static final List<String> ENTITIES = List.of(
			"create table customers (id bigint not null, name varchar(80) not null, kind int, primary key (id))",
			"create table orders (id bigint not null, customer_id bigint, total numeric(12,2), primary key (id))",
			"alter table orders add constraint orders_customer_fk foreign key (customer_id) references customers");

	/** A file each. */
	private static final List<String> FILES = List.of("create schema audit", """
			create domain email as varchar(200) check (value like '%@%');
			comment on domain email is 'an address'""", "create domain work_email as email check (not_private(value))",
			"create function not_private(text) returns boolean immutable language sql as $$ select $1 not like '%@home' $$",
			"create type mood as enum ('sad', 'glad')", "create type feeling as (what mood, since date, of email)",
			"create type moods as range (subtype = mood)",
			"create function shout(t text) returns text immutable language sql return upper(t)",
			"create function loud(t text) returns text immutable language sql return shout(t) || '!'",
			"create function loud(t int) returns text immutable language sql return loud(t::text)",
			"create table countries (code char(2) primary key, name text not null default shout('none'), capital int)",
			"create table cities (id int primary key, name text, country char(2) references countries, loud_name text generated always as (loud(name)) stored)",
			"alter table countries add constraint countries_capital foreign key (capital) references cities deferrable initially deferred",
			"create function next_code() returns int stable language sql as 'select coalesce(max(id), 0) + 1 from cities'",
			"create table notes (id int primary key default next_code(), mood mood, felt feeling[], mail work_email, seen moods)",
			"create view a_big as select * from z_orders where total > 100",
			"create view z_orders as select o.id, o.total, c.name, loud(c.name) as loud from orders o join m_customers c on c.id = o.customer_id",
			"create view m_customers as select id, name, kind from customers where is_mine(id)",
			"create function is_mine(bigint) returns boolean stable language plpgsql as $$ begin return exists (select from nowhere where id = $1); end $$",
			"create function biggest() returns setof a_big stable language sql as 'select * from a_big order by total desc limit 3'",
			"create view b_biggest as select id, total from biggest()",
			"create materialized view totals as select name, sum(total) as total from a_big group by name",
			"create unique index totals_name on totals (name); comment on materialized view totals is 'by name'",
			"create function touched() returns trigger language plpgsql as $$ begin insert into audit.log (what) values (tg_table_name); return new; end $$",
			"create table audit.log (id bigint generated always as identity, what text, at timestamptz default now())",
			"create trigger b_touched after update on customers for each row execute function touched()",
			"create trigger a_touched after insert on customers for each row when (is_mine(new.id)) execute function touched()",
			"create trigger z_instead instead of insert on m_customers for each row execute function touched()",
			"create rule no_delete as on delete to z_orders do instead nothing",
			"alter table customers enable row level security; create policy mine on customers using (is_mine(id))",
			"create policy loud_ones on customers for select using (loud(name) <> kind_of(kind))",
			"create function kind_of(int) returns text stable language sql as 'select name from kinds where id = $1'",
			"create table kinds (id int primary key, name text not null)",
			"alter table customers add check (name <> '')",
			"alter table customers add constraint customers_short check (length(name) < 70)",
			"alter table customers add constraint customers_loud check (loud(name) <> '!')",
			"create index on customers (loud(name))", "create index on customers (lower(name)) where kind > 0",
			"create sequence numbers; alter table kinds add column number bigint default nextval('numbers')",
			"create view all_kinds as select * from kinds",
			"create table events (at date not null, what text) partition by range (at)",
			"create table events_2024 partition of events for values from ('2024-01-01') to ('2025-01-01')",
			"create index events_what on events (what)", "create table special_kinds (extra text) inherits (kinds)",
			"create aggregate last_of(text) (sfunc = pick, stype = text)",
			"create function pick(text, text) returns text immutable language sql as 'select coalesce($2, $1)'",
			"create operator ~~> (function = pick, leftarg = text, rightarg = text)",
			"create view picked as select last_of(name ~~> 'x') as name from kinds",
			"create statistics customers_stats on name, kind from customers",
			"grant select on a_big to public; grant execute on function biggest() to public",
			"revoke execute on function is_mine(bigint) from public",
			"alter default privileges revoke execute on functions from public",
			"alter default privileges in schema audit grant select on tables to public",
			"-- model:data\ninsert into cities (id, name, country) values (1, 'Oslo', 'NO'), (3, 'Bern', 'CH')",
			"-- model:data\ninsert into countries values ('NO', 'Norway', 1), ('CH', default, 3)",
			"-- model:data\ninsert into kinds (id, name, number) values (1, 'one', 7)");

	@TempDir
	private Path folder;

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void answerIsTheSameWhateverTheOrderOfTheFiles(boolean mixed, TestDatabase database)
			throws IOException, SQLException {
		List<String> entries = mixed ? List.of(ModelList.ENTITIES, "file:" + this.folder + "/*.sql")
				: List.of("file:" + this.folder + "/*.sql");
		List<String> files = new ArrayList<>(FILES);
		if (!mixed) {
			files.addAll(ENTITIES);
		}
		Random random = new Random(7);
		try (MigrationConnection connection = database.connect()) {
			write(files);
			SchemaComparison first = compare(connection, entries);
			assertThat(first.unproven()).isEmpty();
			assertThat(sql(first.upgrade())).hasSizeGreaterThan(FILES.size());
			for (int order = 0; order < ORDERS; order++) {
				if (order == 0) {
					Collections.reverse(files);
				}
				else {
					Collections.shuffle(files, random);
				}
				write(files);
				SchemaComparison other = compare(connection, entries);
				assertThat(sql(other.upgrade())).as("Upgrade from %s", files).isEqualTo(sql(first.upgrade()));
				assertThat(sql(other.downgrade())).as("Downgrade from %s", files).isEqualTo(sql(first.downgrade()));
			}
			connection.begin();
			connection.execute(sql(first.upgrade()));
			connection.commit();
			assertThat(sql(compare(connection, entries).upgrade())).isEmpty();
		}
		catch (PipelineException ex) {
			throw new AssertionError(ex.getMessage(), ex);
		}
	}

	private void write(List<String> files) throws IOException {
		for (int i = 0; i < files.size(); i++) {
			Files.writeString(this.folder.resolve("%s.sql".formatted(String.valueOf(100 + i))), files.get(i) + ";\n");
		}
	}

	private static SchemaComparison compare(MigrationConnection connection, List<String> entries) {
		Model entities = Model.builder("entities")
			.statements(ENTITIES.stream().map((sql) -> new Model.Statement(sql, "Entity")).toList())
			.build();
		return new ModelComparer(connection,
				AutogenerateSettings.of(new ModelList(entries, (major, minor, schema) -> entities)), OWN_TABLES)
			.prove(AutogenerateOptions.defaults(), MadeObjects.none())
			.comparison();
	}

	private static List<String> sql(List<Change> changes) {
		return changes.stream().flatMap((change) -> change.sql().stream()).toList();
	}

}
