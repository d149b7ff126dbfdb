package io.appmigrations.internal.family.constraint;

import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.family.read.PrintedSql;
import io.appmigrations.internal.family.read.Relation;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.family.read.SystemCatalog;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Reads {@code pg_constraint}: the constraints of tables and domains.
 */
public final class ConstraintReader {

	private static final String CONSTRAINTS = """
			select c.oid::int8, n.nspname, r.oid::int8 as table_oid, r.relname, c.contypid::int8, c.conname, c.contype,
			  pg_catalog.pg_get_constraintdef(c.oid, true) as definition, c.conindid::int8, c.conparentid::int8,
			  c.coninhcount, fn.nspname as referenced_schema, f.relname as referenced, d.description as comment, ic.reloptions as options,
			  coalesce(ii.indisvalid, true) as valid, c.conparentid = 0 and c.contype in ('p', 'u')
			    and exists (select from pg_catalog.pg_inherits inh where inh.inhrelid = c.conindid) as attached,
			  (select pg_catalog.array_agg(a.attname order by k.place)
			    from pg_catalog.unnest(c.conkey) with ordinality as k (attnum, place)
			    join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum) as columns
			from pg_catalog.pg_constraint c
			join pg_catalog.pg_namespace n on n.oid = c.connamespace
			left join pg_catalog.pg_class r on r.oid = c.conrelid
			left join pg_catalog.pg_class f on f.oid = c.confrelid
			left join pg_catalog.pg_class ic on ic.oid = c.conindid and c.contype in ('p', 'u')
			left join pg_catalog.pg_index ii on ii.indexrelid = ic.oid
			left join pg_catalog.pg_namespace fn on fn.oid = f.relnamespace
			left join pg_catalog.pg_description d on d.objoid = c.oid
			  and d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
			where c.contype in ('p', 'u', 'c', 'f', 'x') and n.nspname = any (:schemas)""";

	public static final CatalogQuery QUERY = new CatalogQuery(CONSTRAINTS, ConstraintReader::readConstraint,
			Validations::read);

	private ConstraintReader() {
	}

	private static void readConstraint(Row row, CatalogContents contents) {
		Address address = new Address(SystemCatalog.PG_CONSTRAINT, row.number("oid"));
		Relation relation = contents.relation(row.number("table_oid"));
		if (relation == null) {
			DomainConstraints.read(address, row, contents);
			return;
		}
		Constraint constraint = constraint(relation, row);
		long parent = row.number("conparentid");
		boolean inherits = parent != 0 || row.integer("coninhcount") > 0;
		relation.add(new Relation.InheritableConstraint(relation, address.oid(), constraint, inherits, parent));
		long indexOid = row.number("conindid");
		boolean hasIndex = constraint.type() != ConstraintType.FOREIGN_KEY && indexOid != 0;
		Address index = new Address(SystemCatalog.PG_CLASS, indexOid);
		if (inherits) {
			contents.inherit(relation.id(), constraint);
			if (parent != 0) {
				contents.derive(address, new Address(SystemCatalog.PG_CONSTRAINT, parent));
			}
			else {
				contents.locate(address, relation.id());
			}
			if (hasIndex) {
				contents.derive(index, address);
			}
			return;
		}
		contents.add(address, constraint);
		if (hasIndex) {
			contents.locate(index, constraint.id());
		}
	}

	private static Constraint constraint(Relation relation, Row row) {
		String referenced = row.string("referenced");
		ObjectId references = (referenced != null) ? ObjectId.table(row.schema("referenced_schema"), referenced) : null;
		ConstraintType type = switch (row.text("contype")) {
			case "p" -> ConstraintType.PRIMARY_KEY;
			case "u" -> ConstraintType.UNIQUE;
			case "x" -> ConstraintType.EXCLUSION;
			case "f" -> ConstraintType.FOREIGN_KEY;
			default -> ConstraintType.CHECK;
		};
		Kind kind = (type == ConstraintType.FOREIGN_KEY) ? Kind.FOREIGN_KEY : Kind.CONSTRAINT;
		return new Constraint(ObjectId.member(kind, relation.id(), row.text("conname")), type,
				PrintedSql.restored(row.text("definition"), relation.varchars()), row.strings("options"),
				row.strings("columns"), references, row.flag("attached"), row.flag("valid"), row.string("comment"));

	}

}
