package io.appmigrations.internal.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.diff.CyclicChangesException;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.expand.RevisionPart;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.model.Change;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import io.appmigrations.model.RevisionCustomizer.Draft;
import io.appmigrations.model.ValueRename;
import org.jspecify.annotations.Nullable;

/**
 * Tries changes, there and back, on a copy of the start with a few rows, and compares
 * what is there after each.
 */
final class Proof {

	private static final String COPY = "the copy of the database";

	private final MigrationConnection connection;

	private final ComparisonScope scope;

	private final ScratchSchemas scratches;

	private final Task task;

	private String step = COPY;

	Proof(MigrationConnection connection, ComparisonScope scope, ScratchSchemas scratches, Task task) {
		this.connection = connection;
		this.scope = scope;
		this.scratches = scratches;
		this.task = task;
	}

	/**
	 * Tries the changes with rows, and where those are in the way without. Triggers come
	 * after the rows, so that they do not act on them.
	 * @param draft the changes
	 * @param parts the revisions that they become
	 * @return what came of it
	 */
	Proven run(Draft draft, List<RevisionPart> parts) {
		RowTrial rows = null;
		try (Scratch scratch = this.scratches.open()) {
			List<Change> copy = this.scratches.copy(this.task.start());
			scratch.copy(ScratchSchemas.sql(copy.stream().filter((change) -> !actsOnRows(change)).toList()),
					this.task.start().owners().values());
			rows = RowTrial.fill(scratch, this.task.start(), draft.upgrade(), draft.downgrade(), this.task.renames(),
					this.task.read());
			scratch.run(ScratchSchemas.sql(copy.stream().filter(Proof::actsOnRows).toList()));
			List<String> unproven = remaining(scratch.read(), this.task.start(), (id) -> false);
			return unproven.isEmpty() ? new Proven(lead(scratch, draft, parts, rows), rows.survived())
					: Proven.failed(unproven);
		}
		catch (CyclicChangesException ex) {
			return Proven.failed(List.of(failure(ex)));
		}
		catch (PipelineException ex) {
			String failure = failure(ex.getFailure());
			if (rows == null) {
				return Proven.failed(List.of(failure));
			}
			return rows.isEmpty() ? new Proven(List.of(failure), rows.survived())
					: new Proven(runWithoutRows(draft, parts), rows.failed(failure));
		}
	}

	private List<String> runWithoutRows(Draft draft, List<RevisionPart> parts) {
		this.step = COPY;
		try (Scratch scratch = this.scratches.open()) {
			this.scratches.copyInto(scratch, this.task.start());
			List<String> unproven = remaining(scratch.read(), this.task.start(), (id) -> false);
			return unproven.isEmpty() ? lead(scratch, draft, parts, null) : unproven;
		}
		catch (PipelineException ex) {
			return List.of(failure(ex.getFailure()));
		}
	}

	private String failure(Exception failure) {
		return "%s fails: %s".formatted(this.step, failure.getMessage());
	}

	private List<String> lead(Scratch scratch, Draft draft, List<RevisionPart> parts, @Nullable RowTrial rows)
			throws PipelineException {
		dropSchemasOf(scratch, draft.upgrade());
		if (rows != null) {
			rows.remember(this.task.target(), this.task.renames(), this.task.values(), draft.upgrade());
		}
		List<String> unproven = new ArrayList<>();
		List<Schema> before = new ArrayList<>();
		for (RevisionPart part : parts) {
			before.add(before.isEmpty() ? this.task.start() : scratch.read().filter(this.scope::contains));
			this.step = step("upgrade", part);
			unproven.addAll(run(scratch, part.upgrade().inTransaction()));
		}
		unproven.addAll(remaining(scratch.read(), this.task.target(), this.task::isLeftOut));
		if (rows != null && unproven.isEmpty()) {
			rows.compare(this.step, true);
		}
		for (int i = parts.size() - 1; i >= 0; i--) {
			this.step = step("downgrade", parts.get(i));
			unproven.addAll(run(scratch, parts.get(i).downgrade().inTransaction()));
			unproven.addAll(remaining(scratch.read(), before.get(i), (id) -> false));
		}
		if (rows != null && unproven.isEmpty()) {
			rows.compare(this.step, false);
		}
		return unproven;
	}

