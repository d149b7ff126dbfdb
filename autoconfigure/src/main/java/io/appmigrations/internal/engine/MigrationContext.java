package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.appmigrations.MigrationListener;
import io.appmigrations.internal.database.version.TableChanges;
import io.appmigrations.internal.execution.ExecutionSettings;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.script.BuildRevisions;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.Substitution;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.settings.LockSettings;
import io.appmigrations.settings.LockType;
import io.appmigrations.settings.MigrationSettings;

import org.springframework.util.function.SingletonSupplier;

/**
 * What everything that migrates is given.
 *
 * @param dataSource the database, with a login that may change its schema
 * @param settings how to migrate
 * @param revisions the revisions of the build
 * @param listeners who is told about each revision that runs; asked for when there is
 * something to tell
 * @param classLoader the application's class loader, to find revisions and the project
 * @param autogenerate how to generate revisions
 * @param tables how releases change the tool's own tables
 * @param saidNone whether it was said that there are no revisions, which is said once
 * @param substitution what runs instead of a statement of a revision
 * @param startupLint looks at pending revisions before they run
 * @param imports how the tools are configured that the application comes from; asked for
 * by an import, and where revisions were imported
 */
public record MigrationContext(DataSource dataSource, MigrationSettings settings, BuildRevisions revisions,
		List<MigrationListener> listeners, ClassLoader classLoader, AutogenerateSettings autogenerate,
		TableChanges tables, AtomicBoolean saidNone, Substitution substitution, StartupLint startupLint,
		Supplier<ImportSettings> imports) {

	/**
	 * With the tables of this release.
	 * @param dataSource the database, with a login that may change its schema
	 * @param settings how to migrate
	 * @param revisions the revisions of the build
	 * @param listeners who is told about each revision that runs
	 * @param classLoader the application's class loader, to find revisions and the
	 * project
	 * @param autogenerate how to generate revisions
	 */
	public MigrationContext(DataSource dataSource, MigrationSettings settings, BuildRevisions revisions,
			List<MigrationListener> listeners, ClassLoader classLoader, AutogenerateSettings autogenerate) {
		this(dataSource, settings, revisions, listeners, classLoader, autogenerate, TableChanges.OF_THIS_RELEASE);
	}

	/**
	 * With the tables of any release.
	 * @param dataSource the database, with a login that may change its schema
	 * @param settings how to migrate
	 * @param revisions the revisions of the build
	 * @param listeners who is told about each revision that runs
	 * @param classLoader the application's class loader, to find revisions and the
	 * project
	 * @param autogenerate how to generate revisions
	 * @param tables how releases change the tool's own tables
	 */
	public MigrationContext(DataSource dataSource, MigrationSettings settings, BuildRevisions revisions,
			List<MigrationListener> listeners, ClassLoader classLoader, AutogenerateSettings autogenerate,
			TableChanges tables) {
		this(dataSource, settings, revisions, listeners, classLoader, autogenerate, tables, new AtomicBoolean(),
				Substitution.NONE, new StartupLint(), () -> ImportSettings.DEFAULT);
	}

	/**
	 * The same for an application that has configured another tool.
	 * @param other how, which is asked for once
	 * @return the context
	 */
	public MigrationContext with(Supplier<ImportSettings> other) {
		return new MigrationContext(this.dataSource, this.settings, this.revisions, this.listeners, this.classLoader,
				this.autogenerate, this.tables, this.saidNone, this.substitution, this.startupLint,
				SingletonSupplier.of(other));
	}

	/** The same with one more listener, told before the others. */
	MigrationContext with(MigrationListener listener) {
		List<MigrationListener> all = new ArrayList<>(List.of(listener));
		all.addAll(this.listeners);
		return new MigrationContext(this.dataSource, this.settings, this.revisions, all, this.classLoader,
				this.autogenerate, this.tables, this.saidNone, this.substitution, this.startupLint, this.imports);
	}

	/** The same with revisions that were read before. */
	MigrationContext reading(RevisionScripts scripts) {
		List<RevisionScript> read = List.copyOf(scripts.all());
		return new MigrationContext(this.dataSource, this.settings, () -> read, this.listeners, this.classLoader,
				this.autogenerate, this.tables, this.saidNone, this.substitution, this.startupLint, this.imports);
	}

	/** The same with revisions that are shared. */
	MigrationContext with(BuildRevisions shared) {
		return new MigrationContext(this.dataSource, this.settings, shared, this.listeners, this.classLoader,
				this.autogenerate, this.tables, this.saidNone, this.substitution, this.startupLint, this.imports);
	}

	/** The same for one schema alone, with revisions that were read before. */
	MigrationContext ofSchema(String schema, List<RevisionScript> read) {
		return ofSchema(schema, () -> read);
	}

	/** The same for one schema alone, with revisions that all schemas share. */
	MigrationContext ofSchema(String schema, BuildRevisions shared) {
		return new MigrationContext(this.dataSource, this.settings.ofTenant(schema), shared, this.listeners,
				this.classLoader, this.autogenerate, this.tables, this.saidNone, this.substitution, this.startupLint,
				this.imports);
	}

	/** The same in another database, where nobody listens. */
	MigrationContext in(DataSource database) {
		return new MigrationContext(database, withoutStartupLint().settings, this.revisions, List.of(),
				this.classLoader, this.autogenerate, this.tables, this.saidNone, this.substitution, this.startupLint,
				this.imports);
	}

	/**
	 * The same in a database of the tool's own, where nobody listens and nobody else
	 * migrates, and something else runs than what is written.
	 */
	MigrationContext inOwn(DataSource database, Substitution other) {
		MigrationSettings alone = this.settings.toBuilder()
			.lint(this.settings.lint().withoutStartup())
			.lock(new LockSettings(LockType.NONE, this.settings.lock().maxWait(), null))
			.build();
		return new MigrationContext(database, alone, this.revisions, List.of(), this.classLoader, this.autogenerate,
				this.tables, this.saidNone, other, this.startupLint, this.imports);
	}

	/** The same where pending revisions are run whatever they do. */
	MigrationContext withoutStartupLint() {
		MigrationSettings other = this.settings.toBuilder().lint(this.settings.lint().withoutStartup()).build();
		return new MigrationContext(this.dataSource, other, this.revisions, this.listeners, this.classLoader,
				this.autogenerate, this.tables, this.saidNone, this.substitution, this.startupLint, this.imports);
	}

	/** How revisions are run. */
	ExecutionSettings execution() {
		return ExecutionSettings.of(this.settings).with(this.substitution);
	}

}
