package io.appmigrations.internal.catalog;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;

/**
 * What extensions have in schemas that were moved aside: statements name it with the
 * schema where it usually is, and means it all the same.
 */
final class ExtensionNames {

	private static final String MEMBERS = """
			select n.nspname, o.name
			from (
			  select t.oid, t.typname::text as name, t.typnamespace as schema from pg_catalog.pg_type t
			  union all select p.oid, p.proname, p.pronamespace from pg_catalog.pg_proc p
			  union all select p.oid, p.oprname, p.oprnamespace from pg_catalog.pg_operator p
			  union all select c.oid, c.opcname, c.opcnamespace from pg_catalog.pg_opclass c
			  union all select f.oid, f.opfname, f.opfnamespace from pg_catalog.pg_opfamily f
			  union all select c.oid, c.relname, c.relnamespace from pg_catalog.pg_class c
			  union all select c.oid, c.collname, c.collnamespace from pg_catalog.pg_collation c
			  union all select c.oid, c.cfgname, c.cfgnamespace from pg_catalog.pg_ts_config c
			  union all select c.oid, c.dictname, c.dictnamespace from pg_catalog.pg_ts_dict c) o
			join pg_catalog.pg_namespace n on n.oid = o.schema
			where n.nspname = any (%s)
			  and exists (select from pg_catalog.pg_depend d where d.objid = o.oid and d.deptype = 'e')""";

	private final Map<String, Set<String>> members;

	private ExtensionNames(Map<String, Set<String>> members) {
		this.members = members;
	}

	/**
	 * Reads the names.
	 * @param connection where
	 * @param schemas the schemas, under the names that they have aside
	 */
	static ExtensionNames read(MigrationConnection connection, List<String> schemas) {
		Map<String, Set<String>> members = new HashMap<>();
		if (!schemas.isEmpty()) {
			connection.query(MEMBERS.formatted(Names.literals(schemas)), (rows) -> {
				while (rows.next()) {
					members.computeIfAbsent(rows.getString(1), (key) -> new HashSet<>()).add(rows.getString(2));
				}
				return members;
			});
		}
		return new ExtensionNames(members);
	}

	/** Names what an extension has with the schema where it is now. */
	String aside(String sql) {
		if (this.members.isEmpty()) {
			return sql;
		}
		StringBuilder named = new StringBuilder();
		int copied = 0;
		SqlTokens tokens = SqlTokens.of(sql);
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			if (!token.type().isName() || !tokens.accept(".")) {
				continue;
			}
			SqlToken member = tokens.next();
			String schema = Scratch.ASIDE + token.name();
			if (member != null && this.members.getOrDefault(schema, Set.of()).contains(nameOf(member))) {
				named.append(sql, copied, token.start()).append(Names.quoted(schema)).append('.').append(member.text());
				copied = member.end();
			}
		}
		return named.append(sql, copied, sql.length()).toString();
	}

	/** Operators are in schemas too. */
	private static String nameOf(SqlToken member) {
		return member.type().isName() ? member.name() : member.text();
	}

}
