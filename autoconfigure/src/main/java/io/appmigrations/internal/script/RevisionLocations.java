package io.appmigrations.internal.script;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.support.Printable;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * The folders that hold revision files.
 *
 * @param locations {@code classpath:} and {@code file:} folders, searched recursively
 */
public record RevisionLocations(List<String> locations) {

	private static final String CLASSPATH = "classpath:";

	private static final String FILE = "file:";

	/** {@code /C:/folder}, as a URL has it. */
	private static final Pattern WINDOWS_DRIVE = Pattern.compile("^/([A-Za-z]:[/\\\\])");

	/** Where revisions are looked for unless it is configured; it may be absent. */
	static final String DEFAULT = "classpath:db/migrations";

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
		if (plain.isEmpty() || plain.equals(FILE)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.locations does not name a folder",
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
		ResourcePatternResolver resolver = new ClassPathResources(classLoader);
		Map<String, Found> byUri = new LinkedHashMap<>();
		for (String location : this.locations) {
			try {
				find(resolver, location).forEach((found) -> byUri.putIfAbsent(found.key(), found));
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

	private static List<Found> find(ResourcePatternResolver resolver, String location) throws IOException {
		return location.startsWith(CLASSPATH) ? findInClassPath(resolver, location) : findInFolder(location);
	}

	/**
	 * A package may be spread over several jars, so every root of the class path counts.
	 */
	private static List<Found> findInClassPath(ResourcePatternResolver resolver, String location) throws IOException {
		String folder = location.substring(CLASSPATH.length()) + (location.equals(CLASSPATH) ? "" : "/");
		List<Found> found = new ArrayList<>();
		try {
			for (Resource root : resolver.getResources("classpath*:" + folder)) {
				if (isFile(root)) {
					RevisionFolder.files(Path.of(root.getURI())).forEach((file) -> found.add(Found.of(location, file)));
				}
			}
			for (Resource resource : resolver.getResources("classpath*:" + folder + "**/" + ANY_SUFFIX)) {
				String name = Objects.toString(resource.getFilename(), "");
				if (!isFile(resource) && RevisionFolder.isRevisionFile(name, displayName(resource))) {
					String uri = resource.getURI().toString();
					found.add(new Found(location, displayPath(location, uri), uri, resource));
				}
			}
			return found;
		}
		catch (FileNotFoundException ex) {
			return List.of();
		}
	}

	/**
	 * Makes sure that a history is not empty because its folder is called otherwise.
	 * @param classLoader the class loader for {@code classpath:} locations
	 * @throws MigrationException with {@code invalid_configuration} where the class path
	 * does not have a folder that is not the default one
	 */
	public void requireOnClassPath(ClassLoader classLoader) {
		for (String location : this.locations) {
			String name = location.startsWith(CLASSPATH) ? location.substring(CLASSPATH.length()) : "";
			if (!name.isEmpty() && !location.equals(DEFAULT) && !isOnClassPath(classLoader, name)) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"app.migrations.locations: the class path has no folder %s".formatted(name),
						"Create src/main/resources/%1$s with a revision in it, or correct the location; a folder of the file system is file:%1$s."
							.formatted(name));
			}
		}
	}

	/** A jar need not have an entry for a folder that it has files of. */
	private static boolean isOnClassPath(ClassLoader classLoader, String folder) {
		try {
			ResourcePatternResolver resolver = new ClassPathResources(classLoader);
			return resolver.getResources("classpath*:" + folder + "/").length > 0
					|| resolver.getResources("classpath*:" + folder + "/**/*.*").length > 0;
		}
		catch (IOException ex) {
			throw unreadable(CLASSPATH + folder, ex);
		}
	}

	/**
	 * Returns the folder of a {@code file:} location. A path that exists is taken as it
	 * is written; otherwise it may be a URL, with {@code %20} for a space.
	 * @param location the location, relative to the working directory or absolute
	 * @return the path, which need not exist
	 * @throws MigrationException with {@code invalid_configuration} where no file system
	 * can have it
	 */
	public static Path folder(String location) {
		String written = location.substring(FILE.length());
		try {
			Path path = Path.of(WINDOWS_DRIVE.matcher(written.replaceFirst("^//(?=/)", "")).replaceFirst("$1"));
			Path decoded = Files.exists(path) ? null : ofUrl(location);
			return (decoded != null && Files.exists(decoded)) ? decoded : path;
		}
		catch (InvalidPathException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.locations: '%s' is not a path: %s".formatted(location, ex.getReason()),
					"Use for example file:/path/to/folder.");
		}
	}

	private static @Nullable Path ofUrl(String location) {
		try {
			return Path.of(URI.create(location));
		}
		catch (IllegalArgumentException | FileSystemNotFoundException ex) {
			return null;
		}
	}

	private static List<Found> findInFolder(String location) throws IOException {
		Path folder = folder(location);
		if (!Files.exists(folder)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.locations: the folder %s does not exist".formatted(location),
					"Create it, or correct the location.");
		}
		if (!Files.isDirectory(folder)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.locations: %s is not a folder".formatted(location),
					"Name the folder that contains the revision files.");
		}
		return RevisionFolder.files(folder).stream().map((file) -> Found.of(location, file)).toList();
	}

	static boolean isFile(Resource resource) throws IOException {
		return resource.getURL().getProtocol().equals("file");
	}

	private static String displayName(Resource file) {
		return file.getDescription().replaceFirst("^\\w+ \\[(.*)]$", "$1");
	}

	private static String displayPath(String location, String uri) {
		String folder = location.substring(location.indexOf(':') + 1);
		int index = folder.isEmpty() ? -1 : uri.lastIndexOf("/" + folder + "/");
		return Printable.name((index >= 0) ? uri.substring(index + 1) : uri.replaceFirst("^file:/*", "/"));
	}

	/**
	 * Returns the packages in which Java revisions are looked for: the {@code classpath:}
	 * folders read as packages.
	 * @return package names, for example {@code db.migrations}
	 */
	public List<String> packages() {
		return classPathFolders().stream()
			.filter((folder) -> !folder.isEmpty())
			.map((folder) -> folder.replace('/', '.'))
			.toList();
	}

	/**
	 * Returns the {@code classpath:} folders.
	 * @return folders, for example {@code db/migrations}, and an empty one for the root
	 */
	public List<String> classPathFolders() {
		return this.locations.stream()
			.filter((location) -> location.startsWith(CLASSPATH))
			.map((location) -> location.substring(CLASSPATH.length()))
			.toList();
	}

	/** The folder of a {@code classpath:} location; {@code null} for any other. */
	static @Nullable String classPathFolder(String location) {
		return location.startsWith(CLASSPATH) ? location.substring(CLASSPATH.length()) : null;
	}

	/**
	 * A revision file.
	 *
	 * @param location where it was found
	 * @param path its path as messages show it
	 * @param key tells it from others
	 * @param resource the file
	 */
	private record Found(String location, String path, String key, Resource resource) {

		static Found of(String location, Path file) {
			String path = file.toString().replace(File.separatorChar, '/');
			return new Found(location, displayPath(location, path), path, new FileSystemResource(file));
		}

		SqlRevision read() {
			try {
				return RevisionFileReader.read(this.path, this.resource);
			}
			catch (IOException ex) {
				throw unreadable(this.location, ex);
			}
		}

	}

}
