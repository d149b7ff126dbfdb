package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

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
import io.appmigrations.model.Change;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Writes the statements that make and drop objects.
 */
final class SqlWriter {

	private final Schema schema;

	private final Names names;

	/**
	 * Creates a writer.
	 * @param schema the schema that the objects belong to
	 */
	SqlWriter(Schema schema) {
		this.schema = schema;
		this.names = new Names(schema.defaultSchema());
	}

	Names names() {
		return this.names;
	}

	/**
	 * Writes what makes an object.
	 * @param object the object
	 * @param parts what the statement makes along with it
	 * @return the statements, those for comments last
	 */
	List<String> create(SchemaObject object, Set<ObjectId> parts) {
		List<String> sql = new ArrayList<>();
		if (object instanceof Table table) {
			sql.addAll(createTable(table, parts));
		}
		else if (object instanceof Column column) {
			sql.add("alter table %s add column %s".formatted(this.names.relationOf(column.id()),
					columnDefinition(column, defaultOf(column, parts))));
			sql.addAll(columnSettings(column));
		}
		else if (object instanceof Definition definition) {
			sql.addAll(definition.create());
		}
		else if (object instanceof Index index) {
			sql.add(createIndex(index));
		}
		else if (object instanceof Domain domain) {
			sql.add(createDomain(domain, parts));
		}
		else {
			sql.add(createOther(object));
			keepFromChildren(object, sql);
		}
		comment(object, sql);
		parts.stream()
			.map(this.schema::get)
			.filter((part) -> part != null)
			.sorted(Comparator.comparingInt(SqlWriter::position))
			.forEach((part) -> comment(part, sql));
		Owner owner = this.schema.owner(object.id());
		if (owner != null && owner.assignable()) {
			sql.add(owner(object.id(), owner));
		}
		return sql;
	}

	/**
	 * PostgreSQL makes keys and identity columns of constraints alone that children have
	 * too, though they need not stay so.
	 */
	private boolean isInheritedFirst(Column column) {
		return column.notNull() != null && !column.notNull().inheritable()
				&& (column.identity() != null || this.schema.all(Constraint.class)
					.stream()
					.anyMatch((key) -> key.type() == ConstraintType.PRIMARY_KEY
							&& key.columns().contains(column.id().name())
							&& Objects.equals(key.id().table(), column.id().table())));
	}

	private void keepFromChildren(SchemaObject object, List<String> sql) {
		ObjectId table = object.whole();
		if (!(object instanceof Constraint key) || key.type() != ConstraintType.PRIMARY_KEY || table == null
				|| (this.schema.get(table) instanceof Table partition && partition.isPartition())) {
			return;
		}
		for (String name : key.columns()) {
			ObjectId id = ObjectId.member(Kind.COLUMN, table, name);
			if (this.schema.get(id) instanceof Column column && column.notNull() != null
					&& !column.notNull().inheritable()) {
				sql.add(0, NotNulls.inherit(id, column.notNull(), true, this));
				sql.add(NotNulls.inherit(id, column.notNull(), false, this));
			}
		}
	}

	/** Everything but the login's own is given back to whoever had it. */
	private String owner(ObjectId id, Owner owner) {
		return "alter %s owner to %s".formatted(described(id), owner.role());
	}

	private String described(ObjectId id) {
		String name = nameOf(id);
		boolean any = id.kind() == Kind.AGGREGATE && name.endsWith("()");
		return id.kind().keyword() + " " + (any ? name.substring(0, name.length() - 2) + "(*)" : name);
	}

	/** With the schema where the name alone means something of the server's. */
	private String nameOf(ObjectId id) {
		String drop = "drop %s ".formatted(id.kind().keyword());
		boolean mayBeHidden = id.kind().isRoutine() || id.kind() == Kind.OPERATOR;
		return (mayBeHidden && this.schema.get(id) instanceof Definition definition && definition.drop() != null
				&& definition.drop().startsWith(drop)) ? definition.drop().substring(drop.length()) : this.names.of(id);
	}

	/**
	 * Says whom an object belonged to where the login may not give it back.
	 * @param id an object that is made again
	 * @return notes, none where nothing is lost
	 */
	List<String> ownerNotes(ObjectId id) {
		Owner owner = this.schema.owner(id);
		return (owner == null || owner.assignable()) ? List.of() : List.of("""
				%s%s belongs to %s, and this login may not give it back to them (it is no superuser, nor a member of \
				%3$s who may create there). Let one who may run: %s;""".formatted(Change.OWNER_LOST, described(id),
				owner.role(), owner(id, owner)));
	}

