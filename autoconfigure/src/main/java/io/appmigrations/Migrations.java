package io.appmigrations;

import java.nio.file.Path;
import java.util.List;

/**
 * Migrates one database. Each method is named like the command that it serves. Spring
 * Boot provides a bean of this type; without Spring Boot,
 * {@link io.appmigrations.standalone.MigrationsFactory} creates one. Thread-safe: the
 * migration lock keeps runs apart, those of other processes too.
 */
public interface Migrations {

	/**
	 * Returns the same migrations with one more listener.
	 * @param listener the listener, told before the others
	 * @return migrations of the same database
	 */
	Migrations with(MigrationListener listener);

	/**
	 * Runs what is pending up to a target. With nothing pending this costs one query and
	 * no lock. Otherwise it waits for the migration lock, looks again, and runs what is
	 * still pending.
	 * @param target {@code heads}, {@code head}, a revision, {@code +N} ... or
	 * {@code none} to look only
	 * @return what was done
	 * @throws MigrationException if anything fails; its code says what
	 */
	default MigrationResult upgrade(String target) {
		return upgrade(target, Mode.RUN);
	}

	/**
	 * Runs what is pending up to a target, or shows the statements that would run.
	 * @param target {@code heads}, {@code head}, a revision, {@code +N} ..., {@code none}
	 * to look only, or a range {@code FROM:TO} with {@link Mode#OFFLINE}
	 * @param mode whether to run the statements or to show them
	 * @return what was done or would be
	 * @throws MigrationException if anything fails; its code says what
	 */
	MigrationResult upgrade(String target, Mode mode);

	/**
	 * Undoes what was run above a target. If a revision on the way is irreversible, it
	 * fails before anything runs.
	 * @param target {@code base}, a revision, {@code -N} ...
	 * @return what was done
	 * @throws MigrationException if anything fails; its code says what
	 */
	default MigrationResult downgrade(String target) {
		return downgrade(target, Mode.RUN);
	}

	/**
	 * Undoes what was run above a target, or shows the statements that would run.
	 * @param target {@code base}, a revision, {@code -N} ..., or a range {@code FROM:TO}
	 * with {@link Mode#OFFLINE}
	 * @param mode whether to run the statements or to show them
	 * @return what was done or would be
	 * @throws MigrationException if anything fails; its code says what
	 */
	MigrationResult downgrade(String target, Mode mode);

	/**
	 * Undoes what was run above a target, including revisions missing from this build, by
	 * the downgrade scripts stored in the database's log.
	 * @param target {@code base}, a revision, {@code -N} ...
	 * @param mode {@link Mode#RUN} or {@link Mode#DRY_RUN}
	 * @return what was done or would be
	 * @throws MigrationException if anything fails; its code says what
	 */
	MigrationResult downgradeStored(String target, Mode mode);

	/**
	 * Sets the rows of the version table without running anything.
	 * @param request where the database shall be
	 * @return what was done, a step for each row that is set or deleted
	 * @throws MigrationException if anything fails; its code says what
	 */
	MigrationResult stamp(StampRequest request);

	/**
	 * Checks whether the revisions, the version table and the log fit together. Changes
	 * nothing.
	 * @return what does not fit, empty if all is well
	 * @throws MigrationException if revisions or database cannot be read
	 */
	List<Finding> findings();

	/**
	 * Brings version table and log in line with what a person has decided. The schema is
	 * not touched; the log keeps what was done.
	 * @param repair the decisions
	 * @return the findings that were repaired
	 * @throws MigrationException if a decision is about something that is not so; then
	 * nothing is changed
	 */
	List<Finding> repair(Repair repair);

	/**
	 * Creates the version table and its log if they do not exist.
	 * @param mode whether to create them or to show the statements
	 * @return no steps, and the rows that the table has
	 * @throws MigrationException if anything fails; its code says what
	 */
	MigrationResult ensureVersion(Mode mode);

	/**
	 * Returns where the database is. Changes nothing, and creates no version table.
	 * @return where it is and what is pending
	 * @throws MigrationException if revisions or database cannot be read
	 */
	CurrentRevisions current();

	/**
	 * Returns all revisions of this build. Needs no database.
	 * @return the revisions, children before parents
	 * @throws MigrationException if they cannot be read
	 */
	default List<RevisionDetails> history() {
		return history(HistoryRequest.all());
	}

	/**
	 * Returns the revisions of a range.
	 * @param request the range, and whether the database is asked
	 * @return the revisions, children before parents
	 * @throws MigrationException if they cannot be read, or the range cannot be resolved
	 */
	List<RevisionDetails> history(HistoryRequest request);

	/**
	 * Returns the heads of this build. Needs no database.
	 * @return the revisions that are no other revision's down revision
	 * @throws MigrationException if the revisions cannot be read
	 */
	List<RevisionDetails> heads();

	/**
	 * Returns the branch points of this build. Needs no database.
	 * @return the revisions that are the down revision of several others, children before
	 * parents
	 * @throws MigrationException if the revisions cannot be read
	 */
	default List<RevisionDetails> branches() {
		return history().stream().filter(RevisionDetails::branchPoint).toList();
	}

	/**
	 * Returns one revision. Needs no database except for {@code current}.
	 * @param target a revision, {@code head}, {@code current} ...
	 * @return the revision
	 * @throws MigrationException if the target is not exactly one revision
	 */
	RevisionDetails show(String target);

	/**
	 * Writes the file of a new revision into the project. Needs no database.
	 * @param request what it shall be
	 * @return the revision and its file
	 * @throws MigrationException if the request makes no sense or the file cannot be
	 * written; then nothing is
	 */
	NewRevision revision(RevisionRequest request);

	/**
	 * Generates a revision that leads from the database to the model.
	 * @param request what it shall be
	 * @param options how to compare
	 * @return what came of it; no revision if the database is as the model says
	 * @throws MigrationException with {@code database_not_up_to_date} if revisions are
	 * pending, {@code drift} if the changes could not be proven
	 */
	GeneratedRevision autogenerate(RevisionRequest request, AutogenerateOptions options);

	/**
	 * Writes the file of a revision that joins others. Needs no database.
	 * @param targets the heads to join; {@code heads} for all
	 * @param request its message, branch labels and id
	 * @return the revision and its file
	 * @throws MigrationException if there are fewer than two heads, one of them is none,
	 * or the file cannot be written; then nothing is
	 */
	NewRevision merge(List<String> targets, RevisionRequest request);

	/**
	 * Finds the file of a revision in the project, to edit it.
	 * @param target a revision, {@code head}, {@code current} ...
	 * @return the file
	 * @throws MigrationException if the target is not exactly one revision, or its file
	 * is not in the project
	 */
	Path edit(String target);

	/**
	 * Puts into the project what developers need: the folder of the revisions, the
	 * template of new ones, and the {@code migrations} wrapper. Overwrites nothing. Needs
	 * no database.
	 * @param mainClass the application's main class
	 * @return all files, with what was done about each
	 * @throws MigrationException if there is no project, or a file cannot be written
	 */
	List<ProjectFile> init(String mainClass);

	/**
	 * Compares the database with the model.
	 * @param options how to compare
	 * @return the differences
	 * @throws MigrationException with {@code database_not_up_to_date} if revisions are
	 * pending
	 */
	SchemaComparison check(AutogenerateOptions options);

	/**
	 * Checks whether the revisions are sound, in a new database beside the one that is
	 * migrated: one head, an upgrade from nothing that works and leads to the model, and
	 * downgrades that restore what was there and lead up again to the same schema.
	 * @return what is wrong, a line each; empty if all is well
	 */
	List<String> verify();

}
