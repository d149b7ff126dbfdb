package io.appmigrations.internal.family.table;

import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.family.read.Relation;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.family.read.SystemCatalog;
import io.appmigrations.internal.family.sequence.Sequences;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Reads {@code pg_class} for tables, sequences, views and composite types.
 */
public final class RelationReader {

	private static final String RELATIONS = """
			select c.oid::int8, n.nspname, c.relname, c.relkind, c.relpersistence,
			  c.reloptions || (select pg_catalog.array_agg('toast.' || o order by o)
			    from pg_catalog.pg_class toast cross join lateral pg_catalog.unnest(toast.reloptions) o
			    where toast.oid = c.reltoastrelid) as reloptions, c.relrowsecurity,
			  c.relforcerowsecurity, am.amname, d.description as comment,
			  case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) end as partition_key,
			  pg_catalog.pg_get_expr(c.relpartbound, c.oid) as bound,
			  (select pg_catalog.array_agg(i.inhparent::pg_catalog.regclass::text order by i.inhseqno)
			    from pg_catalog.pg_inherits i where i.inhrelid = c.oid) as parents,
			  (select pg_catalog.array_agg(i.inhparent::int8 order by i.inhseqno)
			    from pg_catalog.pg_inherits i where i.inhrelid = c.oid) as parent_oids,
			  case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid, true) end as query,
			  c.relispopulated, pg_catalog.format_type(s.seqtypid, null) as seqtype, s.seqstart, s.seqincrement,
			  s.seqmin, s.seqmax, s.seqcache, s.seqcycle
			from pg_catalog.pg_class c
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			left join pg_catalog.pg_am am on am.oid = c.relam
			left join pg_catalog.pg_sequence s on s.seqrelid = c.oid
			left join pg_catalog.pg_description d on d.objoid = c.oid and d.objsubid = 0
			  and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
			where c.relkind in ('r', 'p', 'v', 'm', 'S', 'c') and n.nspname = any (:schemas)""";

	public static final CatalogQuery QUERY = new CatalogQuery(RELATIONS, RelationReader::readRelation, Parents::read);

	private RelationReader() {
	}

	private static void readRelation(Row row, CatalogContents contents) {
		Address address = new Address(SystemCatalog.PG_CLASS, row.number("oid"));
		if (contents.isMember(address)) {
			return;
		}
		Kind kind = switch (row.text("relkind")) {
			case "v" -> Kind.VIEW;
			case "m" -> Kind.MATERIALIZED_VIEW;
			case "S" -> Kind.SEQUENCE;
			case "c" -> Kind.COMPOSITE;
			default -> Kind.TABLE;
		};
		ObjectId id = ObjectId.of(kind, row.schema(), row.text("relname"));
		if (kind == Kind.SEQUENCE) {
			contents.add(address, Sequences.read(id, row));
		}
		else if (kind != Kind.TABLE) {
			contents.locate(address, id);
		}
		contents.add(new Relation(address, id, (kind == Kind.TABLE) ? Tables.read(id, row) : null,
				row.strings("reloptions"), row.string("query"), row.flag("relispopulated"),
				row.strings("parent_oids").stream().map(Long::valueOf).toList(), row.string("comment")));

	}

}
