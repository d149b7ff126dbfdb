package io.appmigrations.internal.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Broken and hostile files, histories, options and databases, each with the whole of what
 * the user sees. The cases are in the file {@code bad-inputs.txt};
 * {@code -Dbad-inputs.write=FILE} writes what is seen now, to be read before it is
 * believed.
 */
@DatabaseTest
@DisabledIfSystemProperty(named = "postgres.version", matches = "oldest",
		disabledReason = "PostgreSQL words some of its messages differently")
class BadInputTests {

	@TempDir
	private Path folder;

	static List<Case> cases() throws IOException {
		try (InputStream file = Objects.requireNonNull(BadInputTests.class.getResourceAsStream("bad-inputs.txt"))) {
			return Stream.of(new String(file.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^=== "))
				.skip(1)
				.map(Case::parse)
				.toList();
		}
	}

	@ParameterizedTest
	@MethodSource("cases")
	void isOneClearError(Case bad, TestDatabase database) throws IOException {
		Path revisions = Files.createDirectory(this.folder.resolve("revisions"));
		String seen = "";
		for (Part part : bad.parts()) {
			switch (part.kind()) {
				case "file" -> Files.write(revisions.resolve(part.name()), part.bytes());
				case "folder" -> Files.createDirectory(revisions.resolve(part.name()));
				case "link" -> Files.createSymbolicLink(revisions.resolve(part.name()), Path.of(part.text().strip()));
				case "sql" -> part.text().lines().forEach((sql) -> database.jdbc().sql(named(sql, database)).update());
				case "run" -> seen = run(part.name(), revisions, database);
				default -> throw new IllegalStateException(part.kind());
			}
		}
		if (bad.input().contains("create role")) {
			database.jdbc().sql(named("drop owned by weak_DATABASE", database)).update();
			database.jdbc().sql(named("drop role weak_DATABASE", database)).update();
		}
		write(bad, seen);
		assertThat(seen).isEqualTo(bad.expected());
	}

	private static String named(String text, TestDatabase database) {
		return text.replace("JDBC_URL", database.url()).replace("DATABASE", database.name());
	}

	private String run(String command, Path revisions, TestDatabase database) {
		List<String> arguments = new ArrayList<>(
				List.of(named(command, database).replace("REVISIONS", revisions.toString()).split(" ")));
		arguments.replaceAll((argument) -> argument.equals("''") ? "" : argument.replace('~', ' '));
		Cli cli = Cli.of(Application.class).locations(revisions);
		Cli.Answered answered = (command.contains("db_url") || command.contains("spring.datasource") ? cli
				: cli.database(database))
			.run(arguments.toArray(String[]::new));
		String text = answered.errWithoutProgress() + answered.out();
		return "exit " + answered.status() + "\n"
				+ text.replace(revisions.toString(), "REVISIONS")
					.replace(this.folder.toString(), "FOLDER")
					.replace(database.name(), "DATABASE")
					.replaceAll("(localhost|127\\.0\\.0\\.1):\\d+", "SERVER")
					.replaceAll("(?m)^20\\d\\d-\\d\\d-\\d\\dT\\S+ +(\\w+) .* : ", "$1 ")
					.replaceAll("pid \\d+", "pid N")
					.replaceAll("\\d+ ms\\b", "N ms")
					.replaceAll("20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:[\\d.+:]+", "TIME")
					.replaceAll("(?m)[ \t]+$", "")
					.strip();
	}

	private static void write(Case bad, String seen) throws IOException {
		String file = System.getProperty("bad-inputs.write");
		if (file != null) {
			Files.writeString(Path.of(file), "=== " + bad.input() + "--- expect\n" + seen + "\n\n",
					java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	/**
	 * A case.
	 *
	 * @param name what is wrong
	 * @param input the case without what is expected
	 * @param parts files, statements and commands, in order
	 * @param expected exit status, standard error and standard output of the last command
	 */
	record Case(String name, String input, List<Part> parts, String expected) {

		static Case parse(String text) {
			String[] halves = text.split("(?m)^--- expect\n", 2);
			List<Part> parts = Stream.of(halves[0].split("(?m)^--- ")).skip(1).map(Part::parse).toList();
			return new Case(halves[0].lines().findFirst().orElse(""), halves[0], parts,
					(halves.length > 1) ? halves[1].strip() : "");
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * A part of a case.
	 *
	 * @param kind file, folder, link, sql or run
	 * @param name the name of the file, or the command
	 * @param text the lines below
	 */
	record Part(String kind, String name, String text) {

		static Part parse(String text) {
			String first = text.lines().findFirst().orElse("");
			String[] words = first.split(" ", 2);
			return new Part(words[0], (words.length > 1) ? words[1] : "",
					text.substring(Math.min(text.length(), first.length() + 1)));
		}

		/** The bytes of a file; {@code <E9>} stands for the byte with that number. */
		byte[] bytes() {
			String hex = this.text.replaceAll("<([0-9A-F]{2})>", "\u0001$1");
			java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
			for (int i = 0; i < hex.length(); i++) {
				if (hex.charAt(i) == '\u0001') {
					bytes.write(Integer.parseInt(hex.substring(i + 1, i + 3), 16));
					i += 2;
				}
				else {
					bytes.writeBytes(String.valueOf(hex.charAt(i)).getBytes(StandardCharsets.UTF_8));
				}
			}
			return bytes.toByteArray();
		}

	}

}
