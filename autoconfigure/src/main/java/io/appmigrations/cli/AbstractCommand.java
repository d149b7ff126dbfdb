package io.appmigrations.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
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
		return this.root.applicationRun(commandLine(), this.others).run(work);
	}

	final RootCommand root() {
		return this.root;
	}

	final CommandLine commandLine() {
		return this.spec.commandLine();
	}

}
