package io.appmigrations.internal.family.routine;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.family.read.PrintedSql;
import io.appmigrations.internal.family.read.Relation;
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
 * Triggers and rules.
 */
public final class Triggers extends Family {

	private static final String TRIGGERS = """
			select t.oid::int8, t.tgparentid::int8, n.nspname, c.relname, c.oid::pg_catalog.regclass::text as relation, t.tgname,
			  pg_catalog.pg_get_triggerdef(t.oid, true) as definition, t.tgenabled, d.description as comment
			from pg_catalog.pg_trigger t
			join pg_catalog.pg_class c on c.oid = t.tgrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			left join pg_catalog.pg_description d on d.objoid = t.oid
			  and d.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
			where (not t.tgisinternal or t.tgparentid <> 0) and n.nspname = any (:schemas)""";

	private static final String RULES = """
			select r.oid::int8, n.nspname, c.relname, c.oid::int8 as relation_oid,
			  c.oid::pg_catalog.regclass::text as relation, r.rulename, r.ev_enabled, d.description as comment,
			  case when r.rulename <> '_RETURN' then pg_catalog.pg_get_ruledef(r.oid, true) end as definition
			from pg_catalog.pg_rewrite r
			join pg_catalog.pg_class c on c.oid = r.ev_class
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			left join pg_catalog.pg_description d on d.objoid = r.oid
			  and d.classoid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
			where n.nspname = any (:schemas)""";

	@Override
	protected List<CatalogQuery> queries(int majorVersion) {
		return List.of(new CatalogQuery(TRIGGERS, Triggers::readTrigger), new CatalogQuery(RULES, Triggers::readRule));
	}

	private static void readTrigger(Row row, CatalogContents contents) {
		Address address = new Address(SystemCatalog.PG_TRIGGER, row.number("oid"));
		long parent = row.number("tgparentid");
		if (parent != 0) {
			contents.derive(address, new Address(SystemCatalog.PG_TRIGGER, parent));
			return;
		}
		ObjectId id = row.member(Kind.TRIGGER, "tgname");
		contents.add(address,
				definition(id, row, PrintedSql.restored(row.text("definition")), firing(row.string("tgenabled"))));
	}

	private static void readRule(Row row, CatalogContents contents) {
		Address address = new Address(SystemCatalog.PG_REWRITE, row.number("oid"));
		if ("_RETURN".equals(row.string("rulename"))) {
			Relation relation = contents.relation(row.number("relation_oid"));
			if (relation != null) {
				contents.locate(address, relation.id());
			}
			return;
		}
		ObjectId id = row.member(Kind.RULE, "rulename");
		contents.add(address, definition(id, row, PrintedSql.restored(row.text("definition")).replaceFirst(";$", ""),
				firing(row.string("ev_enabled"))));
	}

	private static Definition definition(ObjectId id, Row row, String sql, @Nullable String firing) {
		List<String> create = new ArrayList<>(List.of(sql));
		if (firing != null) {
			create.add("alter table %s %s %s %s".formatted(row.string("relation"), firing, id.kind().keyword(),
					Names.quoted(id.name())));
		}
		return new Definition(id, create, null, List.of(), row.string("comment"));
	}

	private static @Nullable String firing(@Nullable String code) {
		return switch (String.valueOf(code)) {
			case "D" -> "disable";
			case "A" -> "enable always";
			case "R" -> "enable replica";
			default -> null;
		};
	}

	@Override
	protected String reference(ObjectId id, SqlWriter writer) {
		return ofRelation(id, writer);
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 0 : 6;
	}

	/** When a trigger or rule fires, which the second statement says, can be changed. */
	@Override
	protected @Nullable Alteration alterDefinition(Definition old, Definition definition, Transition transition) {
		if (!old.create().get(0).equals(definition.create().get(0))) {
			return null;
		}
		ObjectId id = definition.id();
		return Alteration.of((definition.create().size() > 1) ? List.of(definition.create().get(1))
				: List.of("alter table %s enable %s %s".formatted(transition.names().relationOf(id),
						id.kind().keyword(), Names.quoted(id.name()))))
			.rewriting(false);
	}

	@Override
	public boolean isQuery(Kind kind) {
		return kind == Kind.RULE;
	}

	@Override
	public boolean actsOnRows() {
		return true;
	}

	/** Another table cannot go before what mentions it. */
	@Override
	protected ObjectId removedWith(ObjectId id, Difference difference) {
		return (id.kind() == Kind.RULE && difference.removal().needsAnotherTable(id)) ? id
				: super.removedWith(id, difference);
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
