package io.appmigrations.internal.compare;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.catalog.DumpFacts;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.diff.ComparisonOptions;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.online.OnlineForm;
import io.appmigrations.internal.schema.Extension;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Namespace;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.script.Substitution;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Model;
import io.appmigrations.model.ObjectId;
import io.appmigrations.settings.AutogenerateSettings;
import org.jspecify.annotations.Nullable;

/**
 * Everything in the compared schemas of a database, with its extensions and what belongs
 * to the whole database, without the tables of the tool itself and the members of
 * extensions.
 *
 * @param schema the objects
 * @param facts what else there is to say of them
 * @param elsewhere the schemas that are not compared, each with what to do about it
 */
public record DatabaseContents(Schema schema, DumpFacts facts, List<String> elsewhere) {

	/**
	 * Reads a database.
	 * @param connection a prepared connection
	 * @param settings the schemas and objects that are compared
	 * @param ownTables the tables of the tool itself
	 * @return what is there
	 */
	public static DatabaseContents read(MigrationConnection connection, AutogenerateSettings settings,
			Set<String> ownTables) {
		Set<String> compared = compared(connection, settings);
		Set<String> read = withSchemasOfExtensions(connection, compared);
		return new DatabaseContents(readSchema(connection, settings, ownTables, compared, read),
				DumpFacts.read(connection, compared, ownTables), elsewhere(connection, read));
	}

	/**
	 * Reads the objects alone.
	 * @param connection a prepared connection
	 * @param settings the schemas and objects that are compared
	 * @param ownTables the tables of the tool itself
	 * @return the objects
	 */
	public static Schema readSchema(MigrationConnection connection, AutogenerateSettings settings,
			Set<String> ownTables) {
		Set<String> compared = compared(connection, settings);
		return readSchema(connection, settings, ownTables, compared, withSchemasOfExtensions(connection, compared));
	}

	private static Schema readSchema(MigrationConnection connection, AutogenerateSettings settings,
			Set<String> ownTables, Set<String> compared, Set<String> read) {
		return filtered(Scratch.readReal(connection, connection.session().schemaOfNames(), read), settings, compared,
				read, ownTables);
	}

	/**
	 * Reads what statements create in scratch schemas, for a login that may not create a
	 * database. It must own the schemas, or the statements might change the tables in
	 * use. What belongs to the whole database is left out.
	 * @param connection a prepared connection
	 * @param settings the schemas and objects that are compared
	 * @param ownTables the tables of the tool itself
	 * @param statements gives the statements, with what runs instead of those that belong
	 * to the whole server
	 * @return the objects, or {@code null} where the statements must not be run here
	 * @throws PipelineException where a statement failed
	 */
	public static @Nullable Schema readCreated(MigrationConnection connection, AutogenerateSettings settings,
			Set<String> ownTables, Function<Substitution, List<String>> statements) throws PipelineException {
		String defaultSchema = connection.session().schemaOfNames();
		Set<String> compared = compared(connection, settings);
		Set<String> read = withSchemasOfExtensions(connection, compared);
		Set<String> others = connection.strings(
				"select n.nspname from pg_catalog.pg_namespace n where n.nspname !~ '^pg_' and n.nspname <> all (%s)"
					.formatted(Names.literals(read)));
		try (Scratch scratch = Scratch.open(connection, defaultSchema, compared, Set.of())) {
			List<Model.Statement> all = statements.apply(new ServerObjects(connection, null))
				.stream()
				.map((sql) -> new Model.Statement(OnlineForm.inTransaction(sql), ""))
				.toList();
			if (!scratch.schema().equals(defaultSchema)
					|| all.stream().anyMatch((statement) -> isLeftBy(statement.sql(), others))) {
				return null;
			}
			scratch.run(all.stream().flatMap((statement) -> madeSchema(statement.sql(), compared)).toList());
			scratch.run(new RunnableStatements(connection).of(all).stream().map(Model.Statement::sql).toList());
			return filtered(scratch.read(), settings, compared, read, ownTables);
		}
	}

