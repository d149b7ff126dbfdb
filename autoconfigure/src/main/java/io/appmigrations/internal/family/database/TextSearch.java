package io.appmigrations.internal.family.database;

import java.util.List;

import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Text search parsers, templates, dictionaries and configurations.
 */
public final class TextSearch extends Family {

	private static final String TEXT_SEARCH = """
			select 'pg_catalog.pg_ts_parser'::pg_catalog.regclass::int8, p.oid::int8, 'TEXT_SEARCH_PARSER',
			  n.nspname::text, null, p.prsname::text,
			  array[pg_catalog.format('create text search parser %s (start = %s, gettoken = %s, end = %s, lextypes = %s%s)', pg_catalog.chr(1),
			    p.prsstart, p.prstoken, p.prsend, p.prslextype,
			    case when p.prsheadline <> 0 then ', headline = ' || p.prsheadline else '' end)],
			  null, null, null::text[], pg_catalog.obj_description(p.oid, 'pg_ts_parser'), null, null, 0
			from pg_catalog.pg_ts_parser p
			join pg_catalog.pg_namespace n on n.oid = p.prsnamespace
			where n.nspname = any (:schemas)
			union all
			select 'pg_catalog.pg_ts_template'::pg_catalog.regclass::int8, t.oid::int8, 'TEXT_SEARCH_TEMPLATE',
			  n.nspname::text, null, t.tmplname::text,
			  array[pg_catalog.format('create text search template %s (%slexize = %s)', pg_catalog.chr(1),
			    case when t.tmplinit <> 0 then 'init = ' || t.tmplinit || ', ' else '' end, t.tmpllexize)],
			  null, null, null, pg_catalog.obj_description(t.oid, 'pg_ts_template'), null, null, 0
			from pg_catalog.pg_ts_template t
			join pg_catalog.pg_namespace n on n.oid = t.tmplnamespace
			where n.nspname = any (:schemas)
			union all
			select 'pg_catalog.pg_ts_dict'::pg_catalog.regclass::int8, d.oid::int8, 'TEXT_SEARCH_DICTIONARY',
			  n.nspname::text, null, d.dictname::text,
			  array[pg_catalog.format('create text search dictionary %s (%s)', pg_catalog.chr(1), pg_catalog.concat_ws(', ',
			    'template = ' || :name(ts_template, t.tmpl),
			    d.dictinitoption))],
			  null, null, null, pg_catalog.obj_description(d.oid, 'pg_ts_dict'), null, null, 0
			from pg_catalog.pg_ts_dict d
			join pg_catalog.pg_namespace n on n.oid = d.dictnamespace
			join pg_catalog.pg_ts_template t on t.oid = d.dicttemplate
			where n.nspname = any (:schemas)
			union all
			select 'pg_catalog.pg_ts_config'::pg_catalog.regclass::int8, c.oid::int8, 'TEXT_SEARCH_CONFIGURATION',
			  n.nspname::text, null, c.cfgname::text,
			  pg_catalog.format('create text search configuration %s (parser = %s)', pg_catalog.chr(1),
			      :name(ts_parser, p.prs))
			    || array(select pg_catalog.format('alter text search configuration %s add mapping for %s with %s', pg_catalog.chr(1),
			          pg_catalog.string_agg(tokens.alias, ', ' order by tokens.alias), tokens.dictionaries)
			        from (select t.alias, pg_catalog.string_agg(m.mapdict::pg_catalog.regdictionary::text, ', '
			              order by m.mapseqno) as dictionaries
			          from pg_catalog.pg_ts_config_map m
			          join pg_catalog.ts_token_type(c.cfgparser) t on t.tokid = m.maptokentype
			          where m.mapcfg = c.oid group by t.alias) tokens
			        group by tokens.dictionaries order by pg_catalog.min(tokens.alias)),
			  null, null, null, pg_catalog.obj_description(c.oid, 'pg_ts_config'), null, null, 0
			from pg_catalog.pg_ts_config c
			join pg_catalog.pg_namespace n on n.oid = c.cfgnamespace
			join pg_catalog.pg_ts_parser p on p.oid = c.cfgparser
			where n.nspname = any (:schemas)""";

	@Override
	protected List<DefinitionSelect> definitions(int majorVersion) {
		return List
			.of(DefinitionSelect.of(TEXT_SEARCH, "pg_ts_parser", "pg_ts_template", "pg_ts_dict", "pg_ts_config"));
	}

	@Override
	protected String name(ObjectId id, Names names) {
		return withSchema(id);
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 2 : 5;
	}

	@Override
	public @Nullable ObjectId recordBeside(SchemaObject object) {
		return object.id();
	}

}
