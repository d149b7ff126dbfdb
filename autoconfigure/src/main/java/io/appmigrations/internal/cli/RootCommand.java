package io.appmigrations.internal.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.appmigrations.MigrationException;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.database.DatabaseUrl;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import org.springframework.boot.SpringApplication;

/**
 * {@code migrations} itself: what all commands share.
 */
@Command(name = "migrations", description = "Migrates the application's database and writes revisions.",
		synopsisSubcommandLabel = "COMMAND",
		footer = { "",
				"Every Spring property is an option too: --spring.datasource.url=..., --spring.profiles.active=...",
				"Exit status: 0 done, 1 failed, 2 wrong usage, 3 the answer is no.", "", "Example:",
				"  migrations upgrade head" })
final class RootCommand implements Runnable {

	private static final String DATABASE = "db_url";

	private final SpringApplication application;

	private final Answer answer;

	private final List<String> springProperties;

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the answer as JSON.")
	private boolean json;

	@Option(names = { "-q", "--quiet" }, scope = ScopeType.INHERIT, description = "Print no progress and no remarks.")
	private boolean quiet;

	@Option(names = "--no-color", scope = ScopeType.INHERIT,
			description = "Use no colours. The environment variable NO_COLOR does the same.")
	private boolean noColor;

	@Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of an error.")
	private boolean debug;

	@Option(names = "-x", paramLabel = "KEY=VALUE", scope = ScopeType.INHERIT,
			description = "The value of a placeholder. -x db_url=postgres://... selects the database. Repeatable.")
	private List<String> values = new ArrayList<>();

	@Option(names = "--instance", paramLabel = "NAME", scope = ScopeType.INHERIT,
			description = "One of several databases (app.migrations.instances).")
	private @Nullable String instance;

	@Option(names = { "-h", "--help" }, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help.")
	@SuppressWarnings("UnusedVariable")
	private boolean help;

	RootCommand(SpringApplication application, Answer answer, List<String> springProperties) {
		this.application = application;
		this.answer = answer;
		this.springProperties = List.copyOf(springProperties);
	}

	@Override
	public void run() {
		throw new ParameterException(this.spec.commandLine(), "Which command? See 'migrations --help'.");
	}

	Answer answer() {
		this.answer.configure(this.json, this.quiet, this.noColor);
		return this.answer;
	}

	boolean isDebug() {
		return this.debug;
	}

	SpringApplication application() {
		return this.application;
	}

	/**
	 * Starts the application as far as a command needs it.
	 * @param springArguments the Spring properties that were given
	 * @param needs what the command needs of the application
	 */
	ApplicationRun applicationRun(CommandLine commandLine, List<String> springArguments, Set<CommandNeed> needs) {
		List<String> arguments = new ArrayList<>(this.springProperties);
		arguments.addAll(springArguments);
		// the last one of a name wins, as with Alembic; Spring would make one value of
		// both
		Map<String, String> last = new LinkedHashMap<>();
		this.values.forEach((pair) -> last.put(pair.replaceFirst("(?s)=.*", ""), pair));
		for (String pair : last.values()) {
			int equals = pair.indexOf('=');
			String key = (equals < 0) ? pair : pair.substring(0, equals);
			String value = (equals < 0) ? "" : pair.substring(equals + 1);
			if (key.equals(DATABASE)) {
				add(arguments, database(value));
			}
			else if (equals < 0 || key.startsWith("-") || key.contains(":")
					|| key.replaceAll("[_-]", "").equalsIgnoreCase("dburl")) {
				throw new ParameterException(commandLine,
						"-x needs KEY=VALUE, for example -x %s=postgres://...".formatted(DATABASE));
			}
			else if (!key.matches("[^\\[\\]{}\\s]+")) {
				throw new ParameterException(commandLine, "-x: '%s' is not a valid name".formatted(key));
			}
			else {
				arguments.add("--app.migrations.placeholders[%s]=%s".formatted(key, value));
			}
		}
		if (this.instance != null) {
			if (this.instance.isBlank()) {
				throw new ParameterException(commandLine, "--instance needs the name of an instance.");
			}
			arguments.add("--" + RunningCommand.INSTANCE + "=" + this.instance);
		}
		return new ApplicationRun(this.application, arguments, needs);
	}

	private static DatabaseUrl database(String url) {
		try {
			return DatabaseUrl.parse(url);
		}
		catch (MigrationException ex) {
			throw new MigrationException(ex.getCode(),
					String.valueOf(ex.getMessage()).replace("DATABASE_URL", "-x " + DATABASE), ex.getHint());
		}
	}

	private static void add(List<String> arguments, DatabaseUrl database) {
		arguments.add("--" + RunningCommand.URL + "=" + database.url());
		add(arguments, RunningCommand.USERNAME, database.username());
		add(arguments, RunningCommand.PASSWORD, database.password());
	}

	private static void add(List<String> arguments, String property, @Nullable String value) {
		if (value != null) {
			arguments.add("--" + property + "=" + value);
		}
	}

}
