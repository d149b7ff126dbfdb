package io.appmigrations.internal.family;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.family.read.PrintedSql;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * The query that reads whatever is compared by the statements that make it, and that
 * PostgreSQL has no function to print: it writes the statements itself. Families give one
 * {@code select} for each kind, all with the same columns:
 * <ol>
 * <li>the catalog and the object id of the object
 * <li>its {@link Kind}, schema, relation (or null) and name
 * <li>the statements that make it, the one that drops it where that is not {@code DROP},
 * and the one that puts it in the place of another of the same shape
 * <li>the shape
 * <li>the comment
 * <li>the object that it is a part of, by catalog, object id and column
 * </ol>
 * In the statements {@link #SELF} and {@link #SCHEMA} stand for names. What only newer
 * versions have is taken from the row as JSON, where an older one has nothing.
 */
public final class DefinitionQuery {

	/**
	 * What the names of objects begin with that belong to the whole database, and have
	 * made room for others of their names for a while.
	 */
	public static final String ASIDE = "app_migrations_aside_";

	/** Stands for the object's own name in the statements. */
	private static final String SELF = "\u0001";

	/** Stands for the name of the object's schema. */
	private static final String SCHEMA = "\u0002";

	/** Whether a not null constraint has more than its being there to tell. */
	private static final String NAMED = """
			(nn.connoinherit or nn.conname !~ '_not_null[0-9]*$'
			  or pg_catalog.obj_description(nn.oid, 'pg_constraint') is not null)""";

	/** Stands for the options of something foreign, from its array of options. */
	private static final Pattern OPTIONS = Pattern.compile(":options\\((?<options>[\\w.]+)\\)");

	/**
	 * Stands for a name that PostgreSQL has no type to print: kind, and row with the
	 * prefix of its columns.
	 */
	private static final Pattern NAME = Pattern.compile(":name\\((?<kind>\\w+), (?<row>\\w+)\\.(?<prefix>\\w+)\\)");

	/** Stands for the key words of a code in the catalog. */
	private static final Pattern CODE = Pattern.compile(":(?<kind>storage|compression|firing)\\((?<code>[\\w.]+)\\)");

	/** The names of the columns, and no row. */
	private static final String COLUMNS = """
			select null::int8 as catalog, null::int8 as oid, null::text as kind, null::text as nspname,
			  null::text as relname, null::text as name, null::text[] as create, null::text as drop,
			  null::text as replace, null::text[] as shape, null::text as comment, null::int8 as part_of_catalog,
			  null::int8 as part_of_oid, 0 as part_of_column
			where false""";

	private DefinitionQuery() {
	}

	/**
	 * Joins what families give into one query.
	 * @param selects one for each kind, or several
	 */
	public static CatalogQuery of(Stream<String> selects) {
		String all = Stream.concat(Stream.of(COLUMNS), selects).collect(Collectors.joining("\nunion all\n"));
		return new CatalogQuery(withPrints(all).replace(":named(nn)", NAMED), DefinitionQuery::readDefinition);
	}

	/** What several kinds print the same way. */
	private static String withPrints(String sql) {
		String options = OPTIONS.matcher(sql)
			.replaceAll(
					"""
							(select pg_catalog.format('options (%s)', pg_catalog.string_agg(pg_catalog.format('%I %L', o.option_name, o.option_value), ', '))
							  from pg_catalog.pg_options_to_table(${options}) o having pg_catalog.count(*) > 0)""");
		String names = NAME.matcher(options)
			.replaceAll(
					"""
							case when pg_catalog.pg_${kind}_is_visible(${row}.oid) then pg_catalog.quote_ident(${row}.${prefix}name)
							  else pg_catalog.format('%s.%I', ${row}.${prefix}namespace::pg_catalog.regnamespace, ${row}.${prefix}name) end""");
		return CODE.matcher(names)
			.replaceAll((code) -> "case %s %s end".formatted(code.group(2), switch (code.group(1)) {
				case "storage" -> "when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended'";
				case "compression" -> "when 'p' then 'pglz' when 'l' then 'lz4' else 'default'";
				default ->
					"when 'D' then 'disable' when 'A' then 'enable always' when 'R' then 'enable replica' else 'enable'";
			}));
	}

	private static void readDefinition(Row row, CatalogContents contents) {
		Kind kind = Kind.valueOf(row.text("kind"));
		String name = row.text("name");
		Address whole = new Address(row.number("part_of_catalog"), row.number("part_of_oid"),
				row.integer("part_of_column"));
		if ((kind.isGlobal() && name.startsWith(ASIDE)) || contents.isMember(whole.withoutColumn())) {
			return;
		}
		ObjectId id = row.member(kind, "name");
		String drop = row.string("drop");
		String replace = row.string("replace");
		Names names = contents.names();
		Definition definition = new Definition(id,
				row.strings("create").stream().map((sql) -> named(sql, id, names)).toList(),
				(drop != null) ? named(drop, id, names) : null, (replace != null) ? named(replace, id, names) : null,
				row.strings("shape"), row.string("comment"));
		if (whole.oid() != 0) {
			contents.part(id, whole);
		}
		Address own = new Address(row.number("catalog"), row.number("oid"), 0);
		if (own.oid() != 0) {
			contents.add(own, definition);
		}
		else {
			contents.add(definition);
		}
	}

	private static String named(String sql, ObjectId id, Names names) {
		String plain = Families.of(id.kind()).plainName(id, names);
		return PrintedSql.restored(sql.replace(SELF, plain).replace(SCHEMA, Names.quoted(id.schema())));
	}

}
