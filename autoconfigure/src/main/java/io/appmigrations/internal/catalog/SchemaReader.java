package io.appmigrations.internal.catalog;

import java.util.List;

import io.appmigrations.internal.schema.Namespace;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/** Reads schemas. */
final class SchemaReader implements FamilyReader {

	private static final String NAMESPACES = """
			select n.oid::int8, n.nspname, pg_catalog.obj_description(n.oid, 'pg_namespace') as comment
			from pg_catalog.pg_namespace n
			where n.nspname = any (:schemas)""";

	@Override
	public List<CatalogQuery> queries(int majorVersion) {
		return List.of(new CatalogQuery(NAMESPACES, SchemaReader::readNamespace));
	}

	private static void readNamespace(Row row, CatalogContents contents) {
		String name = row.schema();
		contents.add(new Address(SystemCatalog.PG_NAMESPACE, row.number("oid")),
				new Namespace(ObjectId.of(Kind.SCHEMA, name, name), row.string("comment")));
	}

}
