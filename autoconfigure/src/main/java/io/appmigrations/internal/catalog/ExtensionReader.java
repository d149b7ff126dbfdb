package io.appmigrations.internal.catalog;

import java.util.List;

import io.appmigrations.internal.schema.Extension;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/** Reads extensions. */
final class ExtensionReader implements FamilyReader {

	private static final String EXTENSIONS = """
			select e.oid::int8, e.extname, n.nspname, e.extrelocatable
			from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace""";

	@Override
	public List<CatalogQuery> queries(int majorVersion) {
		return List.of(new CatalogQuery(EXTENSIONS, ExtensionReader::readExtension));
	}

	private static void readExtension(Row row, CatalogContents contents) {
		ObjectId id = ObjectId.of(Kind.EXTENSION, "", row.text("extname"));
		contents.add(new Address(SystemCatalog.PG_EXTENSION, row.number("oid")),
				new Extension(id, row.schema(), row.flag("extrelocatable")));
	}

}
