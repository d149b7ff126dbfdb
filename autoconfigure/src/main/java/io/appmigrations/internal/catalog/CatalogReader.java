package io.appmigrations.internal.catalog;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.CompositeType;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Domain;
import io.appmigrations.internal.schema.EnumType;
import io.appmigrations.internal.schema.Extension;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Namespace;
import io.appmigrations.internal.schema.NotNull;
import io.appmigrations.internal.schema.Owner;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Sequence;
import io.appmigrations.internal.schema.SequenceOptions;
import io.appmigrations.internal.schema.SequenceOwner;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Reads schemas in one round trip. What an extension has made is left out, and so is what
 * follows by itself: the columns and constraints that a table inherits, the indexes of
 * partitions, the triggers and indexes behind constraints.
 * <p>
 * How names within definitions are printed depends on the search path: it must name the
 * default schema first.
 */
public final class CatalogReader {

	private static final String CLASS = "pg_class";

	/** The fixed object ids of the catalogs that dependencies point at. */
	private static final Map<String, Long> CATALOGS = Map.ofEntries(Map.entry(CLASS, 1259L),
			Map.entry("pg_type", 1247L), Map.entry("pg_proc", 1255L), Map.entry("pg_constraint", 2606L),
			Map.entry("pg_attrdef", 2604L), Map.entry("pg_rewrite", 2618L), Map.entry("pg_trigger", 2620L),
			Map.entry("pg_policy", 3256L), Map.entry("pg_namespace", 2615L), Map.entry("pg_extension", 3079L),
			Map.entry("pg_statistic_ext", 3381L), Map.entry("pg_cast", 2605L));

	/**
	 * The catalogs of operators and functions in families, and of tables and schemas in
	 * publications.
	 */
	private static final Set<Long> PARTS = Set.of(2602L, 2603L, 6106L, 6237L);

	private static final Set<Kind> WHOLES = Set.of(Kind.OPERATOR_CLASS, Kind.OPERATOR_FAMILY, Kind.PUBLICATION);

	private final SchemaMapping mapping;

	private final Names names;

	private final List<SchemaObject> objects = new ArrayList<>();

	/** What each row of the catalog is, or belongs to. */
	private final Map<Address, ObjectId> addresses = new HashMap<>();

	private final List<Dependency> dependencies = new ArrayList<>();

	private final Map<Address, Address> members = new HashMap<>();

	/** What follows by itself from something else, such as the index of a partition. */
	private final Map<Address, Address> derived = new HashMap<>();

	private final Map<Long, Relation> relations = new HashMap<>();

	private final Map<Long, Map<String, Address>> columns = new HashMap<>();

	/** The columns of {@code varchar} that each table has, as PostgreSQL prints them. */
	private final Map<Long, Set<String>> varchars = new HashMap<>();

	/** The columns that each table inherits. */
	private final Map<Long, List<String>> inherited = new HashMap<>();

	/** What tables have from their parents. */
	private final Map<ObjectId, List<SchemaObject>> inheritedParts = new HashMap<>();

	private final Map<Long, Table> tables = new LinkedHashMap<>();

	private final Map<Long, List<CompositeType.Attribute>> attributes = new HashMap<>();

	private final Map<Long, List<String>> viewColumns = new HashMap<>();

	private final Set<String> unread = new TreeSet<>();

	/** What each setting is set on. */
	private final Map<ObjectId, Address> wholes = new HashMap<>();

	/** The constraints that tables are looked through for, and their columns. */
	private final Map<ObjectId, Set<ObjectId>> validated = new HashMap<>();

	/** The rows of what has an owner. */
	private final Map<ObjectId, Address> own = new HashMap<>();

	private final Map<Address, Ownership> ownerships = new HashMap<>();

	private @Nullable Ownership firstSuperuser;

	/** Sequences that are a part of their column. */
	private final Set<ObjectId> identitySequences = new HashSet<>();

	private CatalogReader(SchemaMapping mapping) {
		this.mapping = mapping;
		this.names = new Names(mapping.defaultSchema());
	}

	/**
	 * Reads schemas.
	 * @param connection where to read, in a transaction or not
	 * @param mapping which schemas
	 * @return what is in them
	 */
	public static Schema read(MigrationConnection connection, SchemaMapping mapping) {
		CatalogReader reader = new CatalogReader(mapping);
		String schemas = Names.literals(mapping.schemas());
		List<String> queries = CatalogQueries.all(connection.server().majorVersion())
			.stream()
			.map((sql) -> sql.replace(CatalogQueries.SCHEMAS, schemas))
			.toList();
		List<MigrationConnection.RowReader<Integer>> readers = List.of(reader::readDependencies, reader::readNamespaces,
				reader::readExtensions, reader::readRelations, reader::readColumns, reader::readTypes,
				reader::readConstraints, reader::readIndexes, reader::readRoutines, reader::readTriggers,
				reader::readPolicies, reader::readRules, reader::readStatistics, reader::readCasts,
				reader::readDefinitions, reader::readUnread, reader::readOwners);
		connection.queries(queries, mapping.aside().isEmpty() ? readers
				: readers.stream().map((rows) -> restoring(rows, mapping)).toList());
		return reader.schema();
	}

