package io.appmigrations.internal.family.constraint;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.family.read.PrintedSql;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.family.read.SystemCatalog;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Statistics on several columns.
 */
public final class Statistics extends Family {

	private static final String STATISTICS = """
			select s.oid::int8, n.nspname, s.stxname, pg_catalog.pg_get_statisticsobjdef(s.oid) as definition,
			  s.stxstattarget, d.description as comment,
			  pg_catalog.concat_ws(', ', (select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attname)
			      from pg_catalog.pg_attribute a where a.attrelid = s.stxrelid and a.attnum = any (s.stxkeys)),
			    (select pg_catalog.string_agg(pg_catalog.format('(%s)', e), ', ')
			      from pg_catalog.unnest(pg_catalog.pg_get_statisticsobjdef_expressions(s.oid)) e)) as elements
			from pg_catalog.pg_statistic_ext s
			join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
			left join pg_catalog.pg_description d on d.objoid = s.oid
			  and d.classoid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass
			where n.nspname = any (:schemas)""";

	@Override
	protected List<CatalogQuery> queries(int majorVersion) {
		return List.of(new CatalogQuery(STATISTICS, Statistics::readStatistics));
	}

	private static void readStatistics(Row row, CatalogContents contents) {
		ObjectId id = ObjectId.of(Kind.STATISTICS, row.schema(), row.text("stxname"));
		String definition = contents.unqualified(row, row.text("definition"));
		// the order of the columns is that of the table's, and means nothing
		List<String> create = new ArrayList<>(List.of(definition.substring(0, definition.indexOf(" ON ") + 4)
				+ PrintedSql.restored(row.text("elements")) + definition.substring(definition.lastIndexOf(" FROM "))));
		Integer target = row.optionalInteger("stxstattarget");
		if (target != null && target >= 0) {
			create.add("alter statistics %s set statistics %s".formatted(contents.names().of(id), target));
		}
		contents.add(new Address(SystemCatalog.PG_STATISTIC_EXT, row.number("oid")),
				new Definition(id, create, null, List.of(), row.string("comment")));
	}

	@Override
	public int phase(Kind kind, Action action) {
		return 3;
	}

	@Override
	protected int rank(Action action) {
		return (action == Action.DROP) ? 2 : 9;
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		if (difference.isDropped(below) || below.kind() != Kind.COLUMN) {
			return Constraints.mustGoWithColumn(below, above, difference);
		}
		// PostgreSQL makes them again, without their target
		return difference.from().get(above) instanceof Definition statistics && statistics.create().size() > 1;
	}

	@Override
	public boolean isPrinted(SchemaObject object) {
		return true;
	}

	@Override
	public boolean isRebuilt() {
		return true;
	}

	@Override
	public @Nullable ObjectId recordBeside(SchemaObject object) {
		return object.id();
	}

}
