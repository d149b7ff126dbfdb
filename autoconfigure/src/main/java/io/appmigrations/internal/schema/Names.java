package io.appmigrations.internal.schema;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.appmigrations.model.Kind;
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

	/** By its bare name, a type that the server has too would be the server's. */
	private String type(String schema, String name) {
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
		return switch (id.kind()) {
			case AGGREGATE -> (id.schema().equals(this.defaultSchema) ? "" : quoted(id.schema()) + ".")
					+ id.name().replaceFirst("\\(\\)$", "(*)");
			case FUNCTION, PROCEDURE, OPERATOR ->
				id.schema().equals(this.defaultSchema) ? id.name() : quoted(id.schema()) + "." + id.name();
			case OPERATOR_FAMILY, OPERATOR_CLASS -> quoted(id.schema()) + "." + id.name();
			case COLLATION, CONVERSION, TEXT_SEARCH_PARSER, TEXT_SEARCH_TEMPLATE, TEXT_SEARCH_DICTIONARY,
					TEXT_SEARCH_CONFIGURATION ->
				quoted(id.schema()) + "." + quoted(id.name());
			case ENUM, COMPOSITE, RANGE, DOMAIN -> type(id.schema(), id.name());
			case CAST, USER_MAPPING -> id.name();
			case SCHEMA -> quoted(id.name());
			case EXTENSION, FOREIGN_DATA_WRAPPER, SERVER, DOMAIN_CONSTRAINT, SEQUENCE, TABLE, FOREIGN_TABLE, COLUMN,
					DEFAULT, SEQUENCE_OWNER, CONSTRAINT, INDEX, STATISTICS, FOREIGN_KEY, VIEW, MATERIALIZED_VIEW, RULE,
					TRIGGER, POLICY, PUBLICATION, EVENT_TRIGGER, COLUMN_COMMENT, OVERRIDDEN_DEFAULT,
					OVERRIDDEN_NOT_NULL, VALIDATION, INDEX_STATISTICS, INDEX_COMMENT, COLUMN_OPTIONS, TRIGGER_STATE,
					PARENT, TABLE_TYPE, CLUSTERING, REPLICA_IDENTITY, PRIVILEGES, DEFAULT_PRIVILEGES ->
				qualified(id.schema(), id.name());
		};
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
		return (id.kind() == Kind.DOMAIN_CONSTRAINT) ? type(id.schema(), id.relation())
				: qualified(id.schema(), id.relation());
	}

}
