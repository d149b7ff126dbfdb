package io.appmigrations.internal.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import io.appmigrations.internal.cli.output.Answer;
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
		return run(this.root.answer());
	}

	/**
	 * Runs the command.
	 * @return the exit status
	 */
	abstract int run(Answer answer);

	final <T> T withMigrations(CommandWork.Work<T> work) {
		return withMigrations(List.of(), work);
	}

	/**
	 * Does something with the application's facade.
	 * @param properties Spring properties that options of the command stand for
	 */
	final <T> T withMigrations(List<String> properties, CommandWork.Work<T> work) {
		List<String> arguments = new ArrayList<>(this.others);
		arguments.addAll(properties);
		return this.root.applicationRun(commandLine(), arguments).run(work);
	}

	final RootCommand root() {
		return this.root;
	}

	final CommandLine commandLine() {
		return this.spec.commandLine();
	}

}
