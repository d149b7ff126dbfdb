package io.appmigrations.internal.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.script.ClassPathResources;
import io.appmigrations.internal.script.RevisionLocations;
import io.appmigrations.model.Model;
import io.appmigrations.model.ModelSource;

import org.springframework.core.io.Resource;
import org.springframework.util.AntPathMatcher;
import org.springframework.util.ClassUtils;

/**
 * The sources of a model as a person lists them: entities, files, and patterns of files.
 * What they declare together is the desired schema.
 *
 * @param entries the sources, one at least
 * @param entities what stands for {@code jpa}
 */
public record ModelList(List<String> entries, ModelSource entities) implements ModelSource {

	/** The entry that stands for the entities of the application. */
	public static final String ENTITIES = "jpa";

	private static final String FILE = "file:";

	private static final String CLASSPATH = "classpath:";

	/**
	 * Copies the list.
	 */
	public ModelList {
		entries = List.copyOf(entries);
	}

	/**
	 * Returns the list of one file or pattern.
	 * @param location {@code file:PATH}, {@code classpath:PATH}, or a path
	 * @return the source of the model
	 */
	static ModelSource ofFile(String location) {
		return new ModelList(List.of(ModelFile.of(location).location()), ModelList::noEntities);
	}

	private static Model noEntities(int majorVersion, int minorVersion, String defaultSchema) {
		throw new IllegalStateException("No entry is " + ENTITIES);
	}

	/**
	 * The order of the entries says nothing: that of the files is the same in any case.
	 */
	@Override
	public Model read(int majorVersion, int minorVersion, String defaultSchema) {
		List<ModelSource> sources = new ArrayList<>();
		TreeMap<String, ModelFile> files = new TreeMap<>();
		Set<String> patterns = new TreeSet<>();
		for (String entry : named()) {
			if (entry.equals(ENTITIES)) {
				sources.add(this.entities);
			}
			else {
				addFiles(entry, files, patterns);
			}
		}
		boolean declares = !sources.isEmpty() || files.values().stream().anyMatch((file) -> !file.isEmpty());
		if (declares && sources.size() + files.size() > 1) {
			files.forEach((key, file) -> sources.add((major, minor, schema) -> file.readPart(!patterns.contains(key))));
		}
		else {
			sources.addAll(files.values());
		}
		return Model
			.union(sources.stream().map((source) -> source.read(majorVersion, minorVersion, defaultSchema)).toList());
	}

	private List<String> named() {
		List<String> named = this.entries.stream()
			.map(String::strip)
			.filter((entry) -> !entry.isEmpty())
			.distinct()
			.toList();
		if (named.isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.autogenerate.model does not name a model",
					"Use jpa, file:PATH.sql or classpath:PATH.sql, or several of them with commas in between.");
		}
		return named;
	}

	private static void addFiles(String entry, Map<String, ModelFile> files, Set<String> patterns) {
		try {
			List<ModelFile> found = files(entry);
			for (ModelFile file : found) {
				if (isPattern(entry) && !ModelFile.of(entry).exists()) {
					patterns.add(file.key());
				}
				files.merge(file.key(), file, (one, other) -> (one.path().compareTo(other.path()) < 0) ? one : other);
			}
		}
		catch (IOException | UncheckedIOException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The model %s cannot be read: %s".formatted(entry, ex.getMessage()),
					"Check the permissions of the folder.", ex);
		}
	}

	private static List<ModelFile> files(String entry) throws IOException {
		ModelFile file = ModelFile.of(entry);
		if (!isPattern(file.location()) || file.exists()) {
			return List.of(file);
		}
		List<ModelFile> found = file.location().startsWith(CLASSPATH) ? onClassPath(file.location())
				: inFolder(file.location().substring(FILE.length()));
		if (found.isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The model %s matches no file".formatted(entry),
					"Correct the pattern, or remove it from app.migrations.autogenerate.model. A relative path starts at "
							+ "the working directory; * stands for a part of a name, ** for folders.");
		}
		return found;
	}

	private static boolean isPattern(String location) {
		return location.contains("*") || location.contains("?");
	}

	private static List<ModelFile> onClassPath(String pattern) throws IOException {
		String path = pattern.substring(CLASSPATH.length()).replaceFirst("^/+", "");
		List<ModelFile> files = new ArrayList<>();
		ClassLoader classLoader = Objects.requireNonNull(ClassUtils.getDefaultClassLoader());
		for (Resource resource : new ClassPathResources(classLoader).getResources("classpath*:" + path)) {
			String uri = resource.getURI().toString();
			String root = path.substring(0, path.lastIndexOf('/', firstWildcard(path)) + 1);
			int start = root.isEmpty() ? uri.lastIndexOf('/') + 1 : uri.lastIndexOf("/" + root) + 1;
			files.add(new ModelFile(uri.substring(start), uri));
		}
		return files;
	}

	private static List<ModelFile> inFolder(String pattern) throws IOException {
		String normalized = pattern.replace('\\', '/');
		int end = normalized.lastIndexOf('/', firstWildcard(normalized)) + 1;
		String root = normalized.substring(0, end);
		Path folder = RevisionLocations.folder(FILE + (root.isEmpty() ? "." : root));
		if (!Files.isDirectory(folder)) {
			return List.of();
		}
		AntPathMatcher matcher = new AntPathMatcher();
		try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
			return files.filter(Files::isRegularFile)
				.map((file) -> folder.relativize(file).toString().replace('\\', '/'))
				.filter((path) -> matcher.match(normalized.substring(end), path))
				.map((path) -> ModelFile.of(FILE + root + path))
				.toList();
		}
	}

	private static int firstWildcard(String pattern) {
		return Stream.of('*', '?')
			.mapToInt(pattern::indexOf)
			.filter((index) -> index >= 0)
			.min()
			.orElse(pattern.length());
	}

}
