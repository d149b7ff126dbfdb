package io.appmigrations.internal.measure;

import java.util.ArrayList;
import java.util.Comparator;
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
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * The relations of a database before a section, but for those that the section creates.
 */
public final class CatalogRelations implements Relations {

	/**
	 * Relations, constraints, what columns are in, columns, partitions, and what
	 * partitions have themselves.
	 */
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
			select 'c', n.nspname, coalesce(t.relname, ''), o.conname, null, null, false, false
			from pg_catalog.pg_constraint o
			left join pg_catalog.pg_class t on t.oid = o.conrelid
			join pg_catalog.pg_namespace n on n.oid = o.connamespace
			where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
			union all
			select 'k', n.nspname, t.relname, o.name, a.attname, null, false, false
			from (
			  select conrelid as relation, conname as name, conkey as columns from pg_catalog.pg_constraint
			  union all
			  select i.indrelid, c.relname, i.indkey::int2[] from pg_catalog.pg_index i
			  join pg_catalog.pg_class c on c.oid = i.indexrelid) o
			join pg_catalog.pg_attribute a on a.attrelid = o.relation and a.attnum = any (o.columns)
			join pg_catalog.pg_class t on t.oid = o.relation
			join pg_catalog.pg_namespace n on n.oid = t.relnamespace
			where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
			union all
			select 'a', n.nspname, t.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), null, false, false
			from pg_catalog.pg_attribute a
			join pg_catalog.pg_class t on t.oid = a.attrelid
			join pg_catalog.pg_namespace n on n.oid = t.relnamespace
			where a.attnum > 0 and not a.attisdropped and t.relkind in ('r', 'p')
			  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
			union all
			select 'p', pn.nspname, p.relname, c.relname, n.nspname, c.relkind::text, false, false
			from pg_catalog.pg_inherits h
			join pg_catalog.pg_class p on p.oid = h.inhparent and p.relkind = 'p'
			join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
			join pg_catalog.pg_class c on c.oid = h.inhrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			union all
			select 'i', n.nspname, t.relname, (select pg_catalog.string_agg(a.attname, e'\\n' order by a.attnum)
			  from pg_catalog.pg_attribute a where a.attrelid = i.indexrelid), null, null, false, false
			from pg_catalog.pg_index i
			join pg_catalog.pg_class x on x.oid = i.indexrelid and not x.relispartition
			join pg_catalog.pg_class t on t.oid = i.indrelid and t.relispartition
			join pg_catalog.pg_namespace n on n.oid = t.relnamespace
			union all
			select 'f', n.nspname, t.relname, g.relname, gn.nspname, null, false, false
			from pg_catalog.pg_constraint o
			join pg_catalog.pg_class t on t.oid = o.conrelid and t.relispartition
			join pg_catalog.pg_namespace n on n.oid = t.relnamespace
			join pg_catalog.pg_class g on g.oid = o.confrelid
			join pg_catalog.pg_namespace gn on gn.oid = g.relnamespace
			where o.contype = 'f' and o.conparentid = 0""";

	private static final Set<String> CREATED = Set.of("table", "materialized view", "foreign table");

	private final String defaultSchema;

	private final Map<List<String>, String> kinds = new HashMap<>();

	private final Map<List<String>, List<String>> tables = new HashMap<>();

	private final Set<List<String>> own = new HashSet<>();

	private final Set<List<String>> identified = new HashSet<>();

	/** The tables that have a constraint, by its schema and its name. */
	private final Map<List<String>, Set<String>> constraints = new HashMap<>();

	/** The names of constraints and indexes, by their columns. */
	private final Map<List<String>, Set<String>> namesOnColumns = new HashMap<>();

	private final Map<List<String>, String> types = new HashMap<>();

	private final Set<List<String>> created = new HashSet<>();

	private final Set<String> volatileFunctions;

	private final Map<List<String>, List<Partition>> partitions = new HashMap<>();

	/** Those that get or lose partitions in the section. */
	private final Set<List<String>> repartitioned = new HashSet<>();

	/**
	 * The columns of what partitions have as indexes of their own, behind their names.
	 */
	private final Set<List<String>> ownIndexes = new HashSet<>();

	/** What foreign keys of partitions refer to, behind their names. */
	private final Set<List<String>> ownForeignKeys = new HashSet<>();

	/** Another database can have others. */
	private boolean showsPartitions;

	private CatalogRelations(String defaultSchema, Set<String> volatileFunctions) {
		this.defaultSchema = defaultSchema;
		this.volatileFunctions = volatileFunctions;
	}

	private CatalogRelations(CatalogRelations other) {
		this(other.defaultSchema, other.volatileFunctions);
		this.kinds.putAll(other.kinds);
		this.tables.putAll(other.tables);
		this.own.addAll(other.own);
		this.identified.addAll(other.identified);
		this.constraints.putAll(other.constraints);
		this.namesOnColumns.putAll(other.namesOnColumns);
		this.types.putAll(other.types);
		this.created.addAll(other.created);
		this.partitions.putAll(other.partitions);
		this.repartitioned.addAll(other.repartitioned);
		this.ownIndexes.addAll(other.ownIndexes);
		this.ownForeignKeys.addAll(other.ownForeignKeys);
		this.showsPartitions = true;
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
					case "p" -> relations.partitions.computeIfAbsent(name, (key) -> new ArrayList<>())
						.add(new Partition(rows.getString(5), rows.getString(4), rows.getString(6)));
					case "i" -> relations.ownIndexes.add(List.of(name.get(0), name.get(1), rows.getString(4)));
					case "f" -> relations.ownForeignKeys
						.add(List.of(name.get(0), name.get(1), rows.getString(5), rows.getString(4)));
					case "c" -> relations.constraints
						.computeIfAbsent(List.of(name.get(0), rows.getString(4)), (key) -> new HashSet<>())
						.add(name.get(1));
					case "k" -> relations.namesOnColumns
						.computeIfAbsent(List.of(name.get(0), name.get(1), rows.getString(5)), (key) -> new HashSet<>())
						.add(rows.getString(4));
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
				repartition(shape, name);
			}
		}
	}

	private void repartition(StatementShape shape, @Nullable QualifiedName name) {
		SqlTokens rest = shape.rest();
		if (shape.is("create", "table") && rest.accept("partition", "of")) {
			QualifiedName above = rest.qualifiedName();
			if (above != null) {
				this.repartitioned.add(key(above));
			}
		}
		else if (shape.is("alter", "table") && name != null && (rest.isNext("attach") || rest.isNext("detach"))) {
			this.repartitioned.add(key(name));
		}
		else if (shape.verb().matches("drop|alter")) {
			Set<List<String>> changed = new HashSet<>();
			shape.names().forEach((each) -> changed.add(key(each)));
			boolean isGone = shape.verb().equals("drop") || rest.isNext("rename", "to") || rest.isNext("set", "schema");
			this.partitions.forEach((above, below) -> {
				if (isGone && below.stream().anyMatch((partition) -> changed.contains(partition.key()))) {
					this.repartitioned.add(above);
				}
			});
		}
	}

	/**
	 * Returns the same with the partitions of tables, for what a person is shown.
	 * Statements that name each of them do the same only in a database that has the same
	 * ones.
	 * @param live the database that is to be migrated, whose partitions count if it has
	 * any of a table
	 * @return these relations
	 */
	public Relations withPartitions(LiveTables live) {
		CatalogRelations shown = new CatalogRelations(this);
		live.partitions().forEach((above, below) -> {
			shown.partitions.put(above, below);
			below.forEach((partition) -> shown.kinds.putIfAbsent(partition.key(), partition.kind()));
		});
		return shown;
	}

	private List<String> key(QualifiedName name) {
		return List.of(schemaOf(name), name.name());
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
		return tablesWithConstraint(table, name).contains(table.name());
	}

	@Override
	public Set<String> tablesWithConstraint(QualifiedName table, String name) {
		return this.constraints.getOrDefault(List.of(schemaOf(table), name), Set.of());
	}

	@Override
	public Set<String> namesOn(QualifiedName table, String column) {
		List<String> key = key(table);
		return this.namesOnColumns.getOrDefault(List.of(key.get(0), key.get(1), column), Set.of());
	}

	@Override
	public String schemaOf(QualifiedName name) {
		return Objects.requireNonNullElse(name.qualifier(), this.defaultSchema);
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

	@Override
	public List<QualifiedName> partitions(QualifiedName table) {
		List<String> key = key(table);
		List<Partition> below = this.partitions.getOrDefault(key, List.of());
		boolean isKnown = this.showsPartitions && !this.repartitioned.contains(key)
				&& below.stream().allMatch((partition) -> Set.of("r", "p").contains(partition.kind()));
		return !isKnown ? List.of()
				: below.stream()
					.sorted(Comparator.comparing(Partition::name))
					.map((partition) -> (table.qualifier() == null && partition.schema().equals(key.get(0)))
							? new QualifiedName(List.of(partition.name())) : new QualifiedName(partition.key()))
					.toList();
	}

	@Override
	public boolean hasOwnIndex(QualifiedName partition, List<String> columns) {
		List<String> key = key(partition);
		return this.ownIndexes.contains(List.of(key.get(0), key.get(1), String.join("\n", columns)));
	}

	@Override
	public boolean hasOwnForeignKey(QualifiedName partition, QualifiedName target) {
		List<String> key = key(partition);
		List<String> referenced = key(target);
		return this.ownForeignKeys.contains(List.of(key.get(0), key.get(1), referenced.get(0), referenced.get(1)));
	}

	/**
	 * A partition.
	 *
	 * @param schema its schema
	 * @param name its name
	 * @param kind its kind, as in {@code pg_class.relkind}
	 */
	public record Partition(String schema, String name, String kind) {

		List<String> key() {
			return List.of(this.schema, this.name);
		}

	}

}
