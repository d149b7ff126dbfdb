package io.appmigrations.internal.catalog;

import java.util.List;

import io.appmigrations.internal.schema.CompositeType;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Domain;
import io.appmigrations.internal.schema.EnumType;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.NotNull;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/** Reads enum, composite and range types, and domains. */
final class TypeReader implements FamilyReader {

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

	@Override
	public List<CatalogQuery> queries(int majorVersion) {
		return List.of(new CatalogQuery(TYPES, TypeReader::readType));
	}

	private static void readType(Row row, CatalogContents contents) {
		Address address = new Address(SystemCatalog.PG_TYPE, row.number("oid"));
		switch (row.text("typtype")) {
			case "e" ->
				contents.add(address, new EnumType(id(Kind.ENUM, row), row.strings("labels"), row.string("comment")));
			case "d" -> contents.add(address, domain(row));
			case "r" -> readRange(address, row, contents);
			default -> readRowType(address, row, contents);
		}
		ObjectId id = contents.at(address);
		if (id != null) {
			contents.locate(new Address(SystemCatalog.PG_TYPE, row.number("typarray")), id);
		}
	}

	private static ObjectId id(Kind kind, Row row) {
		return ObjectId.of(kind, row.schema(), row.text("typname"));
	}

	private static Domain domain(Row row) {
		NotNull notNull = row.flag("typnotnull")
				? new NotNull(row.string("not_null_name"), true, true, row.string("not_null_comment")) : null;
		return new Domain(id(Kind.DOMAIN, row), row.text("base_type"), row.string("collation"),
				row.string("typdefault"), notNull, row.string("comment"));
	}

	private static void readRange(Address address, Row row, CatalogContents contents) {
		ObjectId id = id(Kind.RANGE, row);
		StringBuilder sql = new StringBuilder("create type ").append(contents.names().of(id))
			.append(" as range (subtype = ")
			.append(row.string("subtype"));
		String operatorClass = row.string("opclass");
		if (operatorClass != null) {
			sql.append(", subtype_opclass = ").append(Names.quoted(operatorClass));
		}
		String collation = row.string("subtype_collation");
		if (collation != null) {
			sql.append(", collation = ").append(collation);
		}
		String difference = row.string("subtype_diff");
		if (difference != null) {
			sql.append(", subtype_diff = ").append(difference);
		}
		sql.append(", multirange_type_name = ")
			.append(contents.names().qualified(id.schema(), row.text("multirange")))
			.append(")");
		contents.add(address, new Definition(id, List.of(sql.toString()), null, List.of(), row.string("comment")));
		contents.locate(new Address(SystemCatalog.PG_TYPE, row.number("multirange_oid")), id);
	}

	private static void readRowType(Address address, Row row, CatalogContents contents) {
		Relation relation = contents.relation(row.number("typrelid"));
		if (relation == null) {
			return;
		}
		if (relation.id().kind() == Kind.COMPOSITE) {
			String comment = row.string("comment");
			contents.add(address, new CompositeType(relation.id(), relation.attributes(),
					(comment != null) ? comment : relation.comment()));
		}
		else {
			contents.locate(address, relation.id());
		}
	}

}
