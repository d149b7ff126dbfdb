package io.appmigrations.internal.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.jayway.jsonpath.JsonPath;
import io.appmigrations.testing.TestDatabase;

import org.springframework.boot.SpringApplication;

/**
 * Runs commands in this process, as {@code java -jar app.jar migrations ...} would.
 */
final class Cli {

	private final Class<?> application;

	private final List<String> options = new ArrayList<>();

	private Cli(Class<?> application) {
		this.application = application;
	}

	static Cli of(Class<?> application) {
		return new Cli(application);
	}

	Cli with(String... more) {
		this.options.addAll(List.of(more));
		return this;
	}

	Cli locations(Object... folders) {
		return with("--app.migrations.locations="
				+ String.join(",", Arrays.stream(folders).map((folder) -> "file:" + folder).toList()));
	}

	Cli database(TestDatabase database) {
		return with("-x", "db_url=" + database.libpqUrl());
	}

	Answered run(String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.addAll(this.options);
		PrintStream out = System.out;
		PrintStream err = System.err;
		ByteArrayOutputStream answer = new ByteArrayOutputStream();
		ByteArrayOutputStream aside = new ByteArrayOutputStream();
		System.setOut(new PrintStream(answer, true, StandardCharsets.UTF_8));
		System.setErr(new PrintStream(aside, true, StandardCharsets.UTF_8));
		try {
			int status = CommandLineTool.run(new SpringApplication(this.application), all.toArray(String[]::new));
			return new Answered(status, answer.toString(StandardCharsets.UTF_8),
					aside.toString(StandardCharsets.UTF_8));
		}
		finally {
			System.setOut(out);
			System.setErr(err);
		}
	}

	/**
	 * What came of a command.
	 *
	 * @param status the exit status
	 * @param out standard output
	 * @param err standard error
	 */
	record Answered(int status, String out, String err) {

		/** Standard error but for progress, of which a slow machine sees more. */
		String errWithoutProgress() {
			return this.err.replaceAll("(?m)^(?:comparing with the model: |\\[\\d+/\\d+] ).*  \\d+ s(?:  .*)?\\R", "");
		}

		@SuppressWarnings("TypeParameterUnusedInFormals")
		<T> T json(String path) {
			return JsonPath.read(this.out, path);
		}

	}

}
