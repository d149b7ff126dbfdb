package io.appmigrations.internal.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.appmigrations.MigrationException;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.Text;
import io.appmigrations.internal.secret.Redaction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

import org.springframework.boot.SpringApplication;

/**
 * Runs one command. The exit status is 0 where it was done, 1 where it failed, 2 where it
 * was not understood, and 3 where the answer is no.
 */
final class CommandLineTool {

	static final int FAILED = 1;

	static final int NOT_UNDERSTOOD = 2;

	static final int NO = 3;

	/** Not an exit status: another application of this process is meant. */
	static final int ELSEWHERE = -1;

	/** In the order of the help. */
	private static final Map<String, Supplier<AbstractCommand>> COMMANDS = commands();

	private CommandLineTool() {
	}

	private static Map<String, Supplier<AbstractCommand>> commands() {
		Map<String, Supplier<AbstractCommand>> commands = new LinkedHashMap<>();
		commands.put("init", InitCommand::new);
		commands.put("revision", RevisionCommand::new);
		commands.put("upgrade", UpgradeCommand::new);
		commands.put("downgrade", DowngradeCommand::new);
		commands.put("current", CurrentCommand::new);
		commands.put("check", CheckCommand::new);
		commands.put("lint", LintCommand::new);
		commands.put("history", HistoryCommand::new);
		commands.put("heads", HeadsCommand::new);
		commands.put("branches", BranchesCommand::new);
		commands.put("show", ShowCommand::new);
		commands.put("merge", MergeCommand::new);
		commands.put("stamp", StampCommand::new);
		commands.put("repair", RepairCommand::new);
		commands.put("edit", EditCommand::new);
		commands.put("ensure-version", EnsureVersionCommand::new);
		commands.put("import", ImportCommand::new);
		commands.put("squash", SquashCommand::new);
		return commands;
	}

	/**
	 * Runs a command. Whatever anybody else writes to standard output meanwhile goes to
	 * standard error, so that the answer stands alone.
	 */
	static int run(SpringApplication application, String[] arguments) {
		return run(application, arguments, System.out, false);
	}

	/**
	 * Runs a command where another application may be meant.
	 * @param out where the answer goes
	 * @param others whether others of this process may be meant
	 * @return the exit status, or {@link #ELSEWHERE}
	 */
	static int run(SpringApplication application, String[] arguments, PrintStream out, boolean others) {
		PrintStream before = System.out;
		PrintStream err = System.err;
		System.setOut(err);
		Answer answer = new Answer(out, err);
		try (Interruption interruption = new Interruption(answer)) {
			return interruption.done(written(answer, run(application, arguments, answer, others)));
		}
		finally {
			System.setOut(before);
		}
	}

	private static int run(SpringApplication application, String[] arguments, Answer answer, boolean others) {
		List<String> remaining = new ArrayList<>(List.of(arguments));
		RootCommand root = new RootCommand(application, answer, SpringProperties.takeLeading(remaining));
		try {
			CommandLine commandLine = commandLine(root, others, remaining.isEmpty() ? "" : remaining.get(0));
			commandLine.setOut(new PrintWriter(answer.stream(), true, StandardCharsets.UTF_8));
			commandLine.setErr(new PrintWriter(answer.asideStream(), true, Charset.defaultCharset()));
			return commandLine.execute(remaining.toArray(String[]::new));
		}
		catch (Error ex) {
			return failed(root, ex);
		}
	}

	/** An answer that nobody got is no success. */
	private static int written(Answer answer, int status) {
		if (answer.isWritten()) {
			return status;
		}
		answer.aside("error: the answer cannot be written to standard output"
				+ ((status == 0) ? "; the command itself succeeded" : ""));
		return FAILED;
	}

	/**
	 * Creates picocli's view of the commands.
	 * @param others whether others of this process may be meant
	 * @param first the first argument: where it is a command, the others are not looked
	 * at
	 */
	static CommandLine commandLine(RootCommand root, boolean others, String first) {
		CommandLine commandLine = new CommandLine(root);
		@Nullable Supplier<AbstractCommand> only = COMMANDS.get(first);
		if (only != null) {
			commandLine.addSubcommand(only.get());
		}
		else {
			COMMANDS.values().forEach((command) -> commandLine.addSubcommand(command.get()));
			commandLine.addSubcommand(new CompletionCommand());
		}
		commandLine.setExpandAtFiles(false);
		// a wrapper may add --json to what already has it
		commandLine.setOverwrittenOptionsAllowed(true);
		commandLine.setCaseInsensitiveEnumValuesAllowed(true);
		commandLine.setUsageHelpAutoWidth(true);
		commandLine.setExecutionExceptionHandler((failure, line,
				parsed) -> (others && failure instanceof AbsentMigrations absent && absent.isAnotherMeant()) ? ELSEWHERE
						: failed(root, failure));
		commandLine.setParameterExceptionHandler((failure, line) -> notUnderstood(failure));
		return commandLine;
	}

	private static int failed(RootCommand root, Throwable failure) {
		if (failure instanceof MigrationException migrationException) {
			root.answer().error(migrationException);
		}
		else {
			root.answer()
				.error("unexpected", failure.getClass().getName() + ": " + Redaction.redact(failure.getMessage()),
						(failure instanceof OutOfMemoryError) ? "Give Java more memory with -Xmx."
								: "Please report it together with the output of --debug.");
		}
		if (root.isDebug()) {
			StringWriter trace = new StringWriter();
			failure.printStackTrace(new PrintWriter(trace));
			root.answer().asideStream().print(Redaction.redact(trace.toString()));
		}
		return FAILED;
	}

	private static String message(ParameterException failure) {
		boolean noCommand = failure.getCommandLine().getCommand() instanceof RootCommand;
		if (noCommand && failure instanceof CommandLine.UnmatchedArgumentException unmatched
				&& !unmatched.isUnknownOption()) {
			return "There is no command '%s'.".formatted(unmatched.getUnmatched().get(0));
		}
		return String.valueOf(failure.getMessage());
	}

	private static int notUnderstood(ParameterException failure) {
		CommandLine command = failure.getCommandLine();
		PrintWriter err = command.getErr();
		err.println(Text.printable(Redaction.redact(message(failure))));
		CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
		err.println();
		err.println(command.getHelp().fullSynopsis().stripTrailing());
		err.println("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
		return NOT_UNDERSTOOD;
	}

}
