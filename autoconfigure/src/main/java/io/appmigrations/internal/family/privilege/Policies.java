package io.appmigrations.internal.family.privilege;

import java.util.List;

import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.family.read.PrintedSql;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.family.read.SystemCatalog;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Policies for row level security.
 */
public final class Policies extends Family {

	private static final String POLICIES = """
			select p.oid::int8, n.nspname, c.relname, c.oid::pg_catalog.regclass::text as relation, p.polname, p.polcmd,
			  p.polpermissive, pg_catalog.pg_get_expr(p.polqual, p.polrelid, true) as condition,
			  pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid, true) as with_check, d.description as comment,
			  (select pg_catalog.string_agg(case when r = 0 then 'public' else r::pg_catalog.regrole::text end, ', ')
			    from pg_catalog.unnest(p.polroles) r) as roles
			from pg_catalog.pg_policy p
			join pg_catalog.pg_class c on c.oid = p.polrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			left join pg_catalog.pg_description d on d.objoid = p.oid
			  and d.classoid = 'pg_catalog.pg_policy'::pg_catalog.regclass
			where n.nspname = any (:schemas)""";

	@Override
	protected List<CatalogQuery> queries(int majorVersion) {
		return List.of(new CatalogQuery(POLICIES, Policies::readPolicy));
	}

	private static void readPolicy(Row row, CatalogContents contents) {
		ObjectId id = row.member(Kind.POLICY, "polname");
		StringBuilder sql = new StringBuilder("create policy ").append(Names.quoted(id.name()))
			.append(" on ")
			.append(row.string("relation"));
		if (!row.flag("polpermissive")) {
			sql.append(" as restrictive");
		}
		sql.append(switch (row.text("polcmd")) {
			case "r" -> " for select";
			case "a" -> " for insert";
			case "w" -> " for update";
			case "d" -> " for delete";
			default -> "";
		});
		String roles = row.string("roles");
		if (roles != null && !"public".equals(roles)) {
			sql.append(" to ").append(roles);
		}
		String condition = row.string("condition");
		if (condition != null) {
			sql.append(" using (").append(PrintedSql.restored(condition)).append(")");
		}
		String check = row.string("with_check");
		if (check != null) {
			sql.append(" with check (").append(PrintedSql.restored(check)).append(")");
		}
		contents.add(new Address(SystemCatalog.PG_POLICY, row.number("oid")),
				new Definition(id, List.of(sql.toString()), null, List.of(), row.string("comment")));
	}

	@Override
	protected String reference(ObjectId id, SqlWriter writer) {
		return ofRelation(id, writer);
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 0 : 6;
	}

	/** Another table cannot go before what mentions it. */
	@Override
	protected ObjectId removedWith(ObjectId id, Difference difference) {
		return difference.removal().needsAnotherTable(id) ? id : super.removedWith(id, difference);
	}

	@Override
	public boolean isPrinted(SchemaObject object) {
		return true;
	}

	@Override
	public @Nullable ObjectId recordBeside(SchemaObject object) {
		return object.id();
	}

}
