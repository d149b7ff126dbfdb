package io.appmigrations.internal.cli;

import java.util.Stack;

import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Takes what follows {@code -m} as the message, even where it looks like an option:
 * scripts pass any message. Only the long name of another option means that the message
 * was forgotten.
 */
@SuppressWarnings("JdkObsolete")
final class MessageConsumer implements IParameterConsumer {

	@Override
	public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
		if (arguments.isEmpty()) {
			throw new MissingParameterException(command.commandLine(), option,
					"Missing required parameter for option '--message' (MESSAGE)");
		}
		if (arguments.peek().startsWith("--") && command.optionsMap().containsKey(arguments.peek())) {
			throw new MissingParameterException(command.commandLine(), option,
					"Missing message before '%s'".formatted(arguments.peek()));
		}
		option.setValue(arguments.pop());
	}

}
