package io.appmigrations.internal.engine;

import java.util.Set;

import io.appmigrations.internal.catalog.CatalogReader;
import io.appmigrations.internal.catalog.SchemaMapping;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.schema.Schema;

/**
 * Reads all schemas of a database in which revisions are tried.
 */
final class ScratchCatalog {

	private ScratchCatalog() {
	}

	static Schema read(MigrationConnection connection) {
		Set<String> schemas = connection.strings("""
				select nspname from pg_catalog.pg_namespace
				where nspname !~ '^pg_' and nspname <> 'information_schema' order by nspname""");
		return CatalogReader.read(connection, SchemaMapping.identity(schemas, connection.session().schemaOfNames()));
	}

}
