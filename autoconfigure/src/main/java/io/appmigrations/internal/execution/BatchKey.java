package io.appmigrations.internal.execution;

import java.util.Optional;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.script.Batch;
import io.appmigrations.internal.script.BatchStatement;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog says about the key of a section with {@code batch:}.
 *
 * @param problem why the key does not make ranges, or {@code null} where it does
 * @param type the type of the column, with its schema
 * @param above the operator of the index for what is behind a key, with its schema
 * @param upTo the operator of the index for what is up to a key, with its schema
 */
record BatchKey(@Nullable String problem, String type, String above, String upTo) {

	/**
	 * Rows without a key would be in no range, and without an index each range would read
	 * the whole table. The operators are those of the index: others of these names may
	 * stand first in the search path.
	 */
	static String query(BatchStatement statement, Batch batch) {
		return """
				select case
				         when t.oid is null then 'there is no such table'
				         when t.oid is distinct from o.oid then 'the statement changes another table of this name'
				         when c.relkind not in ('r', 'p') then 'it is not a table'
				         when a.attnum is null then 'the table has no such column'
				         when not a.attnotnull then 'the column is not declared not null'
				         when i.above is null then 'no index of the whole table begins with the column'
				       end,
				       pg_catalog.concat(pg_catalog.quote_ident(tn.nspname::pg_catalog.text), '.', pg_catalog.quote_ident(ty.typname::pg_catalog.text)),
				       i.above, i.up_to
				  from (select pg_catalog.to_regclass(%s)::pg_catalog.oid) t (oid)
				  cross join (select pg_catalog.to_regclass(%s)::pg_catalog.oid) o (oid)
				  left join pg_catalog.pg_class c on c.oid = t.oid
				  left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0::pg_catalog.int2 and not a.attisdropped
				   and a.attname::pg_catalog.text = %s
				  left join pg_catalog.pg_type ty on ty.oid = a.atttypid
				  left join pg_catalog.pg_namespace tn on tn.oid = ty.typnamespace
				  left join lateral (
				         select pg_catalog.min(case when p.amopstrategy = 5::pg_catalog.int2 then p.operator end),
				                pg_catalog.min(case when p.amopstrategy = 2::pg_catalog.int2 then p.operator end)
				           from (select x.indexrelid, m.amopstrategy,
				                        pg_catalog.format('operator(%%I.%%s)', n.nspname, op.oprname)
				                   from pg_catalog.pg_index x
				                   join pg_catalog.pg_opclass oc on oc.oid = x.indclass[0] and oc.opcdefault
				                   join pg_catalog.pg_am am on am.oid = oc.opcmethod and am.amname::pg_catalog.text = 'btree'::pg_catalog.text
				                   join pg_catalog.pg_amop m on m.amopfamily = oc.opcfamily and m.amoplefttype = oc.opcintype
				                    and m.amoprighttype = oc.opcintype
				                   join pg_catalog.pg_operator op on op.oid = m.amopopr
				                   join pg_catalog.pg_namespace n on n.oid = op.oprnamespace
				                  where x.indrelid = a.attrelid and x.indkey[0] = a.attnum and x.indcollation[0] = a.attcollation
				                    and x.indisvalid and x.indpred is null) p (index, amopstrategy, operator)
				         ) i (above, up_to) on true"""
			.formatted(Quoting.literal(batch.table().quoted()), Quoting.literal(statement.name().quoted()),
					Quoting.literal(batch.key()));
	}

	static BatchKey read(MigrationConnection connection, BatchStatement statement, Batch batch) {
		return connection
			.query(query(statement, batch),
					(rows) -> rows.next()
							? Optional.of(new BatchKey(rows.getString(1), String.valueOf(rows.getString(2)),
									String.valueOf(rows.getString(3)), String.valueOf(rows.getString(4))))
							: Optional.<BatchKey>empty())
			.orElseThrow();
	}

	String value(String text) {
		return Quoting.literal(text) + "::" + this.type;
	}

	/** A condition for the rows of a range. */
	String range(String column, @Nullable String after, String upToKey) {
		String end = "%s %s %s".formatted(column, this.upTo, value(upToKey));
		return (after == null) ? end : "%s %s %s and %s".formatted(column, this.above, value(after), end);
	}

}