	private static int position(@Nullable SchemaObject object) {
		return (object instanceof Column column) ? column.position() : Integer.MAX_VALUE;
	}

	private String createOther(SchemaObject object) {
		String name = this.names.of(object.id());
		if (object instanceof Namespace) {
			return "create schema " + Names.quoted(object.id().name());
		}
		if (object instanceof Extension extension) {
			String schema = extension.schema().equals(this.names.defaultSchema()) ? ""
					: " with schema " + Names.quoted(extension.schema());
			return "create extension if not exists %s%s".formatted(name, schema);
		}
		if (object instanceof EnumType type) {
			return "create type %s as enum (%s)".formatted(name,
					type.labels().stream().map(Names::literal).collect(Collectors.joining(", ")));
		}
		if (object instanceof CompositeType type) {
			return "create type %s as (%s)".formatted(name,
					type.attributes().stream().map(SqlWriter::attribute).collect(Collectors.joining(", ")));
		}
		if (object instanceof Sequence sequence) {
			String type = sequence.type().equals("bigint") ? "" : " as " + sequence.type();
			String options = String.join(" ", newSequenceOptions(sequence.options(), sequence.type()));
			return "create %ssequence %s%s %s".formatted(sequence.unlogged() ? "unlogged " : "", name, type, options)
				.strip();
		}
		if (object instanceof Default defaultValue) {
			return "alter table %s alter column %s set default %s".formatted(this.names.relationOf(object.id()),
					Names.quoted(object.id().name()), defaultValue.expression());
		}
		if (object instanceof SequenceOwner owner) {
			return "alter sequence %s owned by %s.%s".formatted(this.names.of(sequenceOf(owner.id())),
					this.names.relationOf(owner.column()), Names.quoted(owner.column().name()));
		}
		if (object instanceof Constraint constraint) {
			return "alter %s %s%s add %s".formatted(parentKeyword(constraint.id()),
					only(constraint.whole(), constraint.valid()), this.names.relationOf(constraint.id()),
					constraintDefinition(constraint));
		}
		throw new IllegalArgumentException("Nothing makes " + object);
	}

	private static String parentKeyword(ObjectId id) {
		return (id.kind() == Kind.DOMAIN_CONSTRAINT) ? "domain" : "table";
	}

	static ObjectId sequenceOf(ObjectId owner) {
		return ObjectId.of(Kind.SEQUENCE, owner.schema(), owner.name());
	}

	/** The names that people write. */
	static String typeName(String type) {
		return type.replaceFirst("^character varying", "varchar")
			.replaceFirst("^timestamp(\\(\\d\\))? with time zone", "timestamptz$1")
			.replaceFirst("^(timestamp(?:\\(\\d\\))?|time(?:\\(\\d\\))?) without time zone", "$1");
	}

	static String attribute(CompositeType.Attribute attribute) {
		return "%s %s%s".formatted(Names.quoted(attribute.name()), attribute.type(), collate(attribute.collation()));
	}

	static String collate(@Nullable String collation) {
		return (collation != null) ? " collate " + collation : "";
	}

	static String constraintDefinition(Constraint constraint) {
		String definition = constraint.definition();
		if (!constraint.options().isEmpty()) {
			int end = definition.lastIndexOf(')') + 1;
			definition = "%s with (%s)%s".formatted(definition.substring(0, end),
					String.join(", ", constraint.options()), definition.substring(end));
		}
		return "constraint %s %s".formatted(Names.quoted(constraint.id().name()), definition);
	}

	private String createDomain(Domain domain, Set<ObjectId> parts) {
		StringBuilder sql = new StringBuilder("create domain %s as %s%s".formatted(this.names.of(domain.id()),
				domain.type(), collate(domain.collation())));
		if (domain.defaultExpression() != null) {
			sql.append(" default ").append(domain.defaultExpression());
		}
		sql.append(NotNulls.clause(domain.id(), domain.notNull(), false));
		parts.stream()
			.map((part) -> this.schema.get(part, Constraint.class))
			.filter((constraint) -> constraint != null)
			.forEach((constraint) -> sql.append("\n\t").append(constraintDefinition(constraint)));
		return sql.toString();
	}

