package io.appmigrations.script;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * The folders that hold revision files.
 *
 * @param locations {@code classpath:} and {@code file:} folders, searched recursively
 */
public record RevisionLocations(List<String> locations) {

	private static final String CLASSPATH = "classpath:";

	private static final String FILE = "file:";

	private static final String SUFFIX = ".sql";

	/** The resolver knows no pattern that disregards case. */
	private static final String ANY_SUFFIX = "*.???";

	/** From here on it pays to read files in parallel. */
	private static final int MANY = 200;

	/**
	 * Validates the locations.
	 * @throws MigrationException with {@code invalid_configuration} where one has another
	 * prefix
	 */
	public RevisionLocations {
		locations = locations.stream().map(RevisionLocations::normalize).distinct().toList();
	}

	private static String normalize(String location) {
		String plain = location.strip().replaceFirst("^classpath\\*:", CLASSPATH);
		if (plain.isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION, "app.migrations.locations names no folder",
					"Use classpath:db/migrations or file:/path/to/folder.");
		}
		if (!plain.contains(":")) {
			plain = CLASSPATH + plain;
		}
		if (!plain.startsWith(CLASSPATH) && !plain.startsWith(FILE)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.locations: '%s' is not a location".formatted(location),
					"Use classpath:db/migrations or file:/path/to/folder.");
		}
		plain = plain.replaceFirst("^classpath:/+", CLASSPATH);
		return plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
	}

	/**
	 * Reads all revision files.
	 * @param classLoader the class loader for {@code classpath:} locations
	 * @return the revisions, in no particular order
	 * @throws MigrationException where a file cannot be read, or a {@code file:} folder
	 * does not exist
	 */
	public List<SqlRevision> read(ClassLoader classLoader) {
		ResourcePatternResolver resolver = new PathMatchingResourcePatternResolver(classLoader);
		Map<String, Found> byUri = new LinkedHashMap<>();
		for (String location : this.locations) {
			try {
				for (Resource resource : find(resolver, location)) {
					String uri = resource.getURI().toString();
					byUri.putIfAbsent(uri, new Found(location, displayPath(location, uri), resource));
				}
			}
			catch (IOException ex) {
				throw unreadable(location, ex);
			}
		}
		Stream<Found> files = byUri.values().stream();
		return ((byUri.size() > MANY) ? files.parallel() : files).map(Found::read).toList();
	}

	private static MigrationException unreadable(String location, IOException ex) {
		return new MigrationException(ErrorCode.INVALID_SCRIPT,
				"The revision files in %s cannot be read: %s".formatted(location, ex.getMessage()),
				"Check the folder's permissions.", ex);
	}

	/**
	 * A package may be spread over several jars, so every root of the class path counts.
	 */
	private static Resource[] find(ResourcePatternResolver resolver, String location) throws IOException {
		if (location.startsWith(CLASSPATH)) {
			String folder = location.substring(CLASSPATH.length()) + (location.equals(CLASSPATH) ? "" : "/");
			try {
				List<Path> roots = new ArrayList<>();
				for (Resource root : resolver.getResources("classpath*:" + folder)) {
					if (isFile(root)) {
						roots.add(Path.of(root.getURI()));
						requireReadable(Path.of(root.getURI()));
					}
				}
				Resource[] files = revisionFiles(resolver.getResources("classpath*:" + folder + "**/" + ANY_SUFFIX));
				for (Resource file : files) {
					if (isFile(file)) {
						Path path = Path.of(file.getURI());
						requireFileInside(roots.stream().filter(path::startsWith).findFirst().orElse(path), path);
					}
				}
				return files;
			}
			catch (FileNotFoundException ex) {
				return new Resource[0];
			}
		}
		if (!resolver.getResource(location + "/").exists()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.locations: the folder %s does not exist".formatted(location),
					"Create it, or correct the location.");
		}
		requireReadable(Path.of(resolver.getResource(location).getURI()));
		Resource[] files = revisionFiles(resolver.getResources(location + "/**/" + ANY_SUFFIX));
		for (Resource file : files) {
			requireFileInside(Path.of(resolver.getResource(location).getURI()), Path.of(file.getURI()));
		}
		return files;
	}

	private static boolean isFile(Resource resource) throws IOException {
		return resource.getURL().getProtocol().equals("file");
	}

	/**
	 * What searches the folder logs what it could not read, and returns nothing at all
	 * then, which would look like a history without revisions.
	 */
	private static void requireReadable(Path folder) throws IOException {
		Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE,
				new SimpleFileVisitor<Path>() {

					@Override
					public FileVisitResult visitFileFailed(Path file, IOException ex) {
						throw new MigrationException(ErrorCode.INVALID_SCRIPT,
								(ex instanceof FileSystemLoopException)
										? "%s is a link to a folder that it is in".formatted(file)
										: "%s cannot be read: %s".formatted(file, ex.getClass().getSimpleName()),
								"Remove it, let the user of this process read it, or name a folder beside it in app.migrations.locations.",
								ex);
					}

				});
	}

	/**
	 * Hidden files are what an editor or a file manager keeps beside a file:
	 * {@code .#a1.sql}, {@code ._a1.sql}.
	 */
	private static Resource[] revisionFiles(Resource[] files) {
		return Stream.of(files).filter(RevisionLocations::isRevisionFile).toArray(Resource[]::new);
	}

	private static String displayName(Resource file) {
		return file.getDescription().replaceFirst("^\\w+ \\[(.*)]$", "$1");
	}

	private static boolean isRevisionFile(Resource file) {
		String name = Objects.toString(file.getFilename(), "");
		if (name.startsWith(".") || !name.toLowerCase(Locale.ROOT).endsWith(SUFFIX)) {
			return false;
		}
		if (!name.endsWith(SUFFIX)) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"%s would not be read: revision files end with .sql".formatted(displayName(file)),
					"Rename it, in lower case.");
		}
		return true;
	}

	/**
	 * Links may point to other places of the folder, as those do that Kubernetes makes
	 * for a mounted ConfigMap.
	 */
	private static void requireFileInside(Path folder, Path file) throws IOException {
		if (!Files.exists(file)) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"%s is a link to a file that does not exist".formatted(file), "Remove it, or put the file there.");
		}
		if (!Files.isRegularFile(file)) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT, "%s is not a file".formatted(file),
					"Give it a name that does not end with .sql.");
		}
		if (!file.toRealPath().startsWith(folder.toRealPath())) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT, "%s is a link out of its location".formatted(file),
					"Put the file itself there, or add its folder to app.migrations.locations.");
		}
	}

	private static String displayPath(String location, String uri) {
		String folder = location.substring(location.indexOf(':') + 1);
		int index = folder.isEmpty() ? -1 : uri.lastIndexOf("/" + folder + "/");
		return (index >= 0) ? uri.substring(index + 1) : uri.replaceFirst("^file:/*", "/");
	}

	/**
	 * Returns the packages in which Java revisions are looked for: the {@code classpath:}
	 * folders read as packages.
	 * @return package names, for example {@code db.migrations}
	 */
	public List<String> packages() {
		List<String> packages = new ArrayList<>();
		for (String location : this.locations) {
			if (location.startsWith(CLASSPATH) && location.length() > CLASSPATH.length()) {
				packages.add(location.substring(CLASSPATH.length()).replace('/', '.'));
			}
		}
		return packages;
	}

	/**
	 * A revision file.
	 *
	 * @param location where it was found
	 * @param path its path as messages show it
	 * @param resource the file
	 */
	private record Found(String location, String path, Resource resource) {

		SqlRevision read() {
			try {
				return RevisionFileReader.read(this.path, this.resource.getContentAsByteArray());
			}
			catch (IOException ex) {
				throw unreadable(this.location, ex);
			}
		}

	}

}
