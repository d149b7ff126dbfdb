package io.appmigrations.internal.compare;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.diff.FileDeclarations;
import io.appmigrations.internal.diff.UnchangedTables;
import io.appmigrations.internal.family.rename.Words;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.QualifierNames;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Model;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What a model declares: its DDL runs in scratch schemas, which are read.
 */
final class DesiredSchema {

	/** How PostgreSQL says that something is there already. */
	private static final Set<String> TWICE = Set.of("42P07", "42710", "42723");

	private static final String NO_SCHEMA = "3F000";

	/** How it says that a schema, a table, a function or a type is not there. */
	private static final Set<String> MISSING = Set.of(NO_SCHEMA, "42P01", "42883", "42704");

	private static final int LONGEST = 500;

	private final ComparisonScope scope;

	private final Model model;

	private final ScratchSchemas scratches;

	private final ModelExtensions extensions;

	private final RunnableStatements runnable;

	private FileDeclarations declarations = FileDeclarations.NONE;

	DesiredSchema(ScratchSchemas scratches, ComparisonScope scope, ModelExtensions extensions,
			RunnableStatements runnable) {
		this.scratches = scratches;
		this.scope = scope;
		this.model = scope.model();
		this.extensions = extensions;
		this.runnable = runnable;
	}

	/**
	 * Reads it.
	 * @param actual what the database has: tables that are certainly the same are not
	 * created
	 * @param everything also what is not compared
	 * @return the desired schema
	 * @throws MigrationException where a statement of the model fails
	 */
	Schema read(Schema actual, Schema everything) {
		if (this.model.parts().size() > 1 || this.model.declaresRows()) {
			return unordered(everything);
		}
		UnchangedTables unchanged = UnchangedTables.find(this.model, actual);
		Schema desired = (unchanged != null) ? changed(unchanged) : null;
		return (desired != null) ? desired : whole(everything);
	}

	/**
	 * Returns what of it files declare, beside entities.
	 * @return the declarations, once the desired schema was read
	 */
	FileDeclarations declarations() {
		return this.declarations;
	}

	private Schema unordered(Schema everything) {
		UnorderedModel unordered = new UnorderedModel(this.model, this.runnable, this.scope.defaultSchema());
		try (Scratch scratch = this.scratches.openForSchema()) {
			Schema desired = declared(unordered.run(scratch));
			this.declarations = unordered.declarations(desired, this.scope.ownSchemas());
			return desired;
		}
		catch (UnorderedModel.Failure ex) {
			throw refused(ex.statement(), ex.failure(), everything);
		}
	}

	private Schema whole(Schema everything) {
		List<Model.Statement> statements = this.runnable.of(this.model.statements());
		try (Scratch scratch = this.scratches.openForSchema()) {
			scratch.run(statements.stream().map((statement) -> inScratch(statement, scratch)).toList());
			return declared(scratch.read());
		}
		catch (PipelineException ex) {
			throw refused(statements.get(Math.min(ex.getIndex(), statements.size() - 1)), ex.getFailure(), everything);
		}
	}

	/** The search path to go back to is that of the scratch schemas. */
	private static String inScratch(Model.Statement statement, Scratch scratch) {
		SqlTokens tokens = SqlTokens.of(statement.sql());
		boolean isReset = tokens.accept("reset") && (tokens.accept("all") || tokens.accept("search_path"));
		return isReset ? scratch.searchPathReset() : statement.sql();
	}

	private MigrationException refused(Model.Statement statement, SQLException failure, Schema everything) {
		String message = String.valueOf(failure.getMessage());
		return new MigrationException(ErrorCode.STATEMENT_FAILED,
				"The model cannot be executed: %s\n%s\n  %s".formatted(message, statement.origin(),
						shown(statement).replace("\n", "\n  ")),
				Objects.requireNonNullElseGet(declaredTwice(statement, failure),
						() -> this.extensions.advice(message, everything, ofOthers(statement, failure))),
				failure);
	}

