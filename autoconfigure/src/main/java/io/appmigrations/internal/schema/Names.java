package io.appmigrations.internal.schema;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.appmigrations.model.ObjectId;

/**
 * Names as people write them in SQL: quoted where PostgreSQL needs it, and with their
 * schema where it is not the default one.
 *
 * @param defaultSchema the schema whose objects are written without it
 */
public record Names(String defaultSchema) {

	private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");

	/**
	 * The key words that {@code quote_ident} quotes: all that are not unreserved
	 * ({@code pg_get_keywords()} of PostgreSQL 14 to 18).
	 */
	private static final Set<String> KEYWORDS = Set.of("""
			all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both
			case cast char character check coalesce collate collation column concurrently constraint create cross
			current_catalog current_date current_role current_schema current_time current_timestamp current_user dec
			decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign
			freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect
			interval into is isnull join json json_array json_arrayagg json_exists json_object json_objectagg
			json_query json_scalar json_serialize json_table json_value lateral leading least left like limit
			localtime localtimestamp merge_action national natural nchar none normalize not notnull null nullif
			numeric offset on only or order out outer overlaps overlay placing position precision primary real
			references returning right row select session_user setof similar smallint some substring symmetric
			system_user table tablesample then time timestamp to trailing treat trim true union unique user using
			values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists
			xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable""".split("\\s+"));

	/**
	 * The types of the server, which PostgreSQL finds before those of any schema
	 * ({@code pg_type} of PostgreSQL 14 to 18, without those that begin with {@code pg_}
	 * or an underscore).
	 */
	private static final Set<String> SERVER_TYPES = Set.of("""
			aclitem any anyarray anycompatible anycompatiblearray anycompatiblemultirange anycompatiblenonarray
			anycompatiblerange anyelement anyenum anymultirange anynonarray anyrange bit bool box bpchar bytea char
			cid cidr circle cstring date datemultirange daterange event_trigger fdw_handler float4 float8 gtsvector
			index_am_handler inet int2 int2vector int4 int4multirange int4range int8 int8multirange int8range
			internal interval json jsonb jsonpath language_handler line lseg macaddr macaddr8 money name numeric
			nummultirange numrange oid oidvector path point polygon record refcursor regclass regcollation regconfig
			regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype table_am_handler text
			tid time timestamp timestamptz timetz trigger tsm_handler tsmultirange tsquery tsrange tstzmultirange
			tstzrange tsvector txid_snapshot unknown uuid varbit varchar void xid xid8 xml""".split("\\s+"));

	/**
	 * Writes an identifier.
	 * @param name the name as the catalog has it
	 * @return the name, in double quotes where it needs them
	 */
	public static String quoted(String name) {
		if (PLAIN.matcher(name).matches() && !KEYWORDS.contains(name)) {
			return name;
		}
		return '"' + name.replace("\"", "\"\"") + '"';
	}

	/**
	 * Writes a list of identifiers.
	 * @param names the names as the catalog has them
	 * @return the names, separated by commas
	 */
	public static String quoted(List<String> names) {
		return names.stream().map(Names::quoted).collect(Collectors.joining(", "));
	}

	/**
	 * Writes a string. It means the same whatever {@code standard_conforming_strings} is.
	 * @param value the string
	 * @return a string constant
	 */
	public static String literal(String value) {
		String quoted = "'" + value.replace("'", "''").replace("\\", "\\\\") + "'";
		return (value.indexOf('\\') >= 0) ? "E" + quoted : quoted;
	}

	/**
	 * Writes an array of strings.
	 * @param values the strings
	 * @return a constant of type {@code text[]}
	 */
	public static String literals(Collection<String> values) {
		return values.stream().map(Names::literal).collect(Collectors.joining(", ", "array[", "]::text[]"));
	}

	/**
	 * Writes the name of an object of a schema.
	 * @param schema the schema
	 * @param name the name
	 * @return the name, with the schema where it is not the default one
	 */
	public String qualified(String schema, String name) {
		boolean isHidden = name.startsWith("pg_");
		return (schema.isEmpty() || (schema.equals(this.defaultSchema) && !isHidden)) ? quoted(name)
				: quoted(schema) + "." + quoted(name);
	}

	/**
	 * Writes what needs its schema only where that is not the default one.
	 * @param schema the schema
	 * @param sql the name or the signature, quoted where it needs it
	 * @return the same with the schema where it is not the default one
	 */
	public String inSchema(String schema, String sql) {
		return schema.equals(this.defaultSchema) ? sql : quoted(schema) + "." + sql;
	}

	/**
	 * Writes the name of a type. By its bare name, one that the server has too would be
	 * the server's.
	 * @param schema the schema
	 * @param name the name
	 * @return the name, with the schema where it needs it
	 */
	public String type(String schema, String name) {
		return (SERVER_TYPES.contains(name) || name.startsWith("_")) ? quoted(schema) + "." + quoted(name)
				: qualified(schema, name);
	}

	/**
	 * Writes the name of an object that belongs to no table. What the server may have
	 * under the same name has its schema.
	 * @param id the object
	 * @return its name, or its signature
	 */
	public String of(ObjectId id) {
		return ObjectNaming.FAMILIES.name(id, this);
	}

	/**
	 * Writes the name of the relation that an object belongs to.
	 * @param id the object
	 * @return the table, view or domain
	 */
	public String relationOf(ObjectId id) {
		if (id.relation() == null) {
			throw new IllegalArgumentException("%s belongs to no relation".formatted(id));
		}
		return ObjectNaming.FAMILIES.relation(id, id.relation(), this);
	}

}
