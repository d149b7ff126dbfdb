package io.appmigrations.internal.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import io.appmigrations.MigrationException;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.internal.engine.Instances;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A command: calls the facade, prints what it returns.
 */
abstract class AbstractCommand implements Callable<Integer> {

	@ParentCommand
	@SuppressWarnings("NullAway.Init")
	private RootCommand root;

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Unmatched
	private List<String> others = new ArrayList<>();

	/** The one of several databases that the command is run for at the moment. */
	private @Nullable DefaultMigrations instance;

	@Override
	public final Integer call() {
		this.others.stream().filter(SpringProperties::lacksItsValue).findFirst().ifPresent((property) -> {
			throw new ParameterException(commandLine(),
					"%s needs its value after '=', without a space.".formatted(property));
		});
		List<String> unknown = this.others.stream().filter((argument) -> !SpringProperties.isOne(argument)).toList();
		if (!unknown.isEmpty()) {
			throw new UnmatchedArgumentException(commandLine(), new ArrayList<>(unknown));
		}
		try {
			return run(this.root.answer());
		}
		catch (RunInEach ex) {
			return ex.status;
		}
	}

	/**
	 * Runs the command.
	 * @return the exit status
	 */
	abstract int run(Answer answer);

	/**
	 * Whether the command is run for each of several databases if none is selected. One
	 * that names a revision, or writes a file or a script, is for one of them.
	 */
	boolean isForEachInstance() {
		return false;
	}

	final <T> T withMigrations(CommandWork.Work<T> work) {
		return withMigrations(List.of(), work);
	}

	/**
	 * Does something with the application's facade.
	 * @param properties Spring properties that options of the command stand for
	 */
	final <T> T withMigrations(List<String> properties, CommandWork.Work<T> work) {
		if (this.instance != null) {
			return work.run(this.instance);
		}
		List<String> arguments = new ArrayList<>(this.others);
		arguments.addAll(properties);
		return this.root.applicationRun(commandLine(), arguments)
			.run(new CommandWork<>(work, isForEachInstance() ? this::runInEach : null));
	}

	/** The application was started once, so what the command prints is printed here. */
	private void runInEach(Map<String, DefaultMigrations> instances) {
		Answer answer = this.root.answer();
		int status = 0;
		for (Map.Entry<String, DefaultMigrations> each : instances.entrySet()) {
			answer.beginPart(each.getKey());
			this.instance = each.getValue();
			try {
				status = Math.max(status, run(answer));
			}
			catch (MigrationException ex) {
				throw Instances.failure(each.getKey(), ex);
			}
			finally {
				this.instance = null;
			}
		}
		answer.endParts();
		throw new RunInEach(status);
	}

	final RootCommand root() {
		return this.root;
	}

	final CommandLine commandLine() {
		return this.spec.commandLine();
	}

	/**
	 * Leaves the run of the command that has asked for one database and got several.
	 */
	@SuppressWarnings("serial")
	private static final class RunInEach extends RuntimeException {

		private final int status;

		RunInEach(int status) {
			super(null, null, false, false);
			this.status = status;
		}

	}

}
