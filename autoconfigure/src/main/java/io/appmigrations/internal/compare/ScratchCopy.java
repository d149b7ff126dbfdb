package io.appmigrations.internal.compare;

import java.util.List;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.diff.CyclicChangesException;
import io.appmigrations.internal.diff.GeneratorChange;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.script.Substitution;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;

/**
 * A copy of the default schema without its rows, or without anything, in a transaction
 * that is rolled back when it is closed: for logins that may not create a database.
 */
public final class ScratchCopy implements AutoCloseable {

	private final Scratch scratch;

	private final String defaultSchema;

	/** Schemas with the tables that are in use. */
	private final Set<String> real;

	private final Substitution substitution;

	private ScratchCopy(Scratch scratch, String defaultSchema, Set<String> real, Substitution substitution) {
		this.scratch = scratch;
		this.defaultSchema = defaultSchema;
		this.real = real;
		this.substitution = substitution;
	}

	/**
	 * Copies the default schema.
	 * @param connection where, outside of a transaction
	 * @return the copy, in the transaction that begins here
	 * @throws MigrationException where the login may not, or the schema cannot be copied
	 */
	public static ScratchCopy open(MigrationConnection connection) {
		String schema = connection.session().schemaOfNames();
		Schema live = Scratch.readReal(connection, schema, Set.of(schema));
		return open(connection, schema, (scratch) -> {
			Schema nothing = new Schema(schema,
					live.objects()
						.values()
						.stream()
						.filter((object) -> Families.of(object.id().kind()).isInScratches())
						.toList(),
					live.dependencies());
			scratch.copy(
					ScratchSchemas.sql(SchemaDiff.between(nothing, live, Set.of(), GeneratorChange.NONE).changes()),
					live.owners().values());
		});
	}

	/**
	 * Opens a schema in place of the default one, for revisions from the first on.
	 * @param connection where, outside of a transaction
	 * @return the schema, in the transaction that begins here
	 * @throws MigrationException where the login may not
	 */
	public static ScratchCopy openEmpty(MigrationConnection connection) {
		return open(connection, connection.session().schemaOfNames(), (scratch) -> {
		});
	}

	private static ScratchCopy open(MigrationConnection connection, String schema, Filling filling) {
		Scratch scratch = Scratch.open(connection, schema, Set.of(schema), Set.of());
		try {
			if (scratch.schema().startsWith("pg_")) {
				throw new MigrationException(ErrorCode.PERMISSION_DENIED,
						"The login neither owns the schema %s nor may create another one".formatted(schema), null);
			}
			filling.fill(scratch);
			Set<String> real = connection.strings("""
					select n.nspname from pg_catalog.pg_namespace n
					where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'""");
			real.remove(scratch.schema());
			return new ScratchCopy(scratch, schema, real, new ServerObjects(connection, null));
		}
		catch (PipelineException ex) {
			scratch.close();
			throw uncopied(schema, ex.getFailure());
		}
		catch (CyclicChangesException ex) {
			scratch.close();
			throw uncopied(schema, ex);
		}
		catch (RuntimeException ex) {
			scratch.close();
			throw ex;
		}
	}

	private static MigrationException uncopied(String schema, Exception failure) {
		return new MigrationException(ErrorCode.STATEMENT_FAILED,
				"The schema %s cannot be copied to try revisions on it: %s".formatted(schema, failure.getMessage()),
				"Run 'alter role ... createdb', or name another server with app.migrations.autogenerate.scratch-url.",
				failure);
	}

	/**
	 * Whether statements would reach tables that are in use: they name another schema, or
	 * change where names are looked up.
	 * @param statements the statements
	 * @return {@code true} where they must not be run here
	 */
	public boolean isLeftBy(List<SqlStatement> statements) {
		return statements.stream().anyMatch((statement) -> isLeftBy(statement.text()));
	}

	private boolean isLeftBy(String sql) {
		SqlTokens tokens = SqlTokens.of(sql);
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			if (token.type().isName() && ((tokens.isNext(".") && this.real.contains(token.name()))
					|| token.name().equals("search_path"))) {
				return true;
			}
			// code of a block
			if (token.type().isString() && namesReal(token.text())) {
				return true;
			}
		}
		return false;
	}

	private boolean namesReal(String code) {
		return this.real.stream().anyMatch((schema) -> code.contains(schema + "."));
	}

	/**
	 * Returns what runs instead of a statement that belongs to the whole server.
	 * @return what is rolled back with the copy
	 */
	public Substitution substitution() {
		return this.substitution;
	}

	/**
	 * Writes a text with the name of the schema that was copied.
	 * @param text a text about the copy
	 * @return the same about the schema
	 */
	public String named(String text) {
		return text.replace(this.scratch.schema() + ".", this.defaultSchema + ".");
	}

	@Override
	public void close() {
		this.scratch.close();
	}

	/** Creates what is there at first. */
	@FunctionalInterface
	private interface Filling {

		void fill(Scratch scratch) throws PipelineException;

	}

}
