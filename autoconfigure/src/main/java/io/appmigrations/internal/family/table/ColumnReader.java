package io.appmigrations.internal.family.table;

import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.family.read.PrintedSql;
import io.appmigrations.internal.family.read.Relation;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.family.read.SystemCatalog;
import io.appmigrations.internal.family.routine.Views;
import io.appmigrations.internal.family.sequence.Sequences;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.CompositeType;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.NotNull;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code pg_attribute}: the columns of tables with their defaults, those of views,
 * and the attributes of composite types.
 */
public final class ColumnReader {

	private static final String COLUMNS = """
			select a.attrelid::int8, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
			  pg_catalog.format_type(a.atttypid, null) as base_type, a.attnotnull, a.attidentity, a.attgenerated,
			  case when a.attcollation <> t.typcollation then a.attcollation::pg_catalog.regcollation::text end
			    as collation,
			  def.oid::int8 as default_oid, pg_catalog.pg_get_expr(def.adbin, def.adrelid, true) as expression,
			  case when a.attstorage <> t.typstorage then a.attstorage end as storage, a.attcompression,
			  nullif(a.attstattarget, -1) as statistics, a.attinhcount, d.description as comment,
			  sc.oid::int8 as sequence_oid, sc.relname as sequence, s.seqstart, s.seqincrement, s.seqmin, s.seqmax,
			  s.seqcache, s.seqcycle, nn.conname as not_null_name, nn.convalidated as not_null_valid,
			  nn.connoinherit as not_null_own, nnd.description as not_null_comment
			from pg_catalog.pg_attribute a
			join pg_catalog.pg_class c on c.oid = a.attrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			join pg_catalog.pg_type t on t.oid = a.atttypid
			left join pg_catalog.pg_attrdef def on def.adrelid = a.attrelid and def.adnum = a.attnum
			left join pg_catalog.pg_depend own on a.attidentity <> '' and own.deptype = 'i'
			  and own.refobjid = a.attrelid and own.refobjsubid = a.attnum
			  and own.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
			  and own.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
			left join pg_catalog.pg_class sc on sc.oid = own.objid
			left join pg_catalog.pg_sequence s on s.seqrelid = own.objid
			left join pg_catalog.pg_description d on d.objoid = a.attrelid and d.objsubid = a.attnum
			  and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
			left join pg_catalog.pg_constraint nn on nn.contype = 'n' and nn.conrelid = a.attrelid
			  and nn.conkey[1] = a.attnum
			left join pg_catalog.pg_description nnd on nnd.objoid = nn.oid
			  and nnd.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
			where c.relkind in ('r', 'p', 'v', 'm', 'c') and a.attnum > 0 and not a.attisdropped
			  and n.nspname = any (:schemas)
			order by a.attrelid, a.attnum""";

	public static final CatalogQuery QUERY = new CatalogQuery(COLUMNS, ColumnReader::readColumn,
			ColumnReader::readWholes);

	private ColumnReader() {
	}

	private static void readColumn(Row row, CatalogContents contents) {
		Relation relation = contents.relation(row.number("attrelid"));
		if (relation == null) {
			return;
		}
		String name = row.text("attname");
		Address address = relation.address().column(row.integer("attnum"));
		if (relation.table() != null) {
			readTableColumn(relation, name, address, row, contents);
		}
		else {
			relation.add(new CompositeType.Attribute(name, row.text("type"), row.string("collation")));
			contents.locate(address, relation.id());
		}
	}

	/** A table has the columns that it inherits, a view all of its columns. */
	private static void readWholes(CatalogContents contents) {
		for (Relation relation : contents.relations()) {
			Views.read(relation, contents);
			Table table = relation.table();
			if (table != null) {
				contents.add(relation.address(), table.inheriting(relation.inherited().stream().sorted().toList()));
				relation.inherited().forEach((name) -> inherit(relation, name, contents));
			}
		}
	}

	private static void readTableColumn(Relation relation, String name, Address address, Row row,
			CatalogContents contents) {
		ObjectId table = relation.id();
		ObjectId id = ObjectId.member(Kind.COLUMN, table, name);
		String printed = row.string("expression");
		String expression = (printed != null) ? PrintedSql.restored(printed) : null;
		String generated = row.string("attgenerated");
		relation.add(name, address, "character varying".equals(row.string("base_type")));
		boolean inherits = row.integer("attinhcount") > 0;
		Column.Identity identity = null;
		String identityKind = row.string("attidentity");
		if (identityKind != null && !identityKind.isEmpty()) {
			identity = new Column.Identity("a".equals(identityKind), row.text("sequence"), Sequences.options(row));
			if (!inherits) {
				contents.locate(new Address(SystemCatalog.PG_CLASS, row.number("sequence_oid")), id);
			}
			// the sequence is a part of the column
			contents.remove(ObjectId.of(Kind.SEQUENCE, table.schema(), identity.sequence()));
		}
		boolean isGenerated = generated != null && !generated.isEmpty() && expression != null;
		Column column = new Column(id, row.integer("attnum"), row.text("type"), row.text("base_type"),
				row.string("collation"), notNull(row), identity,
				isGenerated ? new Column.Generated(String.valueOf(expression), "s".equals(generated)) : null,
				storage(row.string("storage")), compression(row.string("attcompression")),
				row.optionalInteger("statistics"), row.string("comment"));
		Default value = (!isGenerated && expression != null)
				? new Default(ObjectId.member(Kind.DEFAULT, table, name), expression) : null;
		if (inherits) {
			relation.inherit(name);
			contents.inherit(table, column);
			if (value != null) {
				contents.inherit(table, value);
			}
			return;
		}
		contents.add(address, column);
		Address defaultAddress = new Address(SystemCatalog.PG_ATTRDEF, row.number("default_oid"));
		if (isGenerated) {
			contents.locate(defaultAddress, id);
		}
		else if (value != null) {
			contents.add(defaultAddress, value);
		}
	}

	private static @Nullable NotNull notNull(Row row) {
		if (!row.flag("attnotnull")) {
			return null;
		}
		String name = row.string("not_null_name");
		return (name == null) ? NotNull.PLAIN : new NotNull(name, row.flag("not_null_valid"), !row.flag("not_null_own"),
				row.string("not_null_comment"));
	}

	private static void inherit(Relation relation, String column, CatalogContents contents) {
		Address own = relation.column(column);
		for (Relation parent : contents.parents(relation)) {
			Address origin = parent.column(column);
			if (own != null && origin != null) {
				contents.derive(own, origin);
				return;
			}
		}
	}

	private static @Nullable String storage(@Nullable String code) {
		if (code == null) {
			return null;
		}
		return switch (code) {
			case "p" -> "plain";
			case "e" -> "external";
			case "m" -> "main";
			default -> "extended";
		};
	}

	private static @Nullable String compression(@Nullable String code) {
		if (code == null || code.isEmpty()) {
			return null;
		}
		return "l".equals(code) ? "lz4" : "pglz";
	}

}
