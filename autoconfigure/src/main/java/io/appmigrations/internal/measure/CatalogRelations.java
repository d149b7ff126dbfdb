package io.appmigrations.internal.measure;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.VolatileFunctions;
import io.appmigrations.internal.online.Relations;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SectionReader;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * The relations of a database before a section, but for those that the section creates.
 */
public final class CatalogRelations implements Relations {

	/** Relations, then constraints, then columns. */
	private static final String ALL = """
			select 'r', n.nspname, c.relname, c.relkind::text, tn.nspname, t.relname,
			  pg_catalog.pg_get_userbyid(c.relowner) = current_user,
			  coalesce(i.indisunique and i.indexprs is null and i.indpred is null, false)
			from pg_catalog.pg_class c
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			left join pg_catalog.pg_index i on i.indexrelid = c.oid
			left join pg_catalog.pg_class t on t.oid = i.indrelid
			left join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
			where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
			union all
			select 'c', n.nspname, t.relname, o.conname, null, null, false, false
			from pg_catalog.pg_constraint o
			join pg_catalog.pg_class t on t.oid = o.conrelid
			join pg_catalog.pg_namespace n on n.oid = t.relnamespace
			where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
			union all
			select 'a', n.nspname, t.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), null, false, false
			from pg_catalog.pg_attribute a
			join pg_catalog.pg_class t on t.oid = a.attrelid
			join pg_catalog.pg_namespace n on n.oid = t.relnamespace
			where a.attnum > 0 and not a.attisdropped and t.relkind in ('r', 'p')
			  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'""";

	private static final Set<String> CREATED = Set.of("table", "materialized view", "foreign table");

	private final String defaultSchema;

	private final Map<List<String>, String> kinds = new HashMap<>();

	private final Map<List<String>, List<String>> tables = new HashMap<>();

	private final Set<List<String>> own = new HashSet<>();

	private final Set<List<String>> identified = new HashSet<>();

	private final Set<List<String>> constraints = new HashSet<>();

	private final Map<List<String>, String> types = new HashMap<>();

	private final Set<List<String>> created = new HashSet<>();

	private final Set<String> volatileFunctions;

	private CatalogRelations(String defaultSchema, Set<String> volatileFunctions) {
		this.defaultSchema = defaultSchema;
		this.volatileFunctions = volatileFunctions;
	}

	/**
	 * Asks a database: two queries.
	 * @param connection the database
	 * @param section the section that is to run
	 * @return what it has
	 */
	public static CatalogRelations read(MigrationConnection connection, Section section) {
		CatalogRelations relations = new CatalogRelations(connection.session().schemaOfNames(),
				VolatileFunctions.names(connection));
		connection.query(ALL, (rows) -> {
			while (rows.next()) {
				List<String> name = List.of(rows.getString(2), rows.getString(3));
				switch (rows.getString(1)) {
					case "r" -> relations.relation(name, rows.getString(4), rows.getString(5), rows.getString(6),
							rows.getBoolean(7), rows.getBoolean(8));
					case "c" -> relations.constraints.add(List.of(name.get(0), name.get(1), rows.getString(4)));
					default ->
						relations.types.put(List.of(name.get(0), name.get(1), rows.getString(4)), rows.getString(5));
				}
			}
			return relations;
		});
		relations.create(section);
		return relations;
	}

	private void relation(List<String> name, String kind, @Nullable String schema, @Nullable String table,
			boolean isOwn, boolean isUnique) {
		this.kinds.put(name, kind);
		if (isOwn) {
			this.own.add(name);
		}
		if (schema != null && table != null) {
			this.tables.put(name, List.of(schema, table));
			if (isUnique) {
				this.identified.add(List.of(schema, table));
			}
		}
	}

	private void create(Section section) {
		try (SectionReader statements = section.open()) {
			for (SqlStatement next = statements.next(); next != null; next = statements.next()) {
				StatementShape shape = StatementShape.of(next.text());
				QualifiedName name = shape.name();
				if (shape.verb().equals("create") && CREATED.contains(shape.kind()) && name != null
						&& !(shape.has("if not exists") && this.kinds.containsKey(key(name)))) {
					this.created.add(key(name));
				}
			}
		}
	}

	private List<String> key(QualifiedName name) {
		return List.of(Objects.requireNonNullElse(name.qualifier(), this.defaultSchema), name.name());
	}

	@Override
	public boolean isInUse(QualifiedName table) {
		return !this.created.contains(key(table));
	}

	@Override
	public boolean isPartitioned(QualifiedName table) {
		return "p".equals(this.kinds.get(key(table)));
	}

	@Override
	public @Nullable QualifiedName tableOf(QualifiedName index) {
		List<String> table = this.tables.get(key(index));
		return (table != null) ? new QualifiedName(table) : null;
	}

	@Override
	public boolean hasIndex(QualifiedName table, String name) {
		return this.kinds.containsKey(List.of(key(table).get(0), name));
	}

	@Override
	public boolean hasUniqueIndex(QualifiedName view) {
		return this.identified.contains(key(view));
	}

	@Override
	public boolean hasConstraint(QualifiedName table, String name) {
		List<String> key = key(table);
		return this.constraints.contains(List.of(key.get(0), key.get(1), name));
	}

	@Override
	public boolean mayLock(QualifiedName table) {
		String kind = this.kinds.get(key(table));
		return ("r".equals(kind) || "p".equals(kind)) && this.own.contains(key(table));
	}

	@Override
	public boolean isVolatile(String function) {
		return this.volatileFunctions.contains(function);
	}

	@Override
	public @Nullable String typeOf(QualifiedName table, String column) {
		List<String> key = key(table);
		return this.types.get(List.of(key.get(0), key.get(1), column));
	}

}
