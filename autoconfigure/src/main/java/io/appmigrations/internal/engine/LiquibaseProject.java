package io.appmigrations.internal.engine;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.imported.ImportedHistory;
import io.appmigrations.internal.liquibase.ChangeLogScripts;
import io.appmigrations.internal.liquibase.LiquibaseRevisions;
import io.appmigrations.internal.liquibase.LiquibaseSettings;
import io.appmigrations.internal.liquibase.library.LiquibaseLibrary;
import io.appmigrations.internal.project.SourceFolders;
import io.appmigrations.internal.script.Substitution;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * A project with Liquibase and its change logs on the class path.
 */
final class LiquibaseProject {

	private static final String LIBRARY = "liquibase.changelog.DatabaseChangeLog";

	private final MigrationContext context;

	private final LiquibaseSettings settings;

	private final SourceFolders folders;

	private final boolean perFile;

	LiquibaseProject(MigrationContext context, SourceFolders folders, boolean perFile) {
		this.context = context;
		this.settings = context.imports().get().liquibase();
		this.folders = folders;
		this.perFile = perFile;
	}

	/**
	 * Reads the change sets.
	 * @param target the folder of the revisions
	 * @return the revisions that they become
	 */
	ImportedHistory read(Path target) {
		requireLibrary(this.context.classLoader());
		this.settings.requireExpressions();
		HistoryImport.requireSameSchema(this.context, "Liquibase", this.settings.defaultSchema(),
				"spring.liquibase.default-schema");
		ChangeLogScripts scripts = scripts();
		if (scripts.isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"There are no change sets to import in %s".formatted(this.settings.changeLog()),
					"Name another change log with --location, or other contexts and labels with --contexts and --labels.");
		}
		return LiquibaseRevisions.of(scripts, this.perFile, this.settings.tables(),
				this.context.execution().placeholders(), HistoryImport.packageName(this.folders, target));
	}

	static void requireLibrary(ClassLoader classLoader) {
		if (!ClassUtils.isPresent(LIBRARY, classLoader)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"Liquibase is not on the class path, and only Liquibase reads its change logs",
					"Keep the dependency org.liquibase:liquibase-core until the change log is imported, or add it for the import.");
		}
	}

	/** Without a database of its own, Liquibase only writes. */
	private ChangeLogScripts scripts() {
		MigrationException missing;
		try {
			return new ModelComparison(this.context).inNewDatabase(this::run);
		}
		catch (MigrationException ex) {
			if (ex.getCode() != ErrorCode.CONNECTION_FAILED && ex.getCode() != ErrorCode.PERMISSION_DENIED) {
				throw ex;
			}
			missing = ex;
		}
		ChangeLogScripts written = read(null, Substitution.NONE);
		List<String> notes = new ArrayList<>(
				List.of("Liquibase could not run the change log in a new database: " + missing.getMessage()));
		notes.addAll(written.notes());
		return new ChangeLogScripts(written.changeSets(), notes);
	}

	private ChangeLogScripts run(MigrationContext there) {
		try (Connection connection = there.dataSource().getConnection()) {
			String schema = this.context.settings().defaultSchema();
			if (schema != null) {
				try (Statement statement = connection.createStatement()) {
					String name = Quoting.identifier(schema);
					statement.execute("create schema if not exists " + name);
					statement.execute("set search_path = " + name);
				}
			}
			return read(connection, there.substitution());
		}
		catch (SQLException ex) {
			throw new MigrationException(ErrorCode.STATEMENT_FAILED,
					"The new database in which Liquibase is to run failed: %s".formatted(ex.getMessage()), null, ex);
		}
	}

	private ChangeLogScripts read(@Nullable Connection connection, Substitution substitution) {
		return LiquibaseLibrary.read(this.settings, this.context.classLoader(), connection, substitution);
	}

}
