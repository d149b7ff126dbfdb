package io.appmigrations.internal.family.database;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.Scope;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Foreign data wrappers, servers, user mappings and foreign tables.
 */
public final class ForeignData extends Family {

	/** Those of an extension are the extension's; what may be a secret is not read. */
	/** What has a name of its own; foreign tables belong to a schema. */
	private static final Set<Kind> RECORDED = Set.of(Kind.FOREIGN_DATA_WRAPPER, Kind.SERVER);

	private static final String FOREIGN_SERVERS = """
			select 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass::int8, w.oid::int8, 'FOREIGN_DATA_WRAPPER',
			  '', null, w.fdwname::text,
			  array[pg_catalog.concat_ws(' ', pg_catalog.format('create foreign data wrapper %s', pg_catalog.chr(1)),
			    case when w.fdwhandler <> 0 then pg_catalog.format('handler %s', w.fdwhandler::pg_catalog.regproc) end,
			    case when w.fdwvalidator <> 0 then pg_catalog.format('validator %s', w.fdwvalidator::pg_catalog.regproc) end,
			    :options(w.fdwoptions))],
			  null, null, null::text[], pg_catalog.obj_description(w.oid, 'pg_foreign_data_wrapper'), null, null, 0
			from pg_catalog.pg_foreign_data_wrapper w
			union all
			select 'pg_catalog.pg_foreign_server'::pg_catalog.regclass::int8, s.oid::int8, 'SERVER', '', null,
			  s.srvname::text,
			  array[pg_catalog.concat_ws(' ', pg_catalog.format('create server %s', pg_catalog.chr(1)),
			    case when s.srvtype is not null then pg_catalog.format('type %L', s.srvtype) end,
			    case when s.srvversion is not null then pg_catalog.format('version %L', s.srvversion) end,
			    pg_catalog.format('foreign data wrapper %I', w.fdwname),
			    :options(s.srvoptions))],
			  null, null, null, pg_catalog.obj_description(s.oid, 'pg_foreign_server'), null, null, 0
			from pg_catalog.pg_foreign_server s
			join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw
			union all
			select 'pg_catalog.pg_user_mapping'::pg_catalog.regclass::int8, u.umid::int8, 'USER_MAPPING', '', null, u.name,
			  array[pg_catalog.concat_ws(' ', 'create user mapping', u.name, (
			    select pg_catalog.format('options (%s)', pg_catalog.string_agg(
			      pg_catalog.format('%I %L', o.option_name, o.option_value), ', ' order by o.option_name))
			    from pg_catalog.pg_options_to_table(u.umoptions) o
			    where o.option_name !~* 'pass|secret|token|key' having pg_catalog.count(*) > 0))],
			  'drop user mapping ' || u.name, null, null, null, null, null, 0
			from (select m.umid, m.umoptions, pg_catalog.format('for %s server %I',
			    case when m.umuser = 0 then 'public' else pg_catalog.quote_ident(m.usename) end, m.srvname) as name
			  from pg_catalog.pg_user_mappings m where m.srvname not like 'app\\_migrations\\_aside\\_%') u""";