	private List<String> createTable(Table table, Set<ObjectId> parts) {
		List<String> lines = new ArrayList<>();
		List<Column> columns = parts.stream()
			.map((part) -> this.schema.get(part, Column.class))
			.filter((column) -> column != null)
			.sorted(Comparator.comparingInt(Column::position))
			.toList();
		columns.forEach((column) -> lines.add(columnDefinition(column, defaultOf(column, parts))));
		parts.stream()
			.map((part) -> this.schema.get(part, Constraint.class))
			.filter((constraint) -> constraint != null)
			.sorted(Comparator.comparing(Constraint::type).thenComparing(Constraint::id))
			.forEach((constraint) -> lines.add(constraintDefinition(constraint)));
		String name = this.names.of(table.id());
		boolean partition = table.isPartition();
		StringBuilder sql = new StringBuilder("create ").append(table.unlogged() ? "unlogged " : "")
			.append("table ")
			.append(name);
		if (partition) {
			sql.append(" partition of ").append(table.parents().get(0));
		}
		if (!lines.isEmpty()) {
			sql.append(lines.stream().collect(Collectors.joining(",\n\t", " (\n\t", "\n)")));
		}
		else if (!partition) {
			sql.append(" ()");
		}
		if (partition) {
			sql.append(" ").append(table.bound());
		}
		else if (!table.isPartition() && !table.parents().isEmpty()) {
			sql.append(" inherits (").append(String.join(", ", table.parents())).append(")");
		}
		if (table.partitionKey() != null) {
			sql.append(" partition by ").append(table.partitionKey());
		}
		if (table.accessMethod() != null && table.partitionKey() == null) {
			sql.append(" using ").append(table.accessMethod());
		}
		if (!table.options().isEmpty()) {
			sql.append(" with (").append(String.join(", ", table.options())).append(")");
		}
		List<String> all = new ArrayList<>(List.of(sql.toString()));
		columns.forEach((column) -> all.addAll(columnSettings(column)));
		all.addAll(tableSettings(table));
		return all;
	}

	private List<String> tableSettings(Table table) {
		List<String> sql = new ArrayList<>();
		String name = this.names.of(table.id());
		if (table.rowSecurity()) {
			sql.add("alter table %s enable row level security".formatted(name));
		}
		if (table.forcedRowSecurity()) {
			sql.add("alter table %s force row level security".formatted(name));
		}
		return sql;
	}

	private List<String> columnSettings(Column column) {
		List<String> sql = new ArrayList<>();
		String prefix = "alter table %s alter column %s ".formatted(this.names.relationOf(column.id()),
				Names.quoted(column.id().name()));
		if (column.storage() != null) {
			sql.add(prefix + "set storage " + column.storage());
		}
		if (column.statistics() != null) {
			sql.add(prefix + "set statistics " + column.statistics());
		}
		NotNull notNull = column.notNull();
		if (notNull != null && NotNulls.isMadeLater(notNull)) {
			sql.addAll(NotNulls.add(column, notNull, this));
		}
		else if (notNull != null && isInheritedFirst(column)) {
			sql.add(NotNulls.inherit(column.id(), notNull, false, this));
		}
		return sql;
	}

	private @Nullable Default defaultOf(Column column, Set<ObjectId> parts) {
		ObjectId id = defaultId(column);
		return parts.contains(id) ? this.schema.get(id, Default.class) : null;
	}

	static ObjectId defaultId(Column column) {
		return new ObjectId(Kind.DEFAULT, column.id().schema(), column.id().relation(), column.id().name());
	}

	/**
	 * Writes a column as in {@code create table}.
	 */
	String columnDefinition(Column column, @Nullable Default defaultValue) {
		StringBuilder sql = new StringBuilder(Names.quoted(column.id().name())).append(' ')
			.append(typeName(column.type()));
		if (column.compression() != null) {
			sql.append(" compression ").append(column.compression());
		}
		sql.append(collate(column.collation()));
		if (defaultValue != null) {
			sql.append(" default ").append(defaultValue.expression());
		}
		if (column.generated() != null) {
			sql.append(" generated always as (")
				.append(column.generated().expression())
				.append(column.generated().stored() ? ") stored" : ") virtual");
		}
		if (column.identity() != null) {
			sql.append(identity(column.identity(), column));
		}
		NotNull notNull = column.notNull();
		NotNull first = (notNull != null && isInheritedFirst(column)) ? notNull.inherited() : notNull;
		return sql.append(NotNulls.clause(column.id(), first, column.identity() != null)).toString();
	}

	String identity(Column.Identity identity, Column column) {
		List<String> clauses = new ArrayList<>(newSequenceOptions(identity.options(), column.baseType()));
		if (!identity.sequence()
			.equals(NamingConvention.joined(String.valueOf(column.id().relation()), column.id().name(), "seq"))) {
			clauses.add(0, "sequence name " + this.names.qualified(column.id().schema(), identity.sequence()));
		}
		String options = String.join(" ", clauses);
		return " generated %s as identity%s".formatted(identity.always() ? "always" : "by default",
				options.isEmpty() ? "" : " (" + options + ")");
	}

