package io.appmigrations.internal.liquibase.library;

import java.sql.Connection;
import java.util.HashMap;
import java.util.Map;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.liquibase.ChangeLogScripts;
import io.appmigrations.internal.liquibase.LiquibaseSettings;
import io.appmigrations.internal.script.Substitution;
import io.appmigrations.internal.support.Printable;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Scope;
import liquibase.analytics.configuration.AnalyticsArgs;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.ChangeLogParseException;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringResourceAccessor;
import liquibase.logging.core.NoOpLogService;
import liquibase.parser.ChangeLogParserFactory;
import liquibase.resource.ResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.DefaultResourceLoader;

/**
 * Liquibase where the application has it: reads a change log, and says what each change
 * set does.
 */
public final class LiquibaseLibrary {

	private final LiquibaseSettings settings;

	private final ResourceAccessor resources;

	private LiquibaseLibrary(LiquibaseSettings settings, ResourceAccessor resources) {
		this.settings = settings;
		this.resources = resources;
	}

	/**
	 * Lets Liquibase run a change log in a new database, so that its preconditions are
	 * checked and what its SQL depends on is there.
	 * @param settings how Liquibase is configured
	 * @param classLoader the class loader that finds the change logs
	 * @param connection a connection to a database without objects, or {@code null} to
	 * run nothing and take each precondition for met
	 * @param substitution what runs instead of a statement that must not run
	 * @return what the change sets do
	 * @throws MigrationException with {@code invalid_script} if Liquibase cannot read the
	 * change log
	 */
	public static ChangeLogScripts read(LiquibaseSettings settings, ClassLoader classLoader,
			@Nullable Connection connection, Substitution substitution) {
		Map<String, Object> scope = new HashMap<>();
		ResourceAccessor resources = new SpringResourceAccessor(new DefaultResourceLoader(classLoader));
		scope.put(Scope.Attr.resourceAccessor.name(), resources);
		scope.put(Scope.Attr.classLoader.name(), classLoader);
		// standard output belongs to the answer, and failures are a part of it
		scope.put(Scope.Attr.logService.name(), new NoOpLogService());
		scope.put(Scope.Attr.ui.name(), new LoggerUIService());
		scope.put(AnalyticsArgs.ENABLED.getKey(), false);
		try {
			return Scope.child(scope, () -> new LiquibaseLibrary(settings, resources).read(connection, substitution));
		}
		catch (MigrationException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"Liquibase cannot read the change log %s: %s".formatted(settings.changeLog(),
							Printable.name((ex instanceof ChangeLogParseException) ? message(ex) : reason(ex))),
					"Name the change log on the class path with --location classpath:FILE. Its parameters are those of spring.liquibase.parameters.",
					ex);
		}
	}

	/** The innermost message: Liquibase wraps it several times. */
	static String reason(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null && cause.getCause() != cause) {
			cause = cause.getCause();
		}
		return message(cause);
	}

	private static String message(Throwable failure) {
		String message = failure.getMessage();
		return (message != null) ? message.strip().replaceAll("\\s+", " ") : failure.getClass().getSimpleName();
	}

	private ChangeLogScripts read(@Nullable Connection connection, Substitution substitution) throws Exception {
		Database database = DatabaseFactory.getInstance()
			.findCorrectDatabaseImplementation(
					(connection != null) ? new JdbcConnection(connection) : new WithoutDatabase(this.resources));
		if (this.settings.defaultSchema() != null) {
			database.setDefaultSchemaName(this.settings.defaultSchema());
		}
		// names without a schema stay so, as far as the change log does not name one
		database.setOutputDefaultSchema(false);
		return Scope.child(Map.of(Scope.Attr.database.name(), database), () -> {
			DatabaseChangeLog changeLog = parse(database);
			return new ChangeLogRun(this.settings, database, changeLog, connection != null).run(substitution);
		});
	}

	private DatabaseChangeLog parse(Database database) throws LiquibaseException {
		ChangeLogParameters parameters = new ChangeLogParameters(database);
		parameters.setContexts(new Contexts(this.settings.contexts()));
		parameters.setLabels(new LabelExpression(this.settings.labels()));
		this.settings.parameters().forEach(parameters::set);
		String path = this.settings.changeLog();
		return ChangeLogParserFactory.getInstance()
			.getParser(path, this.resources)
			.parse(path, parameters, this.resources);
	}

}
