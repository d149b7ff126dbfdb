package io.appmigrations.internal.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.autoconfigure.AppMigrationsAutoConfiguration;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Broken and hostile files, histories, options and databases, each with the whole of what
 * the user sees. The cases are in the folder {@code bad-inputs}, whose {@code README.md}
 * is the legend; {@code -Dbad-inputs.write} rewrites what they expect by what is seen
 * now, to be read before it is believed.
 */
@DatabaseTest
class BadInputTests {

	/** The only one to run, for whoever works on it. */
	private static final String THEME = System.getProperty("bad-inputs.theme", "");

	/** What these show depends on the server; the others never get that far. */
	private static final Set<String> THEMES_FOR_EACH_SERVER = Set.of("database", "failures", "secrets");

	private static final boolean OLDEST = "oldest".equals(System.getProperty("postgres.version"));

	/** The passwords and keys of the cases. */
	private static final List<String> SECRETS = List.of("hunter2", "s3cret", "S3cr3tPw", "sk_live");

	private static final Path SOURCES = Path.of("src/test/resources/io/appmigrations/internal/cli/bad-inputs");

	private static final boolean WRITE = System.getProperty("bad-inputs.write") != null && !OLDEST;

	private static final Map<String, StringBuilder> written = new LinkedHashMap<>();

	@TempDir
	private Path folder;

	static List<Case> cases() throws IOException, URISyntaxException {
		Path folder = Path.of(Objects.requireNonNull(BadInputTests.class.getResource("bad-inputs")).toURI());
		List<Case> cases = new ArrayList<>();
		try (Stream<Path> files = Files.list(folder)) {
			for (Path file : files.filter((file) -> file.toString().endsWith(".txt")).sorted().toList()) {
				String theme = file.getFileName().toString().replace(".txt", "");
				if (Set.of(theme, "").contains(THEME) && (!OLDEST || THEMES_FOR_EACH_SERVER.contains(theme))) {
					String[] parts = Files.readString(file).split("(?m)^=== ");
					written.put(theme, new StringBuilder(parts[0]));
					Stream.of(parts).skip(1).map((text) -> Case.parse(theme, text)).forEach(cases::add);
				}
			}
		}
		return cases;
	}

	@ParameterizedTest
	@MethodSource("cases")
	void isOneClearError(Case bad, TestDatabase database) throws IOException {
		Path revisions = Files.createDirectory(this.folder.resolve("revisions"));
		List<String> roles = new ArrayList<>();
		String seen = "";
		try {
			for (Part part : bad.parts()) {
				switch (part.kind()) {
					case "since" -> assumeTrue(version(database) >= Integer.parseInt(part.name()));
					case "file" -> Files.write(revisions.resolve(part.name()), part.bytes());
					case "folder" -> Files.createDirectory(revisions.resolve(part.name()));
					case "link" ->
						Files.createSymbolicLink(revisions.resolve(part.name()), Path.of(part.text().strip()));
					case "sql" ->
						part.text().lines().forEach((sql) -> database.jdbc().sql(named(sql, database)).update());
					case "role" -> {
						database.jdbc().sql(named("create role " + part.name(), database)).update();
						roles.add(named(part.name().split(" ", 2)[0], database));
					}
					case "run" -> seen = run(part.name(), revisions, database);
					default -> throw new IllegalStateException(part.kind());
				}
			}
		}
		finally {
			for (String role : roles) {
				database.jdbc().sql("drop owned by " + role).update();
				database.jdbc().sql("drop role " + role).update();
			}
		}
		if (WRITE) {
			Objects.requireNonNull(written.get(bad.theme()))
				.append("=== " + bad.input() + "--- expect\n" + seen + "\n\n");
			return;
		}
		assertThat(seen).isEqualTo(bad.expected());
	}

	@AfterAll
	static void write() throws IOException {
		if (WRITE) {
			for (Map.Entry<String, StringBuilder> theme : written.entrySet()) {
				Files.writeString(SOURCES.resolve(theme.getKey() + ".txt"), theme.getValue().toString().strip() + "\n");
			}
		}
	}

	private static int version(TestDatabase database) {
		return Integer.parseInt(database.jdbc().sql("show server_version_num").query(String.class).single()) / 10_000;
	}