	/**
	 * Writes the options of a sequence that are not what they would be anyway.
	 */
	static List<String> options(SequenceOptions options, SequenceOptions usual) {
		List<String> clauses = new ArrayList<>();
		if (options.increment() != usual.increment()) {
			clauses.add("increment by " + options.increment());
		}
		if (options.min() != usual.min()) {
			clauses.add("minvalue " + options.min());
		}
		if (options.max() != usual.max()) {
			clauses.add("maxvalue " + options.max());
		}
		if (options.start() != usual.start()) {
			clauses.add("start with " + options.start());
		}
		if (options.cache() != usual.cache()) {
			clauses.add("cache " + options.cache());
		}
		if (options.cycle() != usual.cycle()) {
			clauses.add(options.cycle() ? "cycle" : "no cycle");
		}
		return clauses;
	}

	/** Without a start a new sequence starts at its bound. */
	private static List<String> newSequenceOptions(SequenceOptions options, String type) {
		SequenceOptions usual = SequenceOptions.defaults(type, options.increment());
		long start = (options.increment() > 0) ? options.min() : options.max();
		return options(options, new SequenceOptions(start, 1, usual.min(), usual.max(), usual.cache(), usual.cycle()));
	}

	/** Until all partitions have an index, that of their table is not valid. */
	private String only(@Nullable ObjectId table, boolean valid) {
		return (!valid && table != null && this.schema.get(table) instanceof Table above
				&& above.partitionKey() != null) ? "only " : "";
	}

	private String createIndex(Index index) {
		return "create %sindex %s on %s%s %s".formatted(index.unique() ? "unique " : "",
				Names.quoted(index.id().name()), only(index.whole(), index.valid()),
				this.names.qualified(index.id().schema(), index.table()), index.definition().startsWith("btree ")
						? index.definition().substring("btree ".length()) : "using " + index.definition());
	}

	/**
	 * Writes what drops an object.
	 * @param object the object
	 * @return the statement
	 */
	String drop(SchemaObject object) {
		if (object instanceof Definition definition && definition.drop() != null) {
			return definition.drop();
		}
		ObjectId id = object.id();
		return switch (id.kind()) {
			case COLUMN ->
				"alter table %s drop column %s".formatted(this.names.relationOf(id), Names.quoted(id.name()));
			case DEFAULT -> "alter table %s alter column %s drop default".formatted(this.names.relationOf(id),
					Names.quoted(id.name()));
			case CONSTRAINT, FOREIGN_KEY, DOMAIN_CONSTRAINT -> "alter %s %s drop constraint %s"
				.formatted(parentKeyword(id), this.names.relationOf(id), Names.quoted(id.name()));
			case SEQUENCE_OWNER -> "alter sequence %s owned by none".formatted(this.names.of(sequenceOf(id)));
			case TRIGGER, RULE, POLICY ->
				"drop %s %s on %s".formatted(id.kind().keyword(), Names.quoted(id.name()), this.names.relationOf(id));
			case SCHEMA -> "drop schema " + Names.quoted(id.name());
			default -> "drop %s %s".formatted(id.kind().keyword(), this.names.of(id));
		};
	}

	private void comment(SchemaObject object, List<String> sql) {
		if (object.comment() != null) {
			sql.add(comment(object.id(), object.comment()));
		}
		NotNull notNull = (object instanceof Column column) ? column.notNull()
				: (object instanceof Domain domain) ? domain.notNull() : null;
		if (notNull != null && notNull.comment() != null && !NotNulls.isMadeLater(notNull)) {
			sql.add(NotNulls.comment(object.id(), notNull, this));
		}
	}

	/**
	 * Writes a comment.
	 * @param id the object
	 * @param text the text, or {@code null} to remove it
	 * @return the statement
	 */
	String comment(ObjectId id, @Nullable String text) {
		String on = switch (id.kind()) {
			case COLUMN -> "column %s.%s".formatted(this.names.relationOf(id), Names.quoted(id.name()));
			case CONSTRAINT, FOREIGN_KEY ->
				"constraint %s on %s".formatted(Names.quoted(id.name()), this.names.relationOf(id));
			case DOMAIN_CONSTRAINT ->
				"constraint %s on domain %s".formatted(Names.quoted(id.name()), this.names.relationOf(id));
			case TRIGGER, RULE, POLICY ->
				"%s %s on %s".formatted(id.kind().keyword(), Names.quoted(id.name()), this.names.relationOf(id));
			default -> "%s %s".formatted(id.kind().keyword(), nameOf(id));
		};
		return "comment on %s is %s".formatted(on, (text != null) ? Names.literal(text) : "null");
	}

}
