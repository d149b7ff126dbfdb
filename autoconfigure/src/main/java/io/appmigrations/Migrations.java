package io.appmigrations;

import java.nio.file.Path;
import java.util.List;

/**
 * Migrates one database. Each method has the name of its command. Spring Boot provides a
 * bean of this type; without Spring Boot,
 * {@link io.appmigrations.standalone.MigrationsFactory} creates one. Thread-safe: the
 * migration lock serializes runs, including those of other processes.
 */
public interface Migrations {

	/**
	 * Returns the same migrations with one more listener.
	 * @param listener the listener, called before the others
	 * @return migrations of the same database
	 */
	Migrations with(MigrationListener listener);

	/**
	 * Runs the pending revisions up to a target. If nothing is pending, this costs one
	 * query and no lock. Otherwise it acquires the migration lock, reads the version
	 * table again, and runs what is still pending.
	 * @param target {@code heads}, {@code head}, a revision, {@code +N} ... or
	 * {@code none} to run nothing and only report
	 * @return what was done
	 * @throws MigrationException if anything fails; its code says what
	 */
	default MigrationResult upgrade(String target) {
		return upgrade(target, Mode.RUN);
	}

	/**
	 * Runs the pending revisions up to a target, or shows the statements that would run.
	 * @param target {@code heads}, {@code head}, a revision, {@code +N} ..., {@code none}
	 * to run nothing and only report, or a range {@code FROM:TO} with
	 * {@link Mode#OFFLINE}
	 * @param mode whether to run the statements or to show them
	 * @return what was done, or what would be done
	 * @throws MigrationException if anything fails; its code says what
	 */
	MigrationResult upgrade(String target, Mode mode);

	/**
	 * Undoes the revisions above a target. If one of them is irreversible, the downgrade
	 * fails before anything runs.
	 * @param target {@code base}, a revision, {@code -N} ...
	 * @return what was done
	 * @throws MigrationException if anything fails; its code says what
	 */
	default MigrationResult downgrade(String target) {
		return downgrade(target, Mode.RUN);
	}

	/**
	 * Undoes the revisions above a target, or shows the statements that would run.
	 * @param target {@code base}, a revision, {@code -N} ..., or a range {@code FROM:TO}
	 * with {@link Mode#OFFLINE}
	 * @param mode whether to run the statements or to show them
	 * @return what was done, or what would be done
	 * @throws MigrationException if anything fails; its code says what
	 */
	MigrationResult downgrade(String target, Mode mode);

	/**
	 * Undoes the revisions above a target, including those missing from this build, using
	 * the downgrade scripts stored in the log.
	 * @param target {@code base}, a revision, {@code -N} ...
	 * @param mode {@link Mode#RUN} or {@link Mode#DRY_RUN}
	 * @return what was done, or what would be done
	 * @throws MigrationException if anything fails; its code says what
	 */
	MigrationResult downgradeStored(String target, Mode mode);

	/**
	 * Sets the rows of the version table without running anything.
	 * @param request the revisions to set
	 * @return what was done, a step for each row that is set or deleted
	 * @throws MigrationException if anything fails; its code says what
	 */
	MigrationResult stamp(StampRequest request);

	/**
	 * Checks whether the revisions, the version table and the log fit together. Changes
	 * nothing.
	 * @return the findings, empty if everything fits together
	 * @throws MigrationException if revisions or database cannot be read
	 */
	List<Finding> findings();

	/**
	 * Corrects the version table and the log according to the decisions of a person. The
	 * schema is not changed; the log records what was done.
	 * @param repair the decisions
	 * @return the findings that were repaired
	 * @throws MigrationException if a decision does not match a finding; in this case
	 * nothing is changed
	 */
	List<Finding> repair(Repair repair);

	/**
	 * Creates the version table and its log if they do not exist, and changes them if an
	 * earlier release of App Migrations created them.
	 * @param mode whether to create them or to show the statements
	 * @return a result without steps, with the rows of the table
	 * @throws MigrationException if anything fails; its code says what
	 */
	MigrationResult ensureVersion(Mode mode);

	/**
	 * Returns the state of the database. Changes nothing, and does not create the version
	 * table.
	 * @return the current and the pending revisions
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
	 * @param request the range, and whether to ask the database
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
	 * @param request the properties of the new revision
	 * @return the revision and its file
	 * @throws MigrationException if the request is invalid or the file cannot be written;
	 * in both cases nothing is written
	 */
	NewRevision revision(RevisionRequest request);

	/**
	 * Generates a revision that brings the database to the model.
	 * @param request the properties of the new revision
	 * @param options how to compare
	 * @return the result; without a revision if the database matches the model
	 * @throws MigrationException with {@code database_not_up_to_date} if revisions are
	 * pending, {@code drift} if the changes could not be proven
	 */
	GeneratedRevision autogenerate(RevisionRequest request, AutogenerateOptions options);

	/**
	 * Writes the first revision of a project, which recreates the schema of the existing
	 * database, and stamps that database with it. The revision is tried in a new
	 * database.
	 * @param request the message and the id of the new revision
	 * @param unproven whether to write it even if it leads to another schema there
	 * @return the result; what the revision does not recreate is
	 * {@linkplain SchemaComparison#notCompared() not compared}
	 * @throws MigrationException with {@code invalid_target} if there are revisions,
	 * {@code database_not_up_to_date} if the database is at one, {@code drift} if the
	 * revision could not be proven; in all cases nothing is written
	 */
	GeneratedRevision baseline(RevisionRequest request, boolean unproven);

	/**
	 * Writes the file of a revision that joins others. Needs no database.
	 * @param targets the heads to join; {@code heads} for all
	 * @param request its message, branch labels and id
	 * @return the revision and its file
	 * @throws MigrationException if there are fewer than two heads, a revision is not a
	 * head, or the file cannot be written; in these cases nothing is written
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
	 * Creates the files that developers need in the project: the folder of the revisions,
	 * the template of new ones, and the {@code migrations} wrapper. Overwrites nothing.
	 * Needs no database.
	 * @param mainClass the application's main class
	 * @return all files, and whether each was written
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
	 * Checks revisions for statements that are unsafe on a database in use. Each is run
	 * in a new database on the server of the one that is migrated, to see what it locks,
	 * reads and rewrites, or only read if the request says so.
	 * @param request the revisions to check
	 * @return the findings
	 * @throws MigrationException with {@code permission_denied} if the login may not
	 * create a database
	 */
	LintReport lint(LintRequest request);

	/**
	 * Checks whether the revisions are sound, in a new database on the server of the one
	 * that is migrated: there is one head, the upgrade of an empty database succeeds and
	 * leads to the model, and downgrades restore the previous schema and can be upgraded
	 * again to the same schema.
	 * @return the problems, one per line; empty if there are none
	 */
	List<String> verify();

}
