package io.appmigrations.internal.family.type;

import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.family.read.SystemCatalog;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Reads {@code pg_type}: enum, composite and range types, and domains.
 */
public final class TypeReader {

	private static final String TYPES = """
			select t.oid::int8, n.nspname, t.typname, t.typtype, t.typrelid::int8, t.typarray::int8, t.typnotnull,
			  t.typdefault, pg_catalog.format_type(t.typbasetype, t.typtypmod) as base_type,
			  case when t.typcollation <> b.typcollation then t.typcollation::pg_catalog.regcollation::text end
			    as collation,
			  (select pg_catalog.array_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e
			    where e.enumtypid = t.oid) as labels,
			  r.rngsubtype::pg_catalog.regtype::text as subtype, r.rngmultitypid::int8 as multirange_oid,
			  (select mt.typname from pg_catalog.pg_type mt where mt.oid = r.rngmultitypid) as multirange,
			  nullif(r.rngsubdiff, 0)::pg_catalog.regproc::text as subtype_diff,
			  case when not oc.opcdefault then oc.opcname end as opclass,
			  case when r.rngcollation <> st.typcollation then r.rngcollation::pg_catalog.regcollation::text end
			    as subtype_collation, d.description as comment, nn.conname as not_null_name,
			  nnd.description as not_null_comment
			from pg_catalog.pg_type t
			join pg_catalog.pg_namespace n on n.oid = t.typnamespace
			left join pg_catalog.pg_type b on b.oid = t.typbasetype
			left join pg_catalog.pg_range r on r.rngtypid = t.oid
			left join pg_catalog.pg_type st on st.oid = r.rngsubtype
			left join pg_catalog.pg_opclass oc on oc.oid = r.rngsubopc
			left join pg_catalog.pg_description d on d.objoid = t.oid and d.objsubid = 0
			  and d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass
			left join pg_catalog.pg_constraint nn on nn.contype = 'n' and nn.contypid = t.oid
			left join pg_catalog.pg_description nnd on nnd.objoid = nn.oid
			  and nnd.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
			where t.typtype in ('e', 'd', 'r', 'c') and n.nspname = any (:schemas)""";

	public static final CatalogQuery QUERY = new CatalogQuery(TYPES, TypeReader::readType);

	private TypeReader() {
	}

	private static void readType(Row row, CatalogContents contents) {
		Address address = new Address(SystemCatalog.PG_TYPE, row.number("oid"));
		switch (row.text("typtype")) {
			case "e" -> contents.add(address, EnumTypes.read(row));
			case "d" -> contents.add(address, Domains.read(row));
			case "r" -> RangeTypes.read(address, row, contents);
			default -> CompositeTypes.read(address, row, contents);
		}
		ObjectId id = contents.at(address);
		if (id != null) {
			contents.locate(new Address(SystemCatalog.PG_TYPE, row.number("typarray")), id);
		}
	}

	static ObjectId id(Kind kind, Row row) {
		return ObjectId.of(kind, row.schema(), row.text("typname"));

	}

}
