package io.appmigrations.internal.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.family.DefinitionQuery;
import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.ObjectId;

/**
 * Reads schemas in one round trip, and in another one where there is something that is
 * compared by the statements that make it ({@link DefinitionSelect}). What an extension
 * has made is left out, and so is what follows by itself: the columns and constraints
 * that a table inherits, the indexes of partitions, the triggers and indexes behind
 * constraints.
 * <p>
 * How names within definitions are printed depends on the search path: it must name the
 * default schema first.
 */
public final class CatalogReader {

	/** What is there and no other query reads. */
	private static final String UNREAD = """
			select kind, schema, name from (
			  select 'base type' as kind, n.nspname as schema, t.typname::text as name, t.oid as oid
			  from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
			  where t.typtype = 'b' and t.typelem = 0 and n.nspname = any (:schemas)
			  union all select 'language', '', l.lanname, l.oid from pg_catalog.pg_language l
			  union all select 'access method', '', a.amname, a.oid from pg_catalog.pg_am a
			  union all select 'transform', '', pg_catalog.format_type(t.trftype, null) || ' ' || l.lanname, t.oid
			    from pg_catalog.pg_transform t join pg_catalog.pg_language l on l.oid = t.trflang) o
			where o.oid >= 16384
			  and not exists (select from pg_catalog.pg_depend d where d.objid = o.oid and d.deptype = 'e')""";

	private final SchemaMapping mapping;

	private final CatalogContents contents;

	private final Dependencies dependencies;

	private final Owners owners = new Owners();

	private final Set<String> unread = new TreeSet<>();

	private CatalogReader(SchemaMapping mapping) {
		this.mapping = mapping;
		this.contents = new CatalogContents(new Names(mapping.defaultSchema()));
		this.dependencies = new Dependencies(this.contents);
	}

	/**
	 * Reads schemas.
	 * @param connection where to read, in a transaction or not
	 * @param mapping which schemas
	 * @return what is in them
	 */
	public static Schema read(MigrationConnection connection, SchemaMapping mapping) {
		return new CatalogReader(mapping).read(connection);
	}

	private Schema read(MigrationConnection connection) {
		List<String> sql = new ArrayList<>(List.of(Dependencies.QUERY));
		List<MigrationConnection.RowReader<Integer>> readers = new ArrayList<>(List.of(this.dependencies::read));
		String schemas = Names.literals(this.mapping.schemas());
		for (CatalogQuery query : queries(connection.server().majorVersion())) {
			sql.add(query.sql().replace(CatalogQuery.SCHEMAS, schemas));
			readers.add(ResultSetRow.reader(query, this.contents, this.mapping));
		}
		List<DefinitionSelect> definitions = Families.definitions(connection.server().majorVersion());
		List<String> present = new ArrayList<>();
		sql.add(DefinitionSelect.present(definitions).replace(CatalogQuery.SCHEMAS, schemas));
		readers.add((rows) -> {
			while (rows.next()) {
				present.add(definitions.get(rows.getInt(1)).sql());
			}
			return present.size();
		});
		connection.queries(sql, readers);
		if (!present.isEmpty()) {
			CatalogQuery query = DefinitionQuery.of(present.stream());
			connection.queries(List.of(query.sql().replace(CatalogQuery.SCHEMAS, schemas)),
					List.of(ResultSetRow.reader(query, this.contents, this.mapping)));
		}
		Map<ObjectId, Set<ObjectId>> edges = this.dependencies.edges();
		return new Schema(this.mapping.defaultSchema(), this.contents.objects(), edges, this.unread,
				this.contents.inheritedParts())
			.withOwners(this.owners.of(this.contents));
	}

	private List<CatalogQuery> queries(int majorVersion) {
		List<CatalogQuery> queries = new ArrayList<>(Families.queries(majorVersion));
		queries.add(new CatalogQuery(UNREAD, (row, read) -> readUnread(row)));
		queries.add(this.owners.query(majorVersion));
		return queries;
	}

	private void readUnread(Row row) {
		String schema = row.schema("schema");
		this.unread
			.add("%s %s%s".formatted(row.string("kind"), schema.isEmpty() ? "" : schema + ".", row.string("name")));
	}

}
