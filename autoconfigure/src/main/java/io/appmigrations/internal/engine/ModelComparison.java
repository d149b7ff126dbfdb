package io.appmigrations.internal.engine;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import javax.sql.DataSource;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.CurrentRevisions;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.compare.Comparison;
import io.appmigrations.internal.compare.ModelComparer;
import io.appmigrations.internal.compare.ReplayDatabase;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.SameLogin;
import io.appmigrations.internal.database.version.VersionTable;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.internal.execution.Listeners;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.execution.ShutdownGuard;
import io.appmigrations.model.Rename;
import io.appmigrations.model.Renaming;
import io.appmigrations.settings.AutogenerateSettings;
import org.jspecify.annotations.Nullable;

/**
 * Compares a database that has no pending revisions with the model.
 */
final class ModelComparison {

	private static final String REPLAYED = "the replay in a new database was done";

	private final MigrationContext context;

	private final Connector connector;

	ModelComparison(MigrationContext context) {
		this.context = context;
		this.connector = new Connector(context);
	}

	/** Compares, and tries nothing. */
	Comparison compare(AutogenerateOptions options) {
		return compare(options, (found) -> false);
	}

	/**
	 * Compares, asking about probable renames, and tries the changes once nothing is left
	 * to ask. Columns that were renamed along with their table are seen once the table's
	 * rename is known. No connection is held while a person thinks.
	 */
	Comparison prove(AutogenerateOptions options) {
		Set<String> asked = new TreeSet<>();
		AutogenerateOptions current = options;
		while (true) {
			Comparison found = compare(current, (one) -> questions(one, options, asked).isEmpty());
			List<Renaming> questions = questions(found.comparison(), options, asked);
			if (questions.isEmpty()) {
				return found;
			}
			questions.forEach((rename) -> asked.add(rename.option()));
			current = withRenames(current, questions.stream().filter(options.confirmation()).toList());
		}
	}

	/** What was not asked yet, where anybody is asked. */
	private static List<Renaming> questions(SchemaComparison found, AutogenerateOptions options, Set<String> asked) {
		return options.isAsking()
				? found.probableRenames().stream().filter((rename) -> !asked.contains(rename.option())).toList()
				: List.of();
	}

	private static AutogenerateOptions withRenames(AutogenerateOptions options, List<Renaming> more) {
		AutogenerateOptions.Builder builder = options.toBuilder();
		more.forEach((one) -> {
			if (one instanceof Rename) {
				builder.renames(List.of(one.argument()));
			}
			else {
				builder.valueRenames(List.of(one.argument()));
			}
		});
		return builder.build();
	}

	private Comparison compare(AutogenerateOptions options, Predicate<SchemaComparison> proves) {
		if (options.isFromRevisions()) {
			AutogenerateOptions onDatabase = options.toBuilder().fromRevisions(false).build();
			return replayed((there) -> new ModelComparison(there).compare(onDatabase, proves));
		}
		RevisionScripts scripts = new RevisionScripts(this.context.revisions().read());
		CurrentRevisions current = new SchemaMigrations(this.context).current(scripts.graph());
		if (!current.pending().isEmpty()) {
			throw new MigrationException(ErrorCode.DATABASE_NOT_UP_TO_DATE,
					"The database is not up to date: %s pending (%s)".formatted(current.pending().size(),
							String.join(", ", current.pending())),
					"Run 'upgrade heads' first. If the revision was only just generated, delete its file to generate it "
							+ "again. If the database already has the schema, run 'stamp heads'.");
		}
		AutogenerateSettings autogenerate = this.context.autogenerate();
		try (MigrationConnection connection = this.connector.connectToCompare()) {
			String schemaOfNames = connection.session().schemaOfNames();
			MadeObjects made = MadeReader.read(scripts, schemaOfNames);
			VersionTable versionTable = this.connector.versionTable(connection);
			Set<String> notTheApplications = new TreeSet<>(versionTable.ownTables());
			notTheApplications.addAll(new Adoption(scripts, this.context).tables(schemaOfNames));
			return new ModelComparer(connection, autogenerate, notTheApplications, this::tellComparing).compare(options,
					made, proves);
		}
		finally {
			tell(MigrationListener::compared);
		}
	}

	private void tellComparing(String part) {
		tell((listener) -> listener.comparing(part));
	}

	private void tell(Consumer<MigrationListener> message) {
		Listeners.tell(this.context.listeners(), message);
	}

	/** Upgrades an empty database to the heads, and looks at it. */
	<T> T replayed(Function<MigrationContext, T> work) {
		return inNewDatabase((there) -> {
			new DefaultMigrations(there).upgrade("heads");
			return work.apply(there);
		});
	}

	/**
	 * Works in an empty database, which is dropped afterwards, or as soon as the process
	 * is told to end.
	 * @throws MigrationException with {@code interrupted_revision} where the process is
	 * told to end
	 */
	<T> T inNewDatabase(Function<MigrationContext, T> work) {
		AtomicReference<@Nullable ReplayDatabase> created = new AtomicReference<>();
		try (ShutdownGuard guard = ShutdownGuard
			.ofReplay(() -> Optional.ofNullable(created.get()).ifPresent(ReplayDatabase::drop))) {
			guard.requireRunning(REPLAYED);
			return inNewDatabase(work, guard, created);
		}
	}

	private <T> T inNewDatabase(Function<MigrationContext, T> work, ShutdownGuard guard,
			AtomicReference<@Nullable ReplayDatabase> created) {
		try (ReplayDatabase database = ReplayDatabase.create(replayServer(), databases())) {
			created.set(database);
			// the guard may have looked for the database before it was there
			guard.requireRunning(REPLAYED);
			T result = work.apply(this.context.inOwn(database.dataSource(), database.substitution()));
			// what says that something did not run would be taken for an answer
			guard.requireRunning(REPLAYED);
			return result;
		}
		catch (RuntimeException ex) {
			// what fails once its database is dropped fails for that reason
			guard.requireRunning(REPLAYED);
			throw ex;
		}
	}

	private Function<String, DataSource> databases() {
		AutogenerateSettings settings = this.context.autogenerate();
		Function<String, DataSource> databases = settings.databases();
		return (databases != null) ? databases
				: new SameLogin(Objects.requireNonNullElse(settings.scratchServer(), this.context.dataSource()));
	}

	private MigrationConnection replayServer() {
		DataSource server = this.context.autogenerate().scratchServer();
		return ((server != null) ? new Connector(this.context.in(server)) : this.connector).connectPatiently();
	}

}