	private static String named(String text, TestDatabase database) {
		return text.replace("JDBC_URL", database.url()).replace("DATABASE", database.name());
	}

	private String run(String command, Path revisions, TestDatabase database) {
		String[] arguments = words(named(command, database).replace("REVISIONS", revisions.toString()));
		Cli cli = Cli.of(Application.class).locations(revisions);
		Cli.Answered answered = (command.contains("db_url") || command.contains("spring.datasource") ? cli
				: cli.database(database))
			.run(arguments);
		String text = answered.errWithoutProgress() + answered.out();
		assertThat(text).doesNotContain(SECRETS);
		return "exit " + answered.status() + "\n"
				+ ServerProse.replaced(text.replace(revisions.toString(), "REVISIONS")
					.replace(this.folder.toString(), "FOLDER")
					.replace(database.name(), "DATABASE")
					.replaceAll("(localhost|127\\.0\\.0\\.1):\\d+", "SERVER")
					.replaceAll("(?m)^20\\d\\d-\\d\\d-\\d\\dT\\S+ +(\\w+) .* : ", "$1 ")
					.replaceAll("pid \\d+", "pid N")
					.replaceAll("\\d+ ms\\b", "N ms")
					.replaceAll("20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:[\\d.+:]+", "TIME")
					.replaceAll("(?m)[ \t]+$", "")
					.strip());
	}

	/**
	 * The words of a command as a shell finds them: what is in quotation marks is kept as
	 * it is.
	 */
	private static String[] words(String command) {
		return Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+")
			.matcher(command)
			.results()
			.map((word) -> word.group().replaceAll("'([^']*)'|\"([^\"]*)\"", "$1$2"))
			.toArray(String[]::new);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataSourceAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
			AppMigrationsAutoConfiguration.class })
	static class Application {

	}

	/**
	 * What PostgreSQL says in its own words differs from version to version: of an error
	 * its SQLSTATE stays, and of each line what is quoted and {@code ***}. What a case
	 * raises itself (P0001) is no word of the server.
	 */
	static final class ServerProse {

		private static final Pattern LINE = Pattern.compile(
				"\\b(ERROR|FATAL|Detail|Hint|Where): (.*?)(?: \\(SQLSTATE (\\w{5})\\))?((?: \\([a-z]+_[a-z_]+\\))?)$",
				Pattern.MULTILINE);

		private static final Pattern KEPT = Pattern.compile("\"[^\"]*\"|\\*\\*\\*");

		private ServerProse() {
		}

		static String replaced(String text) {
			return LINE.matcher(text).replaceAll((line) -> {
				String state = line.group(3);
				String words = "P0001".equals(state) && line.group(1).equals("ERROR") ? line.group(2)
						: KEPT.matcher(line.group(2))
							.results()
							.map((kept) -> kept.group())
							.collect(Collectors.joining(" "));
				String shown = Stream.of((state != null) ? state : "", words)
					.filter((part) -> !part.isEmpty())
					.collect(Collectors.joining(" "));
				return Matcher.quoteReplacement(
						line.group(1) + ": " + (shown.isEmpty() ? "(in the server's words)" : shown) + line.group(4));
			});
		}

	}

	/**
	 * A case.
	 *
	 * @param theme the name of its file
	 * @param name what is wrong
	 * @param input the case without what is expected
	 * @param parts files, statements and commands, in order
	 * @param expected exit status, standard error and standard output of the last command
	 */
	record Case(String theme, String name, String input, List<Part> parts, String expected) {

		static Case parse(String theme, String text) {
			String[] halves = text.split("(?m)^--- expect\n", 2);
			List<Part> parts = Stream.of(halves[0].split("(?m)^--- ")).skip(1).map(Part::parse).toList();
			return new Case(theme, halves[0].lines().findFirst().orElse(""), halves[0], parts,
					(halves.length > 1) ? halves[1].strip() : "");
		}

		@Override
		public String toString() {
			return this.theme + ": " + this.name;
		}

	}

	/**
	 * A part of a case.
	 *
	 * @param kind since, file, folder, link, sql, role or run
	 * @param name the version, the name of the file, the role with its options, or the
	 * command
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
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
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
