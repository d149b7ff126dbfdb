package io.appmigrations.internal.compare;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.catalog.DefaultGrantsReader;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.diff.CyclicChangesException;
import io.appmigrations.internal.diff.DefaultPrivileges;
import io.appmigrations.internal.diff.GeneratedScript;
import io.appmigrations.internal.diff.GeneratorChange;
import io.appmigrations.internal.diff.Reprint;
import io.appmigrations.internal.diff.SchemaChanges;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.rename.RenameSteps;
import io.appmigrations.internal.schema.Extension;
import io.appmigrations.internal.schema.Namespace;
import io.appmigrations.internal.schema.Owner;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import org.jspecify.annotations.Nullable;

/**
 * The scratch schemas of a comparison, in which PostgreSQL is asked what becomes of a
 * schema. Nothing of it stays.
 */
final class ScratchSchemas {

	private final MigrationConnection connection;

	private final ComparisonScope scope;

	private final Consumer<String> progress;

	private final Set<ObjectId> filled;

	private @Nullable DefaultPrivileges defaults;

	/**
	 * @param filled the tables whose rows are compared
	 */
	ScratchSchemas(MigrationConnection connection, ComparisonScope scope, Set<ObjectId> filled,
			Consumer<String> progress) {
		this.connection = connection;
		this.scope = scope;
		this.filled = Set.copyOf(filled);
		this.progress = progress;
	}

	/** Empty ones, until they are closed. */
	Scratch open() {
		return openForSchema().withRows(this.filled);
	}

	/** The same where no rows are read. */
	Scratch openForSchema() {
		return Scratch.open(this.connection, this.scope.defaultSchema(), this.scope.schemas(), this.scope.globals());
	}

	/** What the login's default privileges give everywhere, read once. */
	DefaultPrivileges defaults() {
		DefaultPrivileges known = this.defaults;
		if (known == null) {
			known = new DefaultPrivileges(DefaultGrantsReader.read(this.connection));
			this.defaults = known;
		}
		return known;
	}

	/** What makes a schema from nothing, but for what scratch schemas have already. */
	List<Change> copy(Schema schema) {
		Schema nothing = new Schema(this.scope.defaultSchema(),
				schema.objects()
					.values()
					.stream()
					.filter((object) -> Families.of(object.id().kind()).isInScratches())
					.toList(),
				schema.dependencies());
		SchemaChanges found = SchemaDiff.between(nothing, schema, Set.of(), GeneratorChange.NONE);
		return this.scope.isAbout(Kind.PRIVILEGES) ? defaults().takenBack(found, schema, schema) : found.changes();
	}

	void copyInto(Scratch scratch, Schema schema) throws PipelineException {
		scratch.copy(sql(copy(schema)), schema.owners().values());
	}

	static List<String> sql(List<Change> changes) {
		return GeneratedScript.written(changes).stream().flatMap((change) -> change.sql().stream()).toList();
	}

	/**
	 * Lets PostgreSQL rename: whatever mentions the name follows.
	 * @param schema what is there
	 * @param renames what is renamed
	 * @param changes what renames it, and values of it
	 * @return what is there after them
	 */
	Schema renamed(Schema schema, List<Rename> renames, List<Change> changes) {
		List<String> sql = sql(changes);
		if (sql.isEmpty()) {
			return schema;
		}
		try (Scratch scratch = open()) {
			copyInto(scratch, schema);
			scratch.run(sql);
			Schema read = scratch.read();
			return read.withOwners(owners(schema, read, renames))
				.filter(this.scope::contains)
				.filter((object) -> isLeft(object, schema, renames));
		}
		catch (PipelineException ex) {
			throw untried(ex.getFailure());
		}
		catch (CyclicChangesException ex) {
			throw untried(ex);
		}
	}

	private static MigrationException untried(Exception failure) {
		return new MigrationException(ErrorCode.STATEMENT_FAILED,
				"The renames cannot be tested: %s".formatted(failure.getMessage()),
				"Omit the renames, or write the revision by hand.", failure);
	}

	private static Map<ObjectId, Owner> owners(Schema before, Schema read, List<Rename> renames) {
		Map<ObjectId, Owner> owners = new HashMap<>();
		before.owners().forEach((id, owner) -> owners.put(RenameSteps.after(renames, id), owner));
		owners.values().removeIf(Owner::assignable);
		owners.putAll(read.owners());
		return owners;
	}

	/** Scratch schemas have extensions and schemas that were not copied. */
	private static boolean isLeft(SchemaObject object, Schema before, List<Rename> renames) {
		boolean isGiven = object instanceof Extension || object instanceof Namespace;
		return !isGiven || before.get(object.id()) != null || (object instanceof Namespace
				&& renames.stream().anyMatch((one) -> one.renamed().schema().equals(object.id().name())));
	}

	/**
	 * Lets PostgreSQL print what is left alone as it will be. Where that fails, the proof
	 * says why.
	 * @param reprint what is to be printed
	 * @param target the desired schema
	 * @return the same, as PostgreSQL prints it
	 */
	Schema printed(Reprint reprint, Schema target) {
		Schema printed = target;
		try (Scratch scratch = open()) {
			copyInto(scratch, reprint.question());
			printed = reprint.answer(scratch.read());
		}
		catch (PipelineException | CyclicChangesException ex) {
			this.progress.accept("objects that are left alone cannot be created with the new types");
		}
		if (!reprint.following().isEmpty()) {
			try (Scratch scratch = open()) {
				copyInto(scratch, reprint.questionBack(printed));
				reprint.answerBack(scratch.read());
			}
			catch (PipelineException | CyclicChangesException ex) {
				this.progress.accept("objects that are left alone will be recreated by the downgrade");
			}
		}
		return printed;
	}

}
