package io.appmigrations.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;

import io.appmigrations.benchmark.application.BenchmarkApplication;

import org.springframework.boot.SpringBootVersion;

import picocli.CommandLine;

/**
 * A project of Maven with one entity and the script {@code ./migrations}, as a developer
 * has it. App Migrations is a module beside the application, since no repository has what
 * has just been built.
 */
final class EntityProject {

	private static final String ENTITIES = "application/src/main/java/io/appmigrations/benchmark/application/generated";

	private final Path root;

	private int changes;

	private EntityProject(Path root) {
		this.root = root;
	}

	/**
	 * Writes the project.
	 * @param bench where it belongs
	 * @param scripts the jar with its revisions
	 */
	static EntityProject create(Bench bench, Path scripts) throws IOException {
		Path root = Files.createDirectory(bench.folder().resolve("project"));
		Path product = Files.createDirectories(root.resolve("product/src/main/resources"));
		Path application = root.resolve("application");
		Path resources = Files.createDirectories(application.resolve("src/main/resources"));
		Files.createDirectories(root.resolve(ENTITIES));
		for (Path jar : bench.classPath().own()) {
			extract(jar, product);
		}
		extract(scripts, resources);
		Files.writeString(root.resolve("pom.xml"), parent());
		Files.writeString(root.resolve("product/pom.xml"), module("product", ""));
		Files.writeString(application.resolve("pom.xml"),
				module("application",
						"""
								<dependencies>
								  <dependency><groupId>benchmark</groupId><artifactId>product</artifactId><version>1</version></dependency>
								  <dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-webmvc</artifactId></dependency>
								  <dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-data-jpa</artifactId></dependency>
								  <dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId></dependency>
								  <dependency><groupId>info.picocli</groupId><artifactId>picocli</artifactId><version>%s</version></dependency>
								</dependencies>
								"""
							.formatted(CommandLine.VERSION)));
		Path script = application.resolve("migrations");
		try (InputStream template = script()) {
			Files.writeString(script, new String(template.readAllBytes(), StandardCharsets.UTF_8)
				.replace("@MAIN_CLASS@", BenchmarkApplication.class.getName()));
		}
		return new EntityProject(root);
	}

	private static InputStream script() throws IOException {
		String name = "/io/appmigrations/internal/project/migrations";
		InputStream template = EntityProject.class.getResourceAsStream(name);
		if (template == null) {
			throw new IOException("The class path has no " + name);
		}
		return template;
	}

	private static void extract(Path jar, Path folder) throws IOException {
		try (JarInputStream input = new JarInputStream(Files.newInputStream(jar))) {
			for (JarEntry entry = input.getNextJarEntry(); entry != null; entry = input.getNextJarEntry()) {
				Path file = folder.resolve(entry.getName());
				if (entry.isDirectory()) {
					Files.createDirectories(file);
				}
				else {
					Files.createDirectories(file.getParent());
					Files.write(file, input.readAllBytes());
				}
			}
		}
	}

	private static String parent() {
		return """
				<project>
				  <modelVersion>4.0.0</modelVersion>
				  <parent>
				    <groupId>org.springframework.boot</groupId>
				    <artifactId>spring-boot-starter-parent</artifactId>
				    <version>%s</version>
				    <relativePath/>
				  </parent>
				  <groupId>benchmark</groupId>
				  <artifactId>project</artifactId>
				  <version>1</version>
				  <packaging>pom</packaging>
				  <properties>
				    <java.version>17</java.version>
				  </properties>
				  <modules>
				    <module>product</module>
				    <module>application</module>
				  </modules>
				</project>
				""".formatted(SpringBootVersion.getVersion());
	}

	private static String module(String name, String more) {
		return """
				<project>
				  <modelVersion>4.0.0</modelVersion>
				  <parent><groupId>benchmark</groupId><artifactId>project</artifactId><version>1</version></parent>
				  <artifactId>%s</artifactId>
				%s</project>
				""".formatted(name, more);
	}

	/** Changes the length of a column, so that the class has to be compiled again. */
	void changeEntity() throws IOException {
		this.changes++;
		Files.writeString(this.root.resolve(ENTITIES).resolve("Changed.java"), """
				package io.appmigrations.benchmark.application.generated;

				import jakarta.persistence.Column;
				import jakarta.persistence.Entity;
				import jakarta.persistence.Id;

				@Entity
				public class Changed {

					@Id
					Long id;

					@Column(length = %s)
					String name;

				}
				""".formatted(100 + this.changes));
	}

	/** Returns the command that runs one of App Migrations. */
	List<String> migrations(List<String> arguments) {
		List<String> command = new ArrayList<>(List.of("sh", this.root.resolve("application/migrations").toString()));
		command.addAll(arguments);
		return command;
	}

	/** Returns the command that only compiles. */
	List<String> compile() {
		return List.of("mvn", "-q", "-B", "-f", this.root.resolve("pom.xml").toString(), "-pl", "application", "-am",
				"compile");
	}

	/** Returns the class path that the script has found out. */
	String classPath() throws IOException {
		return String.join(File.pathSeparator,
				Files.readAllLines(this.root.resolve("application/target/migrations/classpath")));
	}

}
