package io.appmigrations.internal.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.internal.engine.Instances;
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

	/**
	 * Whether the command is run for each of several databases if none is selected. One
	 * that names a revision, or writes a file or a script, is for one of them.
	 */
	boolean isForEachInstance() {
		return false;
	}

	/**
	 * What the command needs of the application. One that runs no revision leaves more
	 * out.
	 */
	Set<CommandNeed> needs() {
		return Set.of(CommandNeed.REVISIONS);
	}

	final <T> T withMigrations(Function<DefaultMigrations, T> work) {
		return withMigrations(List.of(), work);
	}

	/**
	 * Does something with the application's facade, which is that of one database.
	 * @param properties Spring properties that options of the command stand for
	 */
	final <T> T withMigrations(List<String> properties, Function<DefaultMigrations, T> work) {
		return withAll(properties, (selected) -> {
			if (selected.size() > 1) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"The application has several databases, and this command is for one of them",
						"Select it with --instance NAME: %s.".formatted(String.join(", ", selected.keySet())));
			}
			Map.Entry<String, DefaultMigrations> only = selected.entrySet().iterator().next();
			return named(only.getKey(), () -> work.apply(only.getValue()));
		});
	}

	private <T> T withAll(List<String> properties, Function<Map<String, DefaultMigrations>, T> work) {
		List<String> arguments = new ArrayList<>(this.others);
		arguments.addAll(properties);
		return this.root.applicationRun(commandLine(), arguments, needs()).run(() -> new CommandWork<>(work));
	}

	final <T> int inEach(Function<DefaultMigrations, T> work, ToIntFunction<T> print) {
		return inEach(List.of(), work, print);
	}

	/**
	 * Does something with the facade of each of several databases if the command allows
	 * that and none is selected, and prints it. The answer of one database is printed
	 * once the application has ended; those of several in between, each as soon as it is
	 * there.
	 * @param properties Spring properties that options of the command stand for
	 * @param print prints what was done, and returns the exit status
	 * @return the highest exit status
	 */
	final <T> int inEach(List<String> properties, Function<DefaultMigrations, T> work, ToIntFunction<T> print) {
		if (!isForEachInstance()) {
			return print.applyAsInt(withMigrations(properties, work));
		}
		Map<String, Integer> answered = new HashMap<>();
		IntSupplier last = withAll(properties, (selected) -> {
			if (selected.size() > 1) {
				int status = inEach(selected, work, print, answered);
				return () -> status;
			}
			Map.Entry<String, DefaultMigrations> only = selected.entrySet().iterator().next();
			T result = named(only.getKey(), () -> work.apply(only.getValue()));
			return () -> named(only.getKey(), () -> print.applyAsInt(result));
		});
		return last.getAsInt();
	}

	/**
	 * Goes from one database to the next.
	 * @param answered the exit status of each that has answered, also before the
	 * application was started again
	 */
	private <T> int inEach(Map<String, DefaultMigrations> instances, Function<DefaultMigrations, T> work,
			ToIntFunction<T> print, Map<String, Integer> answered) {
		Answer answer = this.root.answer();
		instances.forEach((name, migrations) -> {
			if (!answered.containsKey(name)) {
				answer.beginPart(name);
				answered.put(name, named(name, () -> print.applyAsInt(work.apply(migrations))));
			}
		});
		answer.endParts();
		return Collections.max(answered.values());
	}

	/**
	 * Says whose a failure is.
	 * @param instance the name of the instance, empty if there is one history
	 */
	private static <T> T named(String instance, Supplier<T> work) {
		try {
			return work.get();
		}
		catch (MigrationException ex) {
			throw instance.isEmpty() ? ex : Instances.failure(instance, ex);
		}
	}

	final RootCommand root() {
		return this.root;
	}

	final CommandLine commandLine() {
		return this.spec.commandLine();
	}

}
