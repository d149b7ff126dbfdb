package io.appmigrations.internal.catalog;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/** Reads statistics on several columns. */
final class StatisticsReader implements FamilyReader {

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
	public List<CatalogQuery> queries(int majorVersion) {
		return List.of(new CatalogQuery(STATISTICS, StatisticsReader::readStatistics));
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

}
