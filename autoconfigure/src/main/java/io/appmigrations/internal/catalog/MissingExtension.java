package io.appmigrations.internal.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.schema.Names;
import org.jspecify.annotations.Nullable;

/**
 * Says which extension a statement lacks, from PostgreSQL's message that something does
 * not exist.
 */
public final class MissingExtension {

	private static final Pattern MISSING = Pattern.compile(
			"(?:type|function|operator class|access method|schema|collation|text search \\w+|language) \"?(?:[\\w$]+\\.)?(?<name>[\\w$]+)[\"(]?.*does not exist",
			Pattern.DOTALL);

	private static final Pattern NO_CLASS = Pattern
		.compile("no default operator class for access method \"(?<method>gin|gist)\"");

	/** What well-known extensions bring that is not called like them. */
	private static final Map<String, Pattern> BROUGHT = Map.of("pgcrypto",
			Pattern.compile("crypt|gen_salt|digest|hmac|gen_random_bytes|pgp_.*"), "uuid-ossp",
			Pattern.compile("uuid_generate_.*|uuid_ns_.*"), "pg_trgm",
			Pattern.compile("gin_trgm_ops|gist_trgm_ops|(?:strict_)?(?:word_)?similarity|show_trgm"), "postgis",
			Pattern.compile("geometry|geography|st_.*"), "vector", Pattern.compile("halfvec|sparsevec|vector_.*"),
			"tablefunc", Pattern.compile("crosstab.*|connectby|normal_rand"), "intarray",
			Pattern.compile("gin__int_ops|gist__int_ops|query_int"), "earthdistance",
			Pattern.compile("earth|ll_to_earth|earth_.*"));

	private MissingExtension() {
	}

	/**
	 * Finds the extension.
	 * @param connection where to look
	 * @param message what PostgreSQL says
	 * @return what to do, or {@code null} where it is about no extension
	 */
	public static @Nullable String advice(MigrationConnection connection, String message) {
		Matcher noClass = NO_CLASS.matcher(message);
		if (noClass.find()) {
			return available(connection, Set.of("btree_" + noClass.group("method")));
		}
		Matcher missing = MISSING.matcher(message);
		if (!missing.find()) {
			return null;
		}
		String name = missing.group("name");
		String installed = installed(connection, name);
		if (installed != null) {
			return installed;
		}
		Set<String> candidates = new TreeSet<>(List.of(name));
		BROUGHT.forEach((extension, names) -> {
			if (names.matcher(name).matches()) {
				candidates.add(extension);
			}
		});
		return available(connection, candidates);
	}

	private static @Nullable String installed(MigrationConnection connection, String name) {
		String advice = connection.query("""
				select x.extname, n.nspname
				from (
				  select t.oid, t.typname as name, t.typnamespace as schema from pg_catalog.pg_type t
				  union all select p.oid, p.proname, p.pronamespace from pg_catalog.pg_proc p
				  union all select c.oid, c.opcname, c.opcnamespace from pg_catalog.pg_opclass c) o
				join pg_catalog.pg_depend d on d.objid = o.oid and d.deptype = 'e'
				join pg_catalog.pg_extension x on x.oid = d.refobjid
				join pg_catalog.pg_namespace n on n.oid = o.schema
				where o.name = %s
				order by x.extname
				limit 1""".formatted(Names.literal(name)), (rows) -> {
			if (!rows.next()) {
				return "";
			}
			String schema = Names.quoted(rows.getString(2));
			return "%s belongs to the extension %s, which is in the schema %s: write %s.%s, or add the schema to the search_path of the login."
				.formatted(name, rows.getString(1), schema, schema, Names.quoted(name));
		});
		return advice.isEmpty() ? null : advice;
	}

	private static @Nullable String available(MigrationConnection connection, Set<String> names) {
		Set<String> found = connection.strings("""
				select a.name from pg_catalog.pg_available_extensions a where a.name = any (%s) order by a.name"""
			.formatted(Names.literals(names)));
		return found.isEmpty() ? null
				: "An extension is missing. Add this to the model, before the statement that needs it: "
						+ declaration(found.iterator().next(), null);
	}

	/**
	 * Writes what declares an extension.
	 * @param name the extension
	 * @param schema where its objects are, or {@code null} for the default schema
	 * @return the statement
	 */
	public static String declaration(String name, @Nullable String schema) {
		return "create extension if not exists %s%s;".formatted(Names.quoted(name),
				(schema != null) ? " with schema " + Names.quoted(schema) : "");
	}

}
