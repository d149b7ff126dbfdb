package io.appmigrations.internal.script;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * The same files have the same fingerprint wherever they are, and others have another.
 */
class RevisionInventoryTests {

	private static final String LOCATION = "classpath:db/things";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	/** What a build has in its class path, in a jar or in a folder. */
	private static Map<String, String> files() {
		Map<String, String> files = new LinkedHashMap<>();
		files.put("db/", "");
		files.put("db/things/", "");
		files.put("db/things/a1.sql", "-- revision: a1\n-- migrate:upgrade\nselect 1;\n");
		files.put("db/things/more/", "");
		files.put("db/things/more/b2.sql", "-- revision: b2\n-- down-revision: a1\n-- migrate:upgrade\nselect 2;\n");
		files.put("db/things/readme.txt", "text");
		files.put("db/thingsnot/c3.sql", "-- revision: c3\n-- migrate:upgrade\n");
		files.put("app/App.class", "class");
		return files;
	}

	static Stream<Arguments> same() {
		return Stream.of(edit("a comment of the build", (files) -> files.put("app/App.class", "another class")),
				edit("a file beside the location", (files) -> files.put("db/thingsnot/c3.sql", "other")),
				edit("a file of another kind", (files) -> files.put("db/things/readme.txt", "other")),
				edit("a hidden file, which nobody reads", (files) -> files.put("db/things/.#a1.sql", "other")),
				edit("no entries for folders", (files) -> files.keySet().removeIf((name) -> name.endsWith("/"))),
				edit("another order", (files) -> {
					Map<String, String> reversed = new LinkedHashMap<>();
					List<String> names = new ArrayList<>(files.keySet());
					Collections.reverse(names);
					names.forEach((name) -> reversed.put(name, String.valueOf(files.get(name))));
					files.clear();
					files.putAll(reversed);
				}));
	}

	static Stream<Arguments> different() {
		return Stream.of(
				edit("a statement",
						(files) -> files.computeIfPresent("db/things/a1.sql",
								(name, text) -> text.replace("select 1", "select 3"))),
				edit("a comment",
						(files) -> files.computeIfPresent("db/things/more/b2.sql", (name, text) -> text + "-- x\n")),
				edit("one more file",
						(files) -> files.put("db/things/c3.sql", "-- revision: c3\n-- migrate:upgrade\n")),
				edit("an empty file", (files) -> files.put("db/things/c3.sql", "")),
				edit("one file less", (files) -> files.remove("db/things/a1.sql")),
				edit("another name",
						(files) -> files.put("db/things/x.sql", String.valueOf(files.remove("db/things/a1.sql")))),
				edit("files exchanged", (files) -> {
					String first = String.valueOf(files.get("db/things/a1.sql"));
					files.put("db/things/a1.sql", String.valueOf(files.get("db/things/more/b2.sql")));
					files.put("db/things/more/b2.sql", first);
				}));
	}

	private static Arguments edit(String name, Consumer<Map<String, String>> edit) {
		return arguments(Named.of(name, edit));
	}

	@ParameterizedTest
	@MethodSource
	void same(Consumer<Map<String, String>> edit) {
		Map<String, String> files = files();
		edit.accept(files);
		assertThat(ofJar("a.jar", files, false)).isPresent().isEqualTo(ofJar("b.jar", files(), false));
		assertThat(ofFolder("a", files)).isPresent().isEqualTo(ofFolder("b", files()));
	}

	@ParameterizedTest
	@MethodSource
	void different(Consumer<Map<String, String>> edit) {
		Map<String, String> files = files();
		edit.accept(files);
		assertThat(ofJar("a.jar", files, false)).isPresent().isNotEqualTo(ofJar("b.jar", files(), false));
		assertThat(ofFolder("a", files)).isPresent().isNotEqualTo(ofFolder("b", files()));
	}

	@Test
	void howAJarIsPackedIsOfNoEffect() {
		assertThat(ofJar("a.jar", files(), true)).isEqualTo(ofJar("b.jar", files(), false));
	}

	@Test
	void aLocationInSeveralJarsAndFoldersHasTheFilesOfAll() {
		Map<String, String> other = Map.of("db/things/d4.sql", "-- revision: d4\n-- migrate:upgrade\n");
		URL jar = jar("a.jar", files(), false);
		Optional<String> both = of(LOCATION, jar, jar("b.jar", other, false));
		assertThat(both).isPresent()
			.isEqualTo(of(LOCATION, jar("b.jar", other, true), jar))
			.isNotEqualTo(of(LOCATION, jar));
		assertThat(of(LOCATION, jar, folder("c", other))).isPresent().isNotEqualTo(of(LOCATION, jar));
		// the same jar twice, and one that does not exist
		assertThat(of(LOCATION, jar, jar, missing())).isEqualTo(of(LOCATION, jar));
	}

