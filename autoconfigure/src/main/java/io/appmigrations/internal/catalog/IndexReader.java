package io.appmigrations.internal.catalog;

import java.util.List;

import io.appmigrations.internal.schema.Index;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/** Reads the indexes that belong to no constraint. */
final class IndexReader implements FamilyReader {

	private static final String INDEXES = """
			select i.indexrelid::int8, n.nspname, c.relname, t.relname as table_name, t.oid::int8 as table_oid, i.indisunique, i.indisvalid,
			  (select inh.inhparent::int8 from pg_catalog.pg_inherits inh
			    where inh.inhrelid = i.indexrelid) as parent_oid, pg_catalog.pg_get_indexdef(i.indexrelid, 0, true) as definition,
			  d.description as comment,
			  (select pg_catalog.array_agg(a.attname order by k.place)
			    from pg_catalog.unnest(i.indkey) with ordinality as k (attnum, place)
			    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum) as columns
			from pg_catalog.pg_index i
			join pg_catalog.pg_class c on c.oid = i.indexrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			join pg_catalog.pg_class t on t.oid = i.indrelid
			left join pg_catalog.pg_description d on d.objoid = c.oid and d.objsubid = 0
			  and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
			where n.nspname = any (:schemas) and t.relkind in ('r', 'p', 'm')
			  and not exists (select from pg_catalog.pg_constraint k
			    where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))""";

	@Override
	public List<CatalogQuery> queries(int majorVersion) {
		return List.of(new CatalogQuery(INDEXES, IndexReader::readIndex));
	}

	private static void readIndex(Row row, CatalogContents contents) {
		Relation relation = contents.relation(row.number("table_oid"));
		if (relation == null) {
			return;
		}
		String definition = PrintedSql.restored(row.text("definition"), relation.varchars());
		definition = definition.substring(definition.indexOf(" USING ") + " USING ".length());
		Index index = new Index(ObjectId.of(Kind.INDEX, row.schema(), row.text("relname")), row.text("table_name"),
				row.flag("indisunique"), definition, row.strings("columns"), row.flag("indisvalid"),
				row.string("comment"));
		Address address = new Address(SystemCatalog.PG_CLASS, row.number("indexrelid"));
		long parent = row.number("parent_oid");
		if (parent != 0) {
			contents.derive(address, new Address(SystemCatalog.PG_CLASS, parent));
			contents.inherit(relation.id(), index);
		}
		else {
			contents.add(address, index);
		}
	}

}