	/** What to do where something is missing in a schema in which nothing is declared. */
	private @Nullable String ofOthers(Model.Statement statement, SQLException failure) {
		if (!MISSING.contains(String.valueOf(failure.getSQLState()))) {
			return null;
		}
		String message = String.valueOf(failure.getMessage());
		return QualifierNames.in(statement.sql())
			.stream()
			.filter((schema) -> isMissingIn(schema, failure.getSQLState(), message) && !declaresIn(schema))
			.findFirst()
			.map((schema) -> this.scope.schemas().contains(schema)
					? """
							The model declares nothing in the schema %s, and refers to a table there. To compare that would lock the \
							table. Write the foreign key in a revision by hand, and leave it out with app.migrations.autogenerate.exclude."""
						.formatted(schema)
					: "The model declares nothing in the schema %s: create there what is missing, in a revision that you write by hand or with what the schema belongs to, or declare it in the model."
						.formatted(schema))
			.orElse(null);
	}

	/** What stands before a dot may be the alias of a table. */
	private static boolean isMissingIn(String schema, String state, String message) {
		return NO_SCHEMA.equals(state) ? Words.in(List.of(message)).mention(schema)
				: message.contains(" " + schema + ".") || message.contains("\"" + schema + ".");
	}

	private boolean declaresIn(String schema) {
		return schema.equals(this.scope.defaultSchema()) || this.model.createdSchemas().contains(schema)
				|| this.model.statements()
					.stream()
					.map((other) -> StatementShape.of(other.sql()))
					.filter((shape) -> shape.verb().equals("create"))
					.flatMap((shape) -> shape.names().stream())
					.anyMatch((name) -> schema.equals(name.qualifier()));
	}

	/** Of rows, as much as shows which they are. */
	private static String shown(Model.Statement statement) {
		return (statement.data() && statement.sql().length() > LONGEST) ? statement.sql().substring(0, LONGEST) + " ..."
				: statement.sql();
	}

	private @Nullable String declaredTwice(Model.Statement statement, SQLException failure) {
		QualifiedName name = StatementShape.of(statement.sql()).name();
		return (name != null && TWICE.contains(String.valueOf(failure.getSQLState()))) ? otherOf(name, statement)
				: null;
	}

	private @Nullable String otherOf(QualifiedName name, Model.Statement statement) {
		return this.model.statements()
			.stream()
			.filter((other) -> !other.equals(statement) && !other.data())
			.filter((other) -> isSame(StatementShape.of(other.sql()), name))
			.map((other) -> "%s declares %s too. Remove one of them.%s".formatted(other.origin(), name.name(),
					this.model.mixed() ? " A table of an entity gets what the entity cannot say by 'alter table'."
							: ""))
			.findFirst()
			.orElse(null);
	}

	private boolean isSame(StatementShape shape, QualifiedName name) {
		QualifiedName other = shape.name();
		return shape.verb().equals("create") && other != null && other.name().equals(name.name())
				&& schema(other).equals(schema(name));
	}

	private String schema(QualifiedName name) {
		return Objects.requireNonNullElse(name.qualifier(), this.scope.defaultSchema());
	}

	/**
	 * Creates of the model what may have changed.
	 * @return the desired schema, or {@code null} where not even that could be created:
	 * then the whole model says best why
	 */
	private @Nullable Schema changed(UnchangedTables unchanged) {
		try (Scratch scratch = this.scratches.openForSchema()) {
			scratch.run(runnable(unchanged));
			scratch.run(unchanged.probes());
			Schema read = scratch.read();
			unchanged.decide(read);
			List<String> more = runnable(unchanged);
			if (!more.isEmpty()) {
				scratch.run(more);
				read = scratch.read();
			}
			return unchanged.complete(declared(read));
		}
		catch (PipelineException ex) {
			return null;
		}
	}

	private List<String> runnable(UnchangedTables unchanged) {
		return texts(this.runnable.of(unchanged.statements()));
	}

	private static List<String> texts(List<Model.Statement> statements) {
		return statements.stream().map(Model.Statement::sql).toList();
	}

	private Schema declared(Schema read) {
		return read.filter(this.scope::contains).filter(this::isDeclared);
	}

	private boolean isDeclared(SchemaObject object) {
		ObjectId id = object.id();
		if (id.kind() == Kind.SCHEMA) {
			return !this.model.complete() || this.model.createdSchemas().contains(id.name());
		}
		return (id.kind() == Kind.PRIVILEGES) ? this.scope.isAbout(id.kind()) : this.extensions.declares(object);
	}

}
