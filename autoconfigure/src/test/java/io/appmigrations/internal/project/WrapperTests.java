package io.appmigrations.internal.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.appmigrations.ProjectFile;
import io.appmigrations.internal.script.RevisionLocations;
import io.appmigrations.testing.Patience;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the wrapper that {@code init} writes, in a project whose {@code mvnw} only
 * says what Maven would have said.
 */
@DisabledOnOs(OS.WINDOWS)
class WrapperTests {

	private static final int NO = 3;

	@TempDir
	private Path folder;

	private Path project;

	@BeforeEach
	void init() throws IOException {
		this.project = Files.createDirectories(this.folder.resolve("a project"));
		Files.createDirectories(this.project.resolve("src/main/resources/db/migrations"));
		Files.writeString(this.project.resolve("pom.xml"), "<project/>");
		Path mvnw = Files.writeString(this.project.resolve("mvnw"), """
				#!/bin/sh
				echo built >> builds
				echo "to standard output"
				echo "options: ${MAVEN_OPTS-}"
				[ ! -f broken ] || exit 5
				for argument; do
				    case $argument in -Dmdep.outputFile=*) printf '%%s' '%s' > "${argument#*=}";; esac
				done
				mkdir -p target/classes
				""".formatted(classPath()));
		assertThat(mvnw.toFile().setExecutable(true)).isTrue();
		new ProjectInitializer(new SourceFolders(new RevisionLocations(List.of("classpath:db/migrations")),
				this.project, new ClassLoader(null) {
				}))
			.init(Arguments.class.getName());
		age(this.project);
	}

	private static String classPath() {
		return Path.of(Arguments.class.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
	}

	/** A file system may count in seconds. */
	private static void age(Path folder) throws IOException {
		try (var files = Files.walk(folder)) {
			for (Path file : files.toList()) {
				Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
			}
		}
	}

	private record Ran(int status, String out, String err) {
	}

	private Ran run(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of(this.project.resolve("migrations").toString()));
		command.addAll(List.of(arguments));
		Path out = this.folder.resolve("out");
		Path err = this.folder.resolve("err");
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.folder.toFile())
			.redirectOutput(out.toFile())
			.redirectError(err.toFile());
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		Process process = builder.start();
		assertThat(process.waitFor(Patience.MINUTES, TimeUnit.MINUTES)).isTrue();
		return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
	}

	private long builds() throws IOException {
		return Files.readAllLines(this.project.resolve("builds")).size();
	}

	/** A change of the wrapper must reach the sample, from which people copy. */
	@ParameterizedTest
	@ValueSource(strings = { "migrations", "migrations.cmd" })
	void theSampleHasWhatInitWrites(String name) throws Exception {
		assertThat(Files.readAllLines(Path.of("../sample-app", name)))
			.isEqualTo(Files.readString(this.project.resolve(name))
				.replace(Arguments.class.getName(), "io.appmigrations.sample.CourseCatalogueApplication")
				.lines()
				.toList());
	}

	@Test
	void argumentsAndStatusArePassedThrough() throws Exception {
		Ran ran = run("upgrade", "", "two words", "$(x) *", "it's");
		assertThat(ran.err()).contains("to standard output").containsPattern("options: .*-Djansi.noreset=true\n");
		assertThat(ran.out()).isEqualTo("[migrations, upgrade, , two words, $(x) *, it's] in a project\n");
		assertThat(ran.status()).isEqualTo(NO);
	}

	@Test
	void buildsOnlyWhatIsStale() throws Exception {
		run("heads");
		run("heads");
		assertThat(builds()).isEqualTo(1);
		Path revision = Files.writeString(this.project.resolve("src/main/resources/db/migrations/x.sql"), "");
		later(revision);
		run("heads");
		assertThat(builds()).isEqualTo(2);
		later(this.project.resolve("pom.xml"));
		run("heads");
		assertThat(builds()).isEqualTo(3);
	}

	private static void later(Path file) throws IOException {
		Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(2)));
	}

	@Test
	void brokenBuildIsAnErrorWithoutAnswer() throws Exception {
		Files.writeString(this.project.resolve("broken"), "");
		Ran ran = run("heads");
		assertThat(ran.status()).isEqualTo(5);
		assertThat(ran.out()).isEmpty();
		assertThat(ran.err()).contains("the build failed");
	}

	@Test
	void mainClassThatWasRenamedIsFound() throws Exception {
		Path wrapper = this.project.resolve("migrations");
		Files.writeString(wrapper, Files.readString(wrapper).replace(Arguments.class.getName(), "shop.OldName"));
		// no other class of the tests may be taken for an application
		Path classes = this.folder.resolve("renamed classes");
		Path file = classes.resolve(Arguments.class.getName().replace('.', '/') + ".class");
		Files.createDirectories(file.getParent());
		Files.copy(Path.of(classPath(), Arguments.class.getName().replace('.', '/') + ".class"), file);
		Path mvnw = this.project.resolve("mvnw");
		String script = Files.readString(mvnw).replace(classPath(), classes.toString());
		Files.writeString(mvnw, script);
		Ran none = run("heads");
		assertThat(none.status()).isEqualTo(1);
		assertThat(none.err()).contains("shop.OldName");
		Files.writeString(mvnw, script.replace("mkdir -p target/classes",
				"mkdir -p target/classes/shop; echo 'Lorg/springframework/boot/autoconfigure/SpringBootApplication;' > target/classes/shop/Marker.class"));
		later(this.project.resolve("pom.xml"));
		assertThat(run("heads").err()).contains("there is no class shop.OldName, but shop.Marker");
		Files.writeString(mvnw, script.replace("mkdir -p target/classes",
				"echo '// Lorg/springframework/boot/autoconfigure/SpringBootApplication;' > target/classes/shop/Second.class"));
		Files.setLastModifiedTime(this.project.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(5)));
		Ran several = run("heads");
		assertThat(several.status()).isEqualTo(1);
		assertThat(several.err()).contains("write the name of the main class into migrations");
	}

	@Test
	void initOverwritesNothing() throws IOException {
		Path wrapper = this.project.resolve("migrations");
		Files.writeString(wrapper, "mine");
		List<ProjectFile> files = new ProjectInitializer(new SourceFolders(
				new RevisionLocations(List.of("classpath:db/migrations")), this.project, new ClassLoader(null) {
				}))
			.init("x.Main");
		assertThat(files).hasSize(3).noneMatch(ProjectFile::written);
		assertThat(wrapper).hasContent("mine");
	}

	/**
	 * The application.
	 */
	static final class Arguments {

		private Arguments() {
		}

		public static void main(String[] arguments) {
			System.out.println(Arrays.toString(arguments) + " in " + Path.of("").toAbsolutePath().getFileName());
			System.exit(NO);
		}

	}

}