	private static final String FOREIGN_TABLES = """
			select 'pg_catalog.pg_class'::pg_catalog.regclass::int8, c.oid::int8, 'FOREIGN_TABLE', n.nspname::text, null,
			  c.relname::text,
			  array[pg_catalog.concat_ws(' ', pg_catalog.format('create foreign table %s', pg_catalog.chr(1)),
			    case when c.relispartition then pg_catalog.format('partition of %s', parents.names) end,
			    case when elements.list is not null then pg_catalog.format(E'(\\n\\t%s\\n)', elements.list)
			      when not c.relispartition then '()' end,
			    case when c.relispartition then pg_catalog.pg_get_expr(c.relpartbound, c.oid)
			      when parents.names is not null then pg_catalog.format('inherits (%s)', parents.names) end,
			    pg_catalog.format('server %I', s.srvname),
			    :options(f.ftoptions))] || array(
			      select statement.sql from pg_catalog.pg_constraint nn
			      join pg_catalog.pg_attribute a on a.attrelid = nn.conrelid and a.attnum = nn.conkey[1]
			      cross join lateral (
			        select 1, pg_catalog.format('alter foreign table %s add constraint %I not null %I%s not valid', pg_catalog.chr(1),
			          nn.conname, a.attname, case when nn.connoinherit then ' no inherit' end) where not nn.convalidated
			        union all
			        select 2, pg_catalog.format('comment on constraint %I on %s is ', nn.conname, pg_catalog.chr(1))
			          || pg_catalog.quote_literal(pg_catalog.obj_description(nn.oid, 'pg_constraint'))) statement (place, sql)
			      where nn.contype = 'n' and nn.conrelid = c.oid and nn.coninhcount = 0 and statement.sql is not null
			      order by nn.conname, statement.place),
			  null, null, null::text[], pg_catalog.obj_description(c.oid, 'pg_class'), null, null, 0
			from pg_catalog.pg_foreign_table f
			join pg_catalog.pg_class c on c.oid = f.ftrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			join pg_catalog.pg_foreign_server s on s.oid = f.ftserver
			cross join lateral (select pg_catalog.string_agg(i.inhparent::pg_catalog.regclass::text, ', ' order by i.inhseqno) as names
			  from pg_catalog.pg_inherits i where i.inhrelid = c.oid) parents
			cross join lateral (select pg_catalog.string_agg(e.text, E',\\n\\t' order by e.place, e.text) as list from (
			  select a.attnum as place, pg_catalog.concat_ws(' ', pg_catalog.format('%I', a.attname),
			    pg_catalog.format_type(a.atttypid, a.atttypmod),
			    :options(a.attfdwoptions),
			    case when a.attcollation <> t.typcollation
			      then pg_catalog.format('collate %s', a.attcollation::pg_catalog.regcollation) end,
			    case when def.oid is not null then pg_catalog.format(
			      case a.attgenerated when '' then 'default %s' else 'generated always as (%s) stored' end,
			      pg_catalog.pg_get_expr(def.adbin, def.adrelid, true)) end,
			    case when nn.oid is null or (not :named(nn) and nn.convalidated)
			        then case when a.attnotnull then 'not null' end
			      when nn.convalidated then pg_catalog.format('constraint %I not null%s', nn.conname,
			        case when nn.connoinherit then ' no inherit' end) end) as text
			  from pg_catalog.pg_attribute a
			  left join pg_catalog.pg_constraint nn on nn.contype = 'n' and nn.conrelid = a.attrelid and nn.conkey[1] = a.attnum
			  join pg_catalog.pg_type t on t.oid = a.atttypid
			  left join pg_catalog.pg_attrdef def on def.adrelid = a.attrelid and def.adnum = a.attnum
			  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attinhcount = 0
			  union all
			  select 32767, pg_catalog.format('constraint %I %s', k.conname, pg_catalog.pg_get_constraintdef(k.oid, true))
			  from pg_catalog.pg_constraint k
			  where k.conrelid = c.oid and k.contype = 'c' and k.coninhcount = 0) e) elements
			where n.nspname = any (:schemas)""";

	/** Nobody uses a server that is gone. */
	@Override
	public Stream<ObjectId> uselessWithout(SchemaObject object, Schema schema) {
		return (object.id().kind() != Kind.USER_MAPPING) ? Stream.empty()
				: schema.dependencies(object.id()).stream().filter((below) -> below.kind() == Kind.SERVER);
	}

	@Override
	protected List<DefinitionSelect> definitions(int majorVersion) {
		return List.of(DefinitionSelect.of(FOREIGN_SERVERS, "pg_foreign_data_wrapper"),
				DefinitionSelect.of(FOREIGN_TABLES, "pg_foreign_server"));
	}

	@Override
	protected String name(ObjectId id, Names names) {
		return (id.kind() == Kind.USER_MAPPING) ? id.name() : super.name(id, names);
	}

	/** User mappings stay with their servers, foreign tables with their schemas. */
	@Override
	public Optional<String> makingRoom(Kind kind) {
		return (kind == Kind.SERVER) ? Optional.of(renamingAside(kind, "pg_foreign_server", "srv"))
				: (kind == Kind.FOREIGN_DATA_WRAPPER)
						? Optional.of(renamingAside(kind, "pg_foreign_data_wrapper", "fdw")) : Optional.empty();
	}

	@Override
	public int phase(Kind kind, Action action) {
		boolean drop = action == Action.DROP;
		return (kind == Kind.FOREIGN_TABLE) ? (drop ? 8 : 3) : (drop ? 10 : 2);
	}

	@Override
	public List<Note> removalNotes(SchemaObject object, Difference difference) {
		return (object.id().kind() == Kind.USER_MAPPING)
				? List.of(Note.of("Its password is lost, since it is not written anywhere.")) : List.of();
	}

	@Override
	public List<Note> additionNotes(SchemaObject object, Difference difference) {
		return (object.id().kind() == Kind.USER_MAPPING) ? List.of(Note
			.of("A password is not read from the database: add it here with alter user mapping ... options (add password ...)."))
				: super.additionNotes(object, difference);
	}

	/** Who uses a server goes and comes with it, also where the model does not say it. */
	@Override
	public boolean isCompared(SchemaObject object, Scope scope) {
		return super.isCompared(object, scope)
				|| (object.id().kind() == Kind.USER_MAPPING && scope.isAbout(Kind.SERVER));
	}

	@Override
	public String grantedOn(Kind kind) {
		return (kind == Kind.FOREIGN_TABLE) ? "table" : "";
	}

	@Override
	public @Nullable ObjectId recordBeside(SchemaObject object) {
		return RECORDED.contains(object.id().kind()) ? object.id() : null;
	}

}
