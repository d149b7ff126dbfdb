package io.appmigrations.sample;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.appmigrations.MigrationListener;
import io.appmigrations.Migrations;
import io.appmigrations.StepResult;
import io.appmigrations.settings.MigrationSettings;
import io.appmigrations.standalone.MigrationsFactory;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every revision of the sample can be undone: the way down leaves the schema as it was,
 * step by step.
 */
@DatabaseTest
class RevisionsTests {

	@Test
	void downgradeLeavesTheSchemaThatWasThereBeforeEachUpgrade(TestDatabase database) {
		List<String> schemas = new ArrayList<>();
		MigrationListener recorder = new MigrationListener() {
			@Override
			public void afterRevision(StepResult result) {
				schemas.add(schema(database));
			}
		};
		Migrations migrations = migrations(database, recorder);
		schemas.add(schema(database));
		migrations.upgrade("heads");
		List<String> upward = new ArrayList<>(schemas);
		schemas.clear();
		schemas.add(schema(database));
		migrations.downgrade("base");
		Collections.reverse(schemas);
		assertThat(schemas).hasSize(10).containsExactlyElementsOf(upward);
	}

	private static Migrations migrations(TestDatabase database, MigrationListener listener) {
		return MigrationsFactory.create(database.dataSource(), MigrationSettings.builder().build()).with(listener);
	}

	/**
	 * Columns, constraints and indexes as PostgreSQL prints them; the order of the
	 * columns does not count.
	 */
	private static String schema(TestDatabase database) {
		return String.join("\n",
				database.jdbc()
					.sql("""
							select format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
							              a.attidentity)
							  from pg_attribute a join pg_class c on c.oid = a.attrelid
							 where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
							   and c.relname not like 'app\\_migrations%'
							union all
							select format('%s: %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
							  from pg_constraint
							 where connamespace = 'public'::regnamespace and contype <> 'n' and conname not like 'app\\_migrations%'
							union all
							select pg_get_indexdef(indexrelid) || indisvalid
							  from pg_index join pg_class i on i.oid = indexrelid
							 where i.relnamespace = 'public'::regnamespace and i.relname not like 'app\\_migrations%'
							 order by 1
							""")
					.query(String.class)
					.list());
	}

}