	/**
	 * Runs the statements of a revision. An extension belongs to the whole database, so
	 * that PostgreSQL refuses to drop it while the real tables use it, and locks these
	 * first. It is enough that nothing in the scratch schemas does.
	 * @return what would be in the way of dropping an extension
	 */
	private List<String> run(Scratch scratch, List<String> statements) throws PipelineException {
		List<String> inTheWay = new ArrayList<>();
		List<String> next = new ArrayList<>();
		for (String sql : statements) {
			StatementShape shape = StatementShape.of(sql);
			if (!shape.is("drop", "extension")) {
				next.add(sql);
				continue;
			}
			scratch.run(next);
			next.clear();
			List<ObjectId> extensions = shape.names()
				.stream()
				.map((name) -> ObjectId.of(Kind.EXTENSION, "", name.name()))
				.toList();
			if (OutsideDependents.needed(this.connection, extensions, Set.of(scratch.schema())).isEmpty()) {
				next.add(sql);
				continue;
			}
			Schema read = scratch.read();
			read.objects()
				.keySet()
				.stream()
				.filter((id) -> read.dependencies(id).stream().anyMatch(extensions::contains))
				.map((id) -> "%s fails: %s %s still needs what \"%s\" drops".formatted(this.step, id.kind().keyword(),
						id, sql))
				.forEach(inTheWay::add);
		}
		scratch.run(next);
		return inTheWay;
	}

	private static String step(String direction, RevisionPart part) {
		return "the " + direction + (part.label().isEmpty() ? "" : " (%s)".formatted(part.label()));
	}

	private static boolean actsOnRows(Change change) {
		return Families.of(change.object().kind()).actsOnRows();
	}

	/** Scratch schemas exist from the start, also those that the upgrade creates. */
	private static void dropSchemasOf(Scratch scratch, List<Change> upgrade) throws PipelineException {
		scratch.run(upgrade.stream()
			.filter((change) -> change.action() == Change.Action.CREATE && change.object().kind() == Kind.SCHEMA)
			.map((change) -> "drop schema " + Names.quoted(change.object().name()))
			.toList());
	}

	/**
	 * What the login may do with what it owns in the copy, for it cannot give it away.
	 */
	private Predicate<ObjectId> ownInTheCopy(Schema expected) {
		Set<String> lost = new HashSet<>();
		expected.owners().forEach((id, owner) -> {
			if (!owner.assignable()) {
				lost.add(id.schema() + "." + id.name());
			}
		});
		if (lost.isEmpty()) {
			return (id) -> false;
		}
		String login = this.connection.query("select current_user::pg_catalog.regrole::text", (rows) -> {
			rows.next();
			return rows.getString(1);
		});
		return (id) -> id.kind() == Kind.PRIVILEGES && lost.contains(id.schema() + "." + id.relation())
				&& (id.name().equals(login) || id.name().startsWith(login + " ("));
	}

	private List<String> remaining(Schema read, Schema expected, Predicate<ObjectId> excused) {
		Schema found = read.filter(this.scope::contains);
		Predicate<ObjectId> own = ownInTheCopy(expected);
		// where the model is not about privileges, default privileges may give more than
		// was there
		boolean aboutPrivileges = this.scope.isAbout(Kind.PRIVILEGES);
		return SchemaDiff.differences(found, expected)
			.stream()
			.filter((id) -> !Families.of(id.kind()).isInScratches() && !excused.test(id) && !own.test(id))
			.filter((id) -> found.get(id) == null || id.kind() != Kind.PRIVILEGES || aboutPrivileges)
			.map((id) -> "after %s, %s %s differs".formatted(this.step, id.kind().keyword(), id))
			.toList();
	}

	/**
	 * What is to be proven.
	 *
	 * @param start what the changes begin with
	 * @param target what is to be there after them
	 * @param leftOut what a customizer took out, so that it is not to be expected
	 * @param renames what gets another name
	 * @param values the values of enums that get another name
	 * @param read the tables that the changes only read
	 */
	record Task(Schema start, Schema target, List<Change> leftOut, List<Rename> renames, List<ValueRename> values,
			Set<ObjectId> read) {

		/**
		 * Of this much of the database, so that a big one is not copied for a small
		 * change.
		 */
		Task of(Set<ObjectId> objects) {
			return new Task(this.start.filter((object) -> objects.contains(object.id())),
					this.target.filter((object) -> objects.contains(object.id())), this.leftOut, this.renames,
					this.values, this.read);
		}

		private boolean isLeftOut(ObjectId id) {
			return this.leftOut.stream()
				.map(Change::object)
				.anyMatch((object) -> object.equals(id) || object.equals(id.table())
						|| object.equals(id.inKind(Kind.COLUMN)));
		}

	}

}