	/** Whether a statement reaches what is in use, or may do so. */
	private static boolean isLeftBy(String sql, Set<String> schemas) {
		SqlTokens tokens = SqlTokens.of(sql);
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			if (token.type().isName() && tokens.isNext(".") && schemas.contains(token.name())) {
				return true;
			}
		}
		return false;
	}

	/** Scratch schemas exist from the start. */
	private static Stream<String> madeSchema(String sql, Set<String> compared) {
		StatementShape shape = StatementShape.of(sql);
		QualifiedName name = shape.name();
		return (shape.is("create", "schema") && name != null && compared.contains(name.name()))
				? Stream.of("drop schema if exists " + Names.quoted(name.name())) : Stream.empty();
	}

	private static Schema filtered(Schema everything, AutogenerateSettings settings, Set<String> compared,
			Set<String> read, Set<String> ownTables) {
		ComparisonScope scope = scope(everything.defaultSchema(), read, compared, ownTables)
			.withoutOwnSequences(everything);
		ComparisonOptions options = new ComparisonOptions(settings.include(), settings.exclude(), true, true, false,
				MadeObjects.none());
		return everything.filter((object) -> isCompared(object, scope, compared)
				&& !(object.id().kind() != Kind.SCHEMA && options.leavesOut(object.id())));
	}

	private static Set<String> compared(MigrationConnection connection, AutogenerateSettings settings) {
		Set<String> compared = new TreeSet<>(settings.schemas());
		compared.add(connection.session().schemaOfNames());
		return compared;
	}

	private static Set<String> withSchemasOfExtensions(MigrationConnection connection, Set<String> compared) {
		Set<String> read = new TreeSet<>(compared);
		read.addAll(connection.strings("""
				select n.nspname from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
				where n.nspname !~ '^pg_'"""));
		return read;
	}

	private static ComparisonScope scope(String defaultSchema, Set<String> read, Set<String> compared,
			Set<String> ownTables) {
		return new ComparisonScope(Model.builder("the database").complete().build(), defaultSchema, read, compared,
				EnumSet.allOf(Kind.class),
				Arrays.stream(Kind.values())
					.filter((kind) -> Families.of(kind).isOfDatabase(kind))
					.collect(Collectors.toSet()),
				ownTables);
	}

	/** Of a schema that only has extensions, nothing but itself is of interest. */
	private static boolean isCompared(SchemaObject object, ComparisonScope scope, Collection<String> compared) {
		String schema = object.id().schema();
		if (object instanceof Extension) {
			return true;
		}
		return (schema.isEmpty() || compared.contains(schema) || object instanceof Namespace
				|| (object.id().kind() == Kind.PRIVILEGES && object.id().relation() == null)) && scope.contains(object);
	}

	private static List<String> elsewhere(MigrationConnection connection, Set<String> read) {
		return List.copyOf(connection.strings(
				"""
						select pg_catalog.format('schema %%s (%%s tables), which app.migrations.autogenerate.schemas does not name',
						  pg_catalog.quote_ident(n.nspname), (select pg_catalog.count(*) from pg_catalog.pg_class c
						    where c.relnamespace = n.oid and c.relkind in ('r', 'p', 'v', 'm', 'f')))
						from pg_catalog.pg_namespace n
						where n.oid >= 16384 and n.nspname !~ '^pg_' and n.nspname <> all (%s)
						  and not exists (select from pg_catalog.pg_depend d
						    where d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and d.objid = n.oid and d.deptype = 'e')
						order by 1"""
					.formatted(Names.literals(read))));
	}

	/**
	 * Finds what differs from what is expected.
	 * @param expected what should be there
	 * @return the objects
	 */
	public Set<ObjectId> differences(DatabaseContents expected) {
		return SchemaDiff.differences(this.schema, expected.schema);
	}

	/**
	 * Leaves objects that are a query, and that both sides have. What was created from
	 * what PostgreSQL printed of a query can be printed otherwise.
	 * @param objects some objects
	 * @param one a schema
	 * @param other the other one
	 * @return those whose difference may be how PostgreSQL prints them
	 */
	public static Set<ObjectId> queriesOf(Set<ObjectId> objects, Schema one, Schema other) {
		return objects.stream()
			.filter((id) -> Families.of(id.kind()).isQuery(id.kind()) && one.get(id) != null && other.get(id) != null)
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
