package io.appmigrations.internal.script;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class RevisionLocationsTests {

	private static final byte[] REVISION = "-- revision: a1\n-- migrate:upgrade\n".getBytes(StandardCharsets.UTF_8);

	@TempDir
	private Path folder;

	private static List<String> read(String location, ClassLoader classLoader) {
		return new RevisionLocations(List.of(location)).read(classLoader)
			.stream()
			.map((script) -> script.revision().id() + " " + script.revision().path())
			.toList();
	}

	private static ClassLoader loader() {
		return RevisionLocationsTests.class.getClassLoader();
	}

	@ParameterizedTest
	@ValueSource(strings = { "db", "a b", "100%", "100%20", "c#", "what?", "[x]", "{x}", "$x", "${x}", "a+b", "größe",
			"日本", "a;b", "a&b", "^", "~", "@x" })
	void pathThatExistsIsTakenAsItIs(String name) throws IOException {
		assumeTrue(Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode(name),
				"the locale has no such file names");
		Path db = Files.createDirectories(this.folder.resolve(name).resolve("sub"));
		Files.write(db.resolve("a1.sql"), REVISION);
		Path absolute = this.folder.resolve(name);
		Path relative = Path.of("").toAbsolutePath().relativize(absolute);
		for (String location : List.of("file:" + absolute, "file:" + absolute + "/", "file://" + absolute,
				"file:" + relative, "file:./" + relative, absolute.toUri().toString())) {
			assertThat(read(location, loader())).as(location)
				.singleElement()
				.satisfies((found) -> assertThat(found).startsWith("a1 ").endsWith("sub/a1.sql"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "file:no/such, does not exist", "file:/no%2Fsuch, does not exist", "file:pom.xml, is not a folder" })
	void pathThatIsNoFolderIsAnError(String location, String message) {
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> read(location, loader()))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.INVALID_CONFIGURATION))
			.withMessageContaining(message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "db/other", "classpath:db/other", "classpath*:/db/other/", "db/migration" })
	void configuredFolderThatTheClassPathDoesNotHaveIsAnError(String location) {
		RevisionLocations locations = new RevisionLocations(List.of("classpath:io/appmigrations", location));
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> locations.requireOnClassPath(loader()))
			.withMessageContaining("the class path has no folder db/")
			.satisfies((ex) -> assertThat(ex.getHint()).contains("file:db/"));
	}

	@Test
	void defaultFolderMayBeAbsent() {
		assertThatNoException().isThrownBy(() -> new RevisionLocations(List.of("classpath:db/migrations"))
			.requireOnClassPath(new URLClassLoader(new URL[0], null)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain.jar", "a b#c%20+ü.jar" })
	void jarNeedNotHaveEntriesForItsFolders(String name) throws IOException {
		Path jar = jar(name, "db/things/2026/a1.sql", "db/things/code/X.class", "db/thingsnot/b1.sql");
		Path other = jar("other-" + name, "db/things/c1.sql");
		try (URLClassLoader loader = new URLClassLoader(
				new URL[] { jar.toUri().toURL(), other.toUri().toURL(), missing().toURL() }, null)) {
			assertThat(loader.getResource("db/things/")).isNull();
			assertThat(read("classpath:db/things", loader)).containsExactlyInAnyOrder("a1 db/things/2026/a1.sql",
					"a1 db/things/c1.sql");
			assertThat(new ClassPathResources(loader).getResources("classpath*:db/things/**/*.class")).singleElement()
				.satisfies((found) -> assertThat(found.getContentAsByteArray()).isEqualTo(REVISION));
			new RevisionLocations(List.of("classpath:db/things/code")).requireOnClassPath(loader);
		}
	}

	/** With entries for folders each file is found once. */
	@Test
	void jarWithEntriesForItsFolders() throws IOException {
		Path jar = jar("folders.jar", "db/", "db/things/", "db/things/a1.sql");
		try (URLClassLoader loader = new URLClassLoader(new URL[] { jar.toUri().toURL() }, null)) {
			assertThat(read("classpath:db/things", loader)).containsExactly("a1 db/things/a1.sql");
		}
	}

	/**
	 * Whoever asks first has it listed. A jar that another one's manifest names is found
	 * by the class loader, and a folder is looked at each time.
	 */
	@Test
	void eachJarIsListedOnce() throws IOException {
		jar("named.jar", "db/", "db/things/", "db/things/b1.sql");
		Path naming = this.folder.resolve("naming.jar");
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "named.jar");
		try (OutputStream file = Files.newOutputStream(naming);
				JarOutputStream output = new JarOutputStream(file, manifest)) {
			output.putNextEntry(new JarEntry("db/things/a1.sql"));
			output.write(REVISION);
		}
		Path exploded = Files.createDirectories(this.folder.resolve("classes/db/things"));
		URL[] urls = { naming.toUri().toURL(), this.folder.resolve("classes/").toUri().toURL() };
		try (URLClassLoader loader = new URLClassLoader(urls, null)) {
			String[] inJars = { "a1 db/things/a1.sql", "a1 db/things/b1.sql" };
			assertThat(read("classpath:db/things", loader)).containsExactlyInAnyOrder(inJars);
			List<ClassPathJars.Part> parts = ClassPathJars.in(loader, "db/things/");
			assertThat(parts).singleElement()
				.satisfies((part) -> assertThat(Path.of(URI.create(part.jarUrl()))).isEqualTo(naming));
			Files.write(exploded.resolve("c1.sql"), REVISION);
			assertThat(read("classpath:db/things", loader)).contains(inJars)
				.satisfiesOnlyOnce((found) -> assertThat(found).endsWith("db/things/c1.sql"));
			assertThat(ClassPathJars.in(loader, "db/things/")).isSameAs(parts);
			assertThat(ClassPathJars.in(loader, "db/others/")).isEmpty();
		}
	}

	/** As by the class loader itself. */
	@Test
	void fileThatIsNoJarIsPassedOver() throws IOException {
		Path broken = Files.writeString(this.folder.resolve("broken.jar"), "not a jar");
		Path jar = jar("jar.jar", "db/things/a1.sql");
		try (URLClassLoader loader = new URLClassLoader(new URL[] { broken.toUri().toURL(), jar.toUri().toURL() },
				null)) {
			assertThat(read("classpath:db/things", loader)).containsExactly("a1 db/things/a1.sql");
			assertThat(RevisionInventory.of(new RevisionLocations(List.of("classpath:db/things")), loader))
				.hasValueSatisfying((inventory) -> assertThat(inventory.files()).hasSize(1));
		}
	}

	private URI missing() {
		return this.folder.resolve("missing.jar").toUri();
	}

	private Path jar(String name, String... entries) throws IOException {
		Path jar = this.folder.resolve(name);
		try (OutputStream file = Files.newOutputStream(jar); JarOutputStream output = new JarOutputStream(file)) {
			for (String entry : entries) {
				output.putNextEntry(new JarEntry(entry));
				if (!entry.endsWith("/")) {
					output.write(REVISION);
				}
				output.closeEntry();
			}
		}
		return jar;
	}

}