	private URL missing() {
		return url(this.folder.resolve("missing.jar"));
	}

	@Test
	void manyFilesAreReadToTheEnd() {
		Map<String, String> files = new LinkedHashMap<>();
		IntStream.range(0, 300).forEach((i) -> files.put("db/things/r%s.sql".formatted(i), "x".repeat(9000) + i));
		Optional<String> before = ofFolder("a", files);
		assertThat(ofFolder("b", files)).isPresent().isEqualTo(before);
		files.put("db/things/r299.sql", "x".repeat(9000) + "!");
		assertThat(ofFolder("c", files)).isPresent().isNotEqualTo(before);
	}

	@Test
	void javaRevisionsAreLookedForWhereThereAreClassesOnly() {
		Map<String, String> files = files();
		assertThat(looksForClasses(jar("a.jar", files, false))).isFalse();
		assertThat(looksForClasses(folder("a", files))).isFalse();
		files.put("db/things/more/B2.class", "");
		assertThat(looksForClasses(jar("b.jar", files, false))).isTrue();
		assertThat(looksForClasses(folder("b", files))).isTrue();
	}

	private static boolean looksForClasses(URL url) {
		return with(url,
				(loader) -> RevisionInventory.of(new RevisionLocations(List.of(LOCATION)), loader)
					.map(RevisionInventory::hasClasses)
					.orElseThrow());
	}

	@Test
	void whatCannotBeProvenHasNoFingerprint() {
		URL jar = jar("a.jar", files(), false);
		// of the root, everything is a part; nobody has the other
		assertThat(of("classpath:", jar)).isEmpty();
		assertThat(of("classpath:db/other", jar)).isEmpty();
		assertThat(of("file:" + this.folder.resolve("missing"), jar)).isEmpty();
		// a pattern is read, but it names no folder of a jar without entries for folders
		Map<String, String> other = Map.of("db/things/d4.sql", "-- revision: d4\n-- migrate:upgrade\n");
		for (String pattern : List.of("classpath:db/thing*", "classpath:db/{some}", "classpath:**/things")) {
			assertThat(of(pattern, jar, jar("b.jar", other, false))).isEmpty();
		}
		// a name that is an error, which reading the revisions explains
		assertThat(of(LOCATION, folder("e", Map.of("db/things/A1.SQL", "")))).isEmpty();
		// no revisions at all
		assertThat(of("classpath:db/migrations", jar)).isEmpty();
		assertThat(of("file:" + this.folder, jar)).isEmpty();
	}

	private Optional<String> ofJar(String name, Map<String, String> files, boolean stored) {
		return of(LOCATION, jar(name, files, stored));
	}

	private Optional<String> ofFolder(String name, Map<String, String> files) {
		Optional<String> fingerprint = of(LOCATION, folder(name, files));
		// the same as a location of the file system
		assertThat(of("file:" + this.folder.resolve(name).resolve("db/things"))).isEqualTo(fingerprint);
		return fingerprint;
	}

	private static Optional<String> of(String location, URL... classPath) {
		try (URLClassLoader loader = new URLClassLoader(classPath, null)) {
			return new FoundRevisions(new RevisionLocations(List.of(location)), loader, (inPackages) -> List.of())
				.fingerprint();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static <T> T with(URL url, Function<ClassLoader, T> work) {
		try (URLClassLoader loader = new URLClassLoader(new URL[] { url }, null)) {
			return work.apply(loader);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static URL url(Path path) {
		try {
			return path.toUri().toURL();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private URL folder(String name, Map<String, String> files) {
		Path root = this.folder.resolve(name);
		try {
			for (Map.Entry<String, String> file : files.entrySet()) {
				Path path = root.resolve(file.getKey());
				Files.createDirectories(file.getKey().endsWith("/") ? path : path.resolveSibling("."));
				if (!file.getKey().endsWith("/")) {
					Files.writeString(path, file.getValue());
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return url(root);
	}

	private URL jar(String name, Map<String, String> files, boolean stored) {
		Path jar = this.folder.resolve(name);
		try (OutputStream out = Files.newOutputStream(jar); JarOutputStream output = new JarOutputStream(out)) {
			for (Map.Entry<String, String> file : files.entrySet()) {
				byte[] bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
				JarEntry entry = new JarEntry(file.getKey());
				entry.setTime(stored ? 0 : System.currentTimeMillis());
				if (stored) {
					CRC32 crc = new CRC32();
					crc.update(bytes);
					entry.setMethod(JarEntry.STORED);
					entry.setSize(bytes.length);
					entry.setCrc(crc.getValue());
				}
				output.putNextEntry(entry);
				output.write(bytes);
				output.closeEntry();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return url(jar);
	}

}