	/**
	 * Names of schemas that are aside are printed where an extension has something there.
	 */
	private static MigrationConnection.RowReader<Integer> restoring(MigrationConnection.RowReader<Integer> reader,
			SchemaMapping mapping) {
		return (rows) -> reader.read((ResultSet) Proxy.newProxyInstance(CatalogReader.class.getClassLoader(),
				new Class<?>[] { ResultSet.class }, (proxy, method, arguments) -> {
					try {
						Object value = method.invoke(rows, arguments);
						if (value instanceof String text) {
							return mapping.restored(text);
						}
						return value;
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				}));
	}

	private int readDependencies(ResultSet rows) throws SQLException {
		while (rows.next()) {
			Address from = new Address(rows.getLong(1), rows.getLong(2), rows.getInt(3));
			Address to = new Address(rows.getLong(4), rows.getLong(5), rows.getInt(6));
			String type = rows.getString(7);
			if ("e".equals(type)) {
				this.members.put(from, to);
			}
			else {
				this.dependencies.add(new Dependency(from, to, type));
			}
		}
		return 0;
	}

	private int readNamespaces(ResultSet rows) throws SQLException {
		while (rows.next()) {
			String name = this.mapping.name(rows.getString("nspname"));
			ObjectId id = ObjectId.of(Kind.SCHEMA, name, name);
			add(address("pg_namespace", rows.getLong("oid")), new Namespace(id, rows.getString("comment")));
		}
		return 0;
	}

	private int readExtensions(ResultSet rows) throws SQLException {
		while (rows.next()) {
			ObjectId id = ObjectId.of(Kind.EXTENSION, "", rows.getString("extname"));
			add(address("pg_extension", rows.getLong("oid")),
					new Extension(id, schema(rows), rows.getBoolean("extrelocatable")));
		}
		return 0;
	}

	private int readRelations(ResultSet rows) throws SQLException {
		while (rows.next()) {
			long oid = rows.getLong("oid");
			if (this.members.containsKey(address(CLASS, oid))) {
				continue;
			}
			Kind kind = switch (rows.getString("relkind")) {
				case "v" -> Kind.VIEW;
				case "m" -> Kind.MATERIALIZED_VIEW;
				case "S" -> Kind.SEQUENCE;
				case "c" -> Kind.COMPOSITE;
				default -> Kind.TABLE;
			};
			ObjectId id = ObjectId.of(kind, schema(rows), rows.getString("relname"));
			Address address = address(CLASS, oid);
			switch (kind) {
				case TABLE -> this.tables.put(oid, table(id, rows));
				case SEQUENCE -> add(address, new Sequence(id, rows.getString("seqtype"), options(rows),
						"u".equals(rows.getString("relpersistence")), rows.getString("comment")));
				default -> this.addresses.put(address, id);
			}
			this.relations.put(oid, new Relation(id, strings(rows, "reloptions"), rows.getString("query"),
					rows.getBoolean("relispopulated"),
					strings(rows, "parent_oids").stream().map(Long::valueOf).toList(), rows.getString("comment")));
		}
		return 0;
	}

	private Table table(ObjectId id, ResultSet rows) throws SQLException {
		String accessMethod = rows.getString("amname");
		List<String> parents = strings(rows, "parents");
		return new Table(id, "u".equals(rows.getString("relpersistence")), rows.getString("partition_key"), parents,
				rows.getString("bound"), strings(rows, "reloptions"), rows.getBoolean("relrowsecurity"),
				rows.getBoolean("relforcerowsecurity"), "heap".equals(accessMethod) ? null : accessMethod, List.of(),
				rows.getString("comment"));
	}

	private int readColumns(ResultSet rows) throws SQLException {
		while (rows.next()) {
			long relationOid = rows.getLong("attrelid");
			Relation relation = this.relations.get(relationOid);
			if (relation == null) {
				continue;
			}
			String name = rows.getString("attname");
			Address address = new Address(catalog(CLASS), relationOid, rows.getInt("attnum"));
			switch (relation.id().kind()) {
				case TABLE -> readTableColumn(relation.id(), name, address, rows);
				case COMPOSITE -> this.attributes.computeIfAbsent(relationOid, (key) -> new ArrayList<>())
					.add(new CompositeType.Attribute(name, rows.getString("type"), rows.getString("collation")));
				default -> this.viewColumns.computeIfAbsent(relationOid, (key) -> new ArrayList<>())
					.add(Names.quoted(name) + " " + rows.getString("type"));
			}
			if (relation.id().kind() != Kind.TABLE) {
				this.addresses.put(address, relation.id());
			}
		}
		for (Map.Entry<Long, Relation> entry : this.relations.entrySet()) {
			readViewOrComposite(entry.getKey(), entry.getValue());
		}
		this.tables.forEach((oid, table) -> add(address(CLASS, oid),
				table.inheriting(this.inherited.getOrDefault(oid, List.of()).stream().sorted().toList())));
		this.inherited.forEach((oid, names) -> names.forEach((name) -> inherit(oid, name)));
		return 0;
	}

	private void readTableColumn(ObjectId table, String name, Address address, ResultSet rows) throws SQLException {
		ObjectId id = ObjectId.member(Kind.COLUMN, table, name);
		String printed = rows.getString("expression");
		String expression = (printed != null) ? PrintedSql.restored(printed) : null;
		String generated = rows.getString("attgenerated");
		long defaultOid = rows.getLong("default_oid");
		this.columns.computeIfAbsent(address.oid(), (key) -> new HashMap<>()).put(name, address);
		if ("character varying".equals(rows.getString("base_type"))) {
			this.varchars.computeIfAbsent(address.oid(), (key) -> new HashSet<>()).add(Names.quoted(name));
		}
		boolean inherits = rows.getInt("attinhcount") > 0;
		Column.Identity identity = null;
		String identityKind = rows.getString("attidentity");
		if (identityKind != null && !identityKind.isEmpty()) {
			identity = new Column.Identity("a".equals(identityKind), String.valueOf(rows.getString("sequence")),
					options(rows));
			long sequenceOid = rows.getLong("sequence_oid");
			if (!inherits) {
				this.addresses.put(address(CLASS, sequenceOid), id);
			}
			this.identitySequences.add(ObjectId.of(Kind.SEQUENCE, table.schema(), identity.sequence()));
		}
		boolean isGenerated = generated != null && !generated.isEmpty() && expression != null;
		Column column = new Column(id, rows.getInt("attnum"), rows.getString("type"), rows.getString("base_type"),
				rows.getString("collation"), notNull(rows), identity,
				isGenerated ? new Column.Generated(String.valueOf(expression), "s".equals(generated)) : null,
				storage(rows.getString("storage")), compression(rows.getString("attcompression")),
				rows.getObject("statistics", Integer.class), rows.getString("comment"));
		if (inherits) {
			this.inherited.computeIfAbsent(address.oid(), (key) -> new ArrayList<>()).add(name);
			addInherited(table, column);
			if (!isGenerated && expression != null) {
				addInherited(table, new Default(ObjectId.member(Kind.DEFAULT, table, name), expression));
			}
			return;
		}
		add(address, column);
		if (isGenerated) {
			this.addresses.put(address("pg_attrdef", defaultOid), id);
		}
		else if (expression != null) {
			add(address("pg_attrdef", defaultOid), new Default(ObjectId.member(Kind.DEFAULT, table, name), expression));
		}
	}

	private static @Nullable NotNull notNull(ResultSet rows) throws SQLException {
		if (!rows.getBoolean("attnotnull")) {
			return null;
		}
		String name = rows.getString("not_null_name");
		return (name == null) ? NotNull.PLAIN : new NotNull(name, rows.getBoolean("not_null_valid"),
				!rows.getBoolean("not_null_own"), rows.getString("not_null_comment"));
	}

	private void addInherited(ObjectId table, SchemaObject part) {
		this.inheritedParts.computeIfAbsent(table, (key) -> new ArrayList<>()).add(part);
	}

	private void inherit(long oid, String column) {
		Relation relation = this.relations.get(oid);
		if (relation == null) {
			return;
		}
		Address own = this.columns.getOrDefault(oid, Map.of()).get(column);
		for (long parent : relation.parents()) {
			Address origin = this.columns.getOrDefault(parent, Map.of()).get(column);
			if (own != null && origin != null) {
				this.derived.put(own, origin);
				return;
			}
		}
	}

	private static @Nullable String storage(@Nullable String code) {
		if (code == null) {
			return null;
		}
		return switch (code) {
			case "p" -> "plain";
			case "e" -> "external";
			case "m" -> "main";
			default -> "extended";
		};
	}

	private static @Nullable String compression(@Nullable String code) {
		if (code == null || code.isEmpty()) {
			return null;
		}
		return "l".equals(code) ? "lz4" : "pglz";
	}

	private void readViewOrComposite(long oid, Relation relation) {
		if (relation.query() == null) {
			return;
		}
		String query = relation.query().strip().replaceFirst(";$", "");
		String name = this.names.of(relation.id());
		String options = relation.options().isEmpty() ? "" : " with (" + String.join(", ", relation.options()) + ")";
		List<String> columns = this.viewColumns.getOrDefault(oid, List.of());
		Definition definition;
		if (relation.id().kind() == Kind.VIEW) {
			String body = "view %s%s as\n%s".formatted(name, options, PrintedSql.restored(query));
			definition = new Definition(relation.id(), List.of("create " + body), "create or replace " + body, columns,
					relation.comment());
		}
		else {
			String data = relation.populated() ? "" : "\nwith no data";
			definition = new Definition(relation.id(), List.of("create materialized view %s%s as\n%s%s".formatted(name,
					options, PrintedSql.restored(query), data)), null, columns, relation.comment());
		}
		add(address(CLASS, oid), definition);
	}

	private int readTypes(ResultSet rows) throws SQLException {
		while (rows.next()) {
			Address address = address("pg_type", rows.getLong("oid"));
			String name = rows.getString("typname");
			String comment = rows.getString("comment");
			switch (rows.getString("typtype")) {
				case "e" -> add(address,
						new EnumType(ObjectId.of(Kind.ENUM, schema(rows), name), strings(rows, "labels"), comment));
				case "d" -> add(address,
						new Domain(ObjectId.of(Kind.DOMAIN, schema(rows), name), rows.getString("base_type"),
								rows.getString("collation"), rows.getString("typdefault"),
								rows.getBoolean("typnotnull") ? new NotNull(rows.getString("not_null_name"), true, true,
										rows.getString("not_null_comment")) : null,
								comment));
				case "r" -> readRange(address, rows, ObjectId.of(Kind.RANGE, schema(rows), name), comment);
				default -> readRowType(address, rows, comment);
			}
			ObjectId id = this.addresses.get(address);
			if (id != null) {
				this.addresses.put(address("pg_type", rows.getLong("typarray")), id);
			}
		}
		return 0;
	}

	private void readRange(Address address, ResultSet rows, ObjectId id, @Nullable String comment) throws SQLException {
		StringBuilder sql = new StringBuilder("create type ").append(this.names.of(id))
			.append(" as range (subtype = ")
			.append(rows.getString("subtype"));
		String operatorClass = rows.getString("opclass");
		if (operatorClass != null) {
			sql.append(", subtype_opclass = ").append(Names.quoted(operatorClass));
		}
		String collation = rows.getString("subtype_collation");
		if (collation != null) {
			sql.append(", collation = ").append(collation);
		}
		String difference = rows.getString("subtype_diff");
		if (difference != null) {
			sql.append(", subtype_diff = ").append(difference);
		}
		sql.append(", multirange_type_name = ")
			.append(this.names.qualified(id.schema(), String.valueOf(rows.getString("multirange"))))
			.append(")");
		add(address, new Definition(id, List.of(sql.toString()), null, List.of(), comment));
		this.addresses.put(address("pg_type", rows.getLong("multirange_oid")), id);
	}

	private void readRowType(Address address, ResultSet rows, @Nullable String comment) throws SQLException {
		long relationOid = rows.getLong("typrelid");
		Relation relation = this.relations.get(relationOid);
		if (relation == null) {
			return;
		}
		if (relation.id().kind() == Kind.COMPOSITE) {
			add(address, new CompositeType(relation.id(), this.attributes.getOrDefault(relationOid, List.of()),
					(comment != null) ? comment : relation.comment()));
		}
		else {
			this.addresses.put(address, relation.id());
		}
	}

	private int readConstraints(ResultSet rows) throws SQLException {
		Map<Long, InheritableConstraint> inheritable = new LinkedHashMap<>();
		while (rows.next()) {
			Address address = address("pg_constraint", rows.getLong("oid"));
			Relation relation = this.relations.get(rows.getLong("table_oid"));
			String name = rows.getString("conname");
			long index = rows.getLong("conindid");
			String type = rows.getString("contype");
			if (relation == null) {
				ObjectId domain = this.addresses.get(address("pg_type", rows.getLong("contypid")));
				if (domain != null) {
					add(address,
							new Constraint(ObjectId.member(Kind.DOMAIN_CONSTRAINT, domain, name), ConstraintType.CHECK,
									definition(rows), List.of(), List.of(), null, false, true,
									rows.getString("comment")));
				}
				continue;
			}
			Constraint constraint = constraint(relation.id(), name, type, rows);
			long parent = rows.getLong("conparentid");
			boolean inherits = parent != 0 || rows.getInt("coninhcount") > 0;
			inheritable.put(address.oid(),
					new InheritableConstraint(constraint, rows.getLong("table_oid"), inherits, parent));
			if (inherits) {
				addInherited(relation.id(), constraint);
				if (parent != 0) {
					this.derived.put(address, address("pg_constraint", parent));
				}
				else {
					this.addresses.put(address, relation.id());
				}
				if (!"f".equals(type) && index != 0) {
					this.derived.put(address(CLASS, index), address);
				}
				continue;
			}
			add(address, constraint);
			if (!"f".equals(type) && index != 0) {
				this.addresses.put(address(CLASS, index), constraint.id());
			}
		}
		readValidations(inheritable);
		return 0;
	}

	/**
	 * A partition or a table that inherits can be looked through before the table above
	 * is, or while it is empty.
	 */
	private void readValidations(Map<Long, InheritableConstraint> constraints) {
		Map<Long, List<InheritableConstraint>> byTable = new HashMap<>();
		constraints.values()
			.forEach((one) -> byTable.computeIfAbsent(one.table(), (key) -> new ArrayList<>()).add(one));
		for (InheritableConstraint below : constraints.values()) {
			List<InheritableConstraint> above = below.above(constraints, byTable, this.relations);
			if (!below.isNotValid() && !above.isEmpty() && above.stream().allMatch(InheritableConstraint::isNotValid)) {
				InheritableConstraint origin = above.get(0);
				while (origin.inherits()) {
					origin = origin.above(constraints, byTable, this.relations).get(0);
				}
				ObjectId table = Objects.requireNonNull(below.constraint().id().table());
				ObjectId id = ObjectId.member(Kind.VALIDATION, table, below.constraint().id().name());
				this.objects.add(new Definition(id, List.of("alter table %s validate constraint %s"
					.formatted(this.names.of(table), Names.quoted(id.name()))), null, List.of(), null));
				Constraint whole = origin.constraint();
				Set<ObjectId> edges = new TreeSet<>(Set.of(whole.id()));
				whole.columns()
					.forEach((column) -> edges
						.add(new ObjectId(Kind.COLUMN, whole.id().schema(), whole.id().relation(), column)));
				this.validated.put(id, edges);
			}
		}
	}

	private Constraint constraint(ObjectId table, String name, String type, ResultSet rows) throws SQLException {
		String referenced = rows.getString("referenced");
		ObjectId references = (referenced != null)
				? ObjectId.table(this.mapping.name(String.valueOf(rows.getString("referenced_schema"))), referenced)
				: null;
		Kind kind = "f".equals(type) ? Kind.FOREIGN_KEY : Kind.CONSTRAINT;
		return new Constraint(ObjectId.member(kind, table, name), switch (type) {
			case "p" -> ConstraintType.PRIMARY_KEY;
			case "u" -> ConstraintType.UNIQUE;
			case "x" -> ConstraintType.EXCLUSION;
			case "f" -> ConstraintType.FOREIGN_KEY;
			default -> ConstraintType.CHECK;
		}, definitionOfTable(rows), strings(rows, "options"), strings(rows, "columns"), references,
				rows.getBoolean("attached"), rows.getBoolean("valid"), rows.getString("comment"));
	}

	private static String definition(ResultSet rows) throws SQLException {
		return PrintedSql.restored(String.valueOf(rows.getString("definition")));
	}

	private String definitionOfTable(ResultSet rows) throws SQLException {
		return PrintedSql.restored(String.valueOf(rows.getString("definition")),
				this.varchars.getOrDefault(rows.getLong("table_oid"), Set.of()));
	}

	private int readIndexes(ResultSet rows) throws SQLException {
		while (rows.next()) {
			Address address = address(CLASS, rows.getLong("indexrelid"));
			String table = rows.getString("table_name");
			Relation relation = this.relations.get(rows.getLong("table_oid"));
			if (relation == null) {
				continue;
			}
			String definition = definitionOfTable(rows);
			definition = definition.substring(definition.indexOf(" USING ") + " USING ".length());
			Index index = new Index(ObjectId.of(Kind.INDEX, schema(rows), rows.getString("relname")), table,
					rows.getBoolean("indisunique"), definition, strings(rows, "columns"), rows.getBoolean("indisvalid"),
					rows.getString("comment"));
			long parent = rows.getLong("parent_oid");
			if (parent != 0) {
				this.derived.put(address, address(CLASS, parent));
				addInherited(relation.id(), index);
			}
			else {
				add(address, index);
			}
		}
		return 0;
	}

	private int readRoutines(ResultSet rows) throws SQLException {
		while (rows.next()) {
			Address address = address("pg_proc", rows.getLong("oid"));
			String signature = rows.getString("signature");
			String prokind = rows.getString("prokind");
			Kind kind = switch (prokind) {
				case "p" -> Kind.PROCEDURE;
				case "a" -> Kind.AGGREGATE;
				default -> Kind.FUNCTION;
			};
			ObjectId id = ObjectId.of(kind, schema(rows), signature);
			if (kind == Kind.AGGREGATE) {
				add(address, new Definition(id, List.of(aggregate(id, rows)), dropIfHidden(id, rows), null, List.of(),
						rows.getString("comment")));
				continue;
			}
			String create = unqualified(rows, String.valueOf(rows.getString("definition")).strip());
			if (!create.endsWith("$")) {
				// no string, but a body that PostgreSQL prints
				create = PrintedSql.restored(create);
			}
			List<String> shape = new ArrayList<>(List.of(prokind, String.valueOf(rows.getString("result")),
					String.valueOf(rows.getString("modes")), String.valueOf(rows.getInt("pronargdefaults"))));
			shape.addAll(strings(rows, "proargnames"));
			add(address, new Definition(id, List.of(create.replaceFirst("^CREATE OR REPLACE ", "CREATE ")),
					dropIfHidden(id, rows), create, shape, rows.getString("comment")));
		}
		return 0;
	}

	/** By its name alone, a routine that the server has too would be the server's. */
	private static @Nullable String dropIfHidden(ObjectId id, ResultSet rows) throws SQLException {
		return rows.getBoolean("hidden") ? "drop %s %s.%s".formatted(id.kind().keyword(), Names.quoted(id.schema()),
				(id.kind() == Kind.AGGREGATE) ? id.name().replaceFirst("\\(\\)$", "(*)") : id.name()) : null;
	}

	private String aggregate(ObjectId id, ResultSet rows) throws SQLException {
		String name = id.name().substring(0, id.name().lastIndexOf('('));
		String arguments = rows.getString("arguments");
		return "create aggregate %s(%s) (%s)".formatted(this.names.of(ObjectId.of(Kind.AGGREGATE, id.schema(), name)),
				(arguments == null || arguments.isEmpty()) ? "*" : arguments, rows.getString("aggregate"));
	}

	/** Functions and statistics are always printed with their schema. */
	private String unqualified(ResultSet rows, String definition) throws SQLException {
		String schema = Names.quoted(rows.getString("nspname"));
		String written = schema(rows).equals(this.names.defaultSchema()) ? "" : Names.quoted(schema(rows)) + ".";
		int at = definition.indexOf(" " + schema + ".");
		return (at < 0) ? definition
				: definition.substring(0, at + 1) + written + definition.substring(at + schema.length() + 2);
	}

	private int readTriggers(ResultSet rows) throws SQLException {
		while (rows.next()) {
			Address address = address("pg_trigger", rows.getLong("oid"));
			long parent = rows.getLong("tgparentid");
			if (parent != 0) {
				this.derived.put(address, address("pg_trigger", parent));
				continue;
			}
			ObjectId id = member(rows, Kind.TRIGGER, rows.getString("tgname"));
			List<String> create = new ArrayList<>(List.of(definition(rows)));
			String relation = rows.getString("relation");
			String firing = firing(rows.getString("tgenabled"));
			if (firing != null) {
				create.add("alter table %s %s trigger %s".formatted(relation, firing, Names.quoted(id.name())));
			}
			add(address, new Definition(id, create, null, List.of(), rows.getString("comment")));
		}
		return 0;
	}

	private static @Nullable String firing(@Nullable String code) {
		return switch (String.valueOf(code)) {
			case "D" -> "disable";
			case "A" -> "enable always";
			case "R" -> "enable replica";
			default -> null;
		};
	}

	private int readPolicies(ResultSet rows) throws SQLException {
		while (rows.next()) {
			ObjectId id = member(rows, Kind.POLICY, rows.getString("polname"));
			StringBuilder sql = new StringBuilder("create policy ").append(Names.quoted(id.name()))
				.append(" on ")
				.append(rows.getString("relation"));
			if (!rows.getBoolean("polpermissive")) {
				sql.append(" as restrictive");
			}
			sql.append(switch (rows.getString("polcmd")) {
				case "r" -> " for select";
				case "a" -> " for insert";
				case "w" -> " for update";
				case "d" -> " for delete";
				default -> "";
			});
			String roles = rows.getString("roles");
			if (roles != null && !"public".equals(roles)) {
				sql.append(" to ").append(roles);
			}
			String condition = rows.getString("condition");
			if (condition != null) {
				sql.append(" using (").append(PrintedSql.restored(condition)).append(")");
			}
			String check = rows.getString("with_check");
			if (check != null) {
				sql.append(" with check (").append(PrintedSql.restored(check)).append(")");
			}
			add(address("pg_policy", rows.getLong("oid")),
					new Definition(id, List.of(sql.toString()), null, List.of(), rows.getString("comment")));
		}
		return 0;
	}

	private int readRules(ResultSet rows) throws SQLException {
		while (rows.next()) {
			Address address = address("pg_rewrite", rows.getLong("oid"));
			String name = rows.getString("rulename");
			Relation relation = this.relations.get(rows.getLong("relation_oid"));
			if ("_RETURN".equals(name)) {
				if (relation != null) {
					this.addresses.put(address, relation.id());
				}
				continue;
			}
			List<String> create = new ArrayList<>(List.of(definition(rows).replaceFirst(";$", "")));
			String firing = firing(rows.getString("ev_enabled"));
			if (firing != null) {
				create
					.add("alter table %s %s rule %s".formatted(rows.getString("relation"), firing, Names.quoted(name)));
			}
			add(address,
					new Definition(member(rows, Kind.RULE, name), create, null, List.of(), rows.getString("comment")));
		}
		return 0;
	}

	private int readStatistics(ResultSet rows) throws SQLException {
		while (rows.next()) {
			ObjectId id = ObjectId.of(Kind.STATISTICS, schema(rows), rows.getString("stxname"));
			String definition = unqualified(rows, String.valueOf(rows.getString("definition")));
			// the order of the columns is that of the table's, and means nothing
			List<String> create = new ArrayList<>(List.of(definition.substring(0, definition.indexOf(" ON ") + 4)
					+ PrintedSql.restored(String.valueOf(rows.getString("elements")))
					+ definition.substring(definition.lastIndexOf(" FROM "))));
			int target = rows.getInt("stxstattarget");
			if (!rows.wasNull() && target >= 0) {
				create.add("alter statistics %s set statistics %s".formatted(this.names.of(id), target));
			}
			add(address("pg_statistic_ext", rows.getLong("oid")),
					new Definition(id, create, null, List.of(), rows.getString("comment")));
		}
		return 0;
	}

	private int readCasts(ResultSet rows) throws SQLException {
		while (rows.next()) {
			String signature = "(%s as %s)".formatted(rows.getString("source"), rows.getString("target"));
			String function = rows.getString("function");
			String how = switch (rows.getString("castmethod")) {
				case "i" -> "with inout";
				case "b" -> "without function";
				default -> "with function " + function;
			};
			String context = switch (rows.getString("castcontext")) {
				case "i" -> " as implicit";
				case "a" -> " as assignment";
				default -> "";
			};
			add(address("pg_cast", rows.getLong("oid")),
					new Definition(ObjectId.of(Kind.CAST, rows.getString("nspname"), signature),
							List.of("create cast %s %s%s".formatted(signature, how, context)), null, List.of(),
							rows.getString("comment")));
		}
		return 0;
	}

	private int readDefinitions(ResultSet rows) throws SQLException {
		while (rows.next()) {
			Kind kind = Kind.valueOf(rows.getString("kind"));
			String name = rows.getString("name");
			Address whole = new Address(rows.getLong("part_of_catalog"), rows.getLong("part_of_oid"),
					rows.getInt("part_of_column"));
			if ((kind.isGlobal() && name.startsWith(Scratch.ASIDE))
					|| this.members.containsKey(whole.withoutColumn())) {
				continue;
			}
			ObjectId id = new ObjectId(kind, schema(rows), rows.getString("relname"), name);
			String drop = rows.getString("drop");
			String replace = rows.getString("replace");
			Definition definition = new Definition(id,
					strings(rows, "create").stream().map((sql) -> named(sql, id)).toList(),
					(drop != null) ? named(drop, id) : null, (replace != null) ? named(replace, id) : null,
					strings(rows, "shape"), rows.getString("comment"));
			if (whole.oid() != 0) {
				this.wholes.put(id, whole);
			}
			Address own = new Address(rows.getLong("catalog"), rows.getLong("oid"), 0);
			if (own.oid() != 0) {
				add(own, definition);
			}
			else {
				this.objects.add(definition);
			}
		}
		return 0;
	}

	private String named(String sql, ObjectId id) {
		String self = this.names.of(id);
		String plain = switch (id.kind()) {
			case OPERATOR -> self.substring(0, self.lastIndexOf(" ("));
			case OPERATOR_CLASS, OPERATOR_FAMILY -> self.substring(0, self.lastIndexOf(" using "));
			default -> self;
		};
		return PrintedSql.restored(sql.replace(DefinitionQueries.SELF, plain)
			.replace(DefinitionQueries.SCHEMA, Names.quoted(id.schema())));
	}

	private int readUnread(ResultSet rows) throws SQLException {
		while (rows.next()) {
			String schema = rows.getString("schema");
			this.unread.add("%s %s%s".formatted(rows.getString("kind"),
					schema.isEmpty() ? "" : this.mapping.name(schema) + ".", rows.getString("name")));
		}
		return 0;
	}

	private int readOwners(ResultSet rows) throws SQLException {
		while (rows.next()) {
			Set<String> schemas = strings(rows, "schemas").stream().map(this.mapping::name).collect(Collectors.toSet());
			Ownership ownership = new Ownership(rows.getString("role"), rows.getBoolean("own"),
					rows.getBoolean("member"), schemas);
			long oid = rows.getLong("objid");
			if (oid == 0) {
				this.firstSuperuser = ownership;
			}
			else {
				this.ownerships.put(new Address(rows.getLong("classid"), oid, 0), ownership);
			}
		}
		return 0;
	}

	private Map<ObjectId, Owner> owners() {
		Map<ObjectId, Owner> owners = new HashMap<>();
		this.own.forEach((id, address) -> {
			Ownership written = this.ownerships.get(address);
			Ownership ownership = (written != null) ? written : this.firstSuperuser;
			if (ownership != null && !ownership.own()) {
				boolean creates = id.schema().isEmpty() || ownership.schemas().contains(id.schema());
				owners.put(id, new Owner(ownership.role(), ownership.member() && creates));
			}
		});
		return owners;
	}

	private ObjectId member(ResultSet rows, Kind kind, String name) throws SQLException {
		return new ObjectId(kind, schema(rows), rows.getString("relname"), name);
	}

	private String schema(ResultSet rows) throws SQLException {
		return this.mapping.name(rows.getString("nspname"));
	}

	private static SequenceOptions options(ResultSet rows) throws SQLException {
		return new SequenceOptions(rows.getLong("seqstart"), rows.getLong("seqincrement"), rows.getLong("seqmin"),
				rows.getLong("seqmax"), rows.getLong("seqcache"), rows.getBoolean("seqcycle"));
	}

	private List<String> strings(ResultSet rows, String column) throws SQLException {
		Array array = rows.getArray(column);
		return (array != null)
				? Arrays.stream((Object[]) array.getArray()).map(String::valueOf).map(this.mapping::restored).toList()
				: List.of();
	}

	private void add(Address address, SchemaObject object) {
		if (this.members.containsKey(address)) {
			return;
		}
		this.addresses.put(address, object.id());
		if (object.id().kind().hasOwner()) {
			this.own.put(object.id(), address);
		}
		this.objects.add(object);
	}

	private static Address address(String catalog, long oid) {
		return new Address(catalog(catalog), oid, 0);
	}

	private static long catalog(String name) {
		return Objects.requireNonNull(CATALOGS.get(name));
	}

	private Schema schema() {
		this.objects.removeIf((object) -> this.identitySequences.contains(object.id()));
		this.members.forEach((member, extension) -> {
			ObjectId id = this.addresses.get(extension);
			if (id != null) {
				this.addresses.put(member, id);
			}
		});
		removeMadeByType();
		joinParts();
		Map<ObjectId, Set<ObjectId>> edges = new TreeMap<>();
		Set<ObjectId> known = this.objects.stream()
			.map(SchemaObject::id)
			.collect(Collectors.toCollection(HashSet::new));
		List<SequenceOwner> owners = new ArrayList<>();
		for (Dependency dependency : this.dependencies) {
			ObjectId from = find(dependency.from());
			ObjectId to = find(dependency.to());
			if (from == null || to == null || from.equals(to) || this.members.containsKey(dependency.from())
					|| isDerived(dependency.from())) {
				continue;
			}
			if (from.kind() == Kind.SEQUENCE && to.kind() == Kind.COLUMN) {
				ObjectId id = ObjectId.of(Kind.SEQUENCE_OWNER, from.schema(), from.name());
				owners.add(new SequenceOwner(id, to));
				edges.computeIfAbsent(id, (key) -> new TreeSet<>()).addAll(List.of(from, to));
				continue;
			}
			if ("P".equals(dependency.type()) && from.kind() == Kind.CONSTRAINT && to.kind() == Kind.INDEX) {
				// the key of a partition goes with the index of the table above, and is
				// there before it
				edges.computeIfAbsent(to, (key) -> new TreeSet<>()).add(from);
				continue;
			}
			edges.computeIfAbsent(from, (key) -> new TreeSet<>()).add(to);
		}
		this.objects.addAll(owners);
		edges.putAll(this.validated);
		this.wholes.forEach((id, address) -> {
			ObjectId whole = find(address);
			if (whole != null) {
				edges.computeIfAbsent(id, (key) -> new TreeSet<>()).add(whole);
			}
		});
		this.relations.values()
			.forEach((relation) -> relation.parents()
				.stream()
				.map(this.relations::get)
				.filter(Objects::nonNull)
				.forEach((parent) -> edges
					.computeIfAbsent(ObjectId.member(Kind.PARENT, relation.id(), "parent"), (key) -> new TreeSet<>())
					.add(Objects.requireNonNull(parent).id())));
		for (ObjectId id : known) {
			addParents(id, known, edges.computeIfAbsent(id, (key) -> new TreeSet<>()));
		}
		return new Schema(this.mapping.defaultSchema(), this.objects, edges, this.unread, this.inheritedParts)
			.withOwners(owners());
	}

	/**
	 * A column, index or constraint of a partition; it is its parent's only for those
	 * that need it.
	 */
	private boolean isDerived(Address address) {
		return (address.catalog() == catalog(CLASS) || address.catalog() == catalog("pg_constraint")
				|| address.catalog() == catalog("pg_trigger")) && this.derived.containsKey(address);
	}

	/** A range type brings functions and a cast of its own. */
	private void removeMadeByType() {
		Set<ObjectId> made = new HashSet<>();
		for (Dependency dependency : this.dependencies) {
			ObjectId id = this.addresses.get(dependency.from());
			if (id != null && "i".equals(dependency.type()) && (id.kind() == Kind.FUNCTION || id.kind() == Kind.CAST)) {
				made.add(id);
			}
		}
		this.objects.removeIf((object) -> made.contains(object.id()));
		this.addresses.values().removeIf(made::contains);
	}

	/** What a part depends on, what it is a part of depends on. */
	private void joinParts() {
		for (String type : List.of("a", "i")) {
			for (Dependency dependency : this.dependencies) {
				if (!type.equals(dependency.type()) || !PARTS.contains(dependency.from().catalog())) {
					continue;
				}
				ObjectId whole = this.addresses.get(dependency.to());
				if (whole != null && WHOLES.contains(whole.kind())) {
					this.addresses.put(dependency.from(), whole);
				}
			}
		}
	}

	private @Nullable ObjectId find(Address address) {
		Address origin = this.derived.get(address);
		if (origin != null) {
			return find(origin);
		}
		ObjectId id = this.addresses.get(address);
		if (id == null && address.column() != 0) {
			id = this.addresses.get(address.withoutColumn());
		}
		return id;
	}

	private static void addParents(ObjectId id, Set<ObjectId> known, Set<ObjectId> edges) {
		if (id.relation() != null) {
			ObjectId.relations(id.schema(), id.relation()).stream().filter(known::contains).forEach(edges::add);
			if (id.kind() == Kind.TABLE_TYPE) {
				known.stream()
					.filter((other) -> other.kind() == Kind.COLUMN && other.schema().equals(id.schema())
							&& id.relation().equals(other.relation()))
					.forEach(edges::add);
			}
		}
		if (id.kind() == Kind.DEFAULT) {
			edges.add(new ObjectId(Kind.COLUMN, id.schema(), id.relation(), id.name()));
		}
		if (id.kind() != Kind.SCHEMA && !id.schema().isEmpty()) {
			edges.add(ObjectId.of(Kind.SCHEMA, id.schema(), id.schema()));
		}
	}

	/** A row of the catalog; the column is zero for all but columns. */
	private record Address(long catalog, long oid, int column) {

		Address withoutColumn() {
			return new Address(this.catalog, this.oid, 0);
		}

	}

	/** A role that owns something, and where it may create. */
	private record Ownership(String role, boolean own, boolean member, Set<String> schemas) {
	}

	/** A constraint of a table, as tables below may have it. */
	private record InheritableConstraint(Constraint constraint, long table, boolean inherits, long parent) {

		boolean isNotValid() {
			return this.constraint.definition().endsWith(" NOT VALID");
		}

		/** Finds what it is inherited from, as far as that is read. */
		List<InheritableConstraint> above(Map<Long, InheritableConstraint> all,
				Map<Long, List<InheritableConstraint>> byTable, Map<Long, Relation> relations) {
			InheritableConstraint above = all.get(this.parent);
			if (above != null) {
				// a key to a partitioned table has others beside it
				return (above.table() != this.table) ? List.of(above) : List.of();
			}
			Relation relation = relations.get(this.table);
			return (!this.inherits || relation == null) ? List.of()
					: relation.parents()
						.stream()
						.flatMap((parent) -> byTable.getOrDefault(parent, List.of()).stream())
						.filter((other) -> other.constraint().id().name().equals(this.constraint.id().name()))
						.toList();
		}

	}

	private record Dependency(Address from, Address to, String type) {
	}

	private record Relation(ObjectId id, List<String> options, @Nullable String query, boolean populated,
			List<Long> parents, @Nullable String comment) {
	}

}
