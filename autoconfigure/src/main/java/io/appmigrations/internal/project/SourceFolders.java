package io.appmigrations.internal.project;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.RevisionFolder;
import io.appmigrations.internal.script.RevisionLocations;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.support.Printable;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.FileSystemResource;

/**
 * Where the configured locations lie in the source tree. A {@code classpath:} location is
 * below {@code src/main/resources}, never below {@code target} or {@code build}, whose
 * files the next build replaces.
 */
public final class SourceFolders {

	private static final String CLASSPATH = "classpath:";

	/** What build tools put on the class path, seen from the project's folder. */
	private static final List<String> OUTPUT_FOLDERS = List.of("target/classes", "build/classes/java/main",
			"build/classes/kotlin/main", "build/resources/main", "bin/main");

	private final RevisionLocations locations;

	private final Path workingDirectory;

	private final List<Path> projects;

	/**
	 * Looks for the project.
	 * @param locations the configured locations
	 * @param workingDirectory where the process runs
	 * @param classLoader knows the class path, which leads to the project where it runs
	 * from the build's output folders
	 */
	public SourceFolders(RevisionLocations locations, Path workingDirectory, ClassLoader classLoader) {
		this.locations = locations;
		this.workingDirectory = workingDirectory.toAbsolutePath().normalize();
		Set<Path> found = new LinkedHashSet<>();
		if (Files.isDirectory(this.workingDirectory.resolve("src/main"))) {
			found.add(this.workingDirectory);
		}
		found.addAll(projectsOf(classLoader));
		this.projects = List.copyOf(found);
	}

	private static List<Path> projectsOf(ClassLoader classLoader) {
		List<Path> projects = new ArrayList<>();
		try {
			for (URL root : Collections.list(classLoader.getResources(""))) {
				if (root.getProtocol().equals("file")) {
					Path folder = Path.of(URI.create(root.toString()));
					OUTPUT_FOLDERS.stream()
						.filter(folder::endsWith)
						.map((output) -> project(folder, output))
						.filter((project) -> Files.isDirectory(project.resolve("src/main")))
						.forEach(projects::add);
				}
			}
			return projects;
		}
		catch (IOException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The class path cannot be read: %s".formatted(ex.getMessage()), null, ex);
		}
	}

	private static Path project(Path folder, String output) {
		return folder.resolve("../".repeat(Path.of(output).getNameCount())).normalize();
	}

	/**
	 * Returns the project's folder.
	 * @return an absolute path
	 * @throws MigrationException with {@code invalid_configuration} where the process
	 * does not run in a project
	 */
	public Path project() {
		if (this.projects.isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"There is no project in %s: it has no folder src/main".formatted(this.workingDirectory),
					"Run the command in the project's folder, or set app.migrations.locations to a file: folder.");
		}
		return this.projects.stream()
			.filter((project) -> this.locations.locations()
				.stream()
				.filter((location) -> location.startsWith(CLASSPATH))
				.anyMatch((location) -> Files.isDirectory(inResources(project, location))))
			.findFirst()
			.orElse(this.projects.get(0));
	}

	/**
	 * Returns the folders of the projects that the process runs in.
	 * @return absolute paths, none where it does not run in a project
	 */
	public List<Path> projects() {
		return this.projects;
	}

	/**
	 * Returns the folders of the locations.
	 * @return absolute paths in the order of the locations; they need not exist
	 * @throws MigrationException with {@code invalid_configuration} where a location is
	 * on the class path and the process does not run in a project
	 */
	public List<Path> folders() {
		return this.locations.locations().stream().map(this::folder).toList();
	}

	private Path folder(String location) {
		if (location.startsWith(CLASSPATH)) {
			return inResources(project(), location);
		}
		return this.workingDirectory.resolve(RevisionLocations.folder(location)).normalize();
	}

	private static Path inResources(Path project, String location) {
		return project.resolve("src/main/resources").resolve(location.substring(CLASSPATH.length())).normalize();
	}

	/**
	 * Returns the folder of the Java revisions of a location.
	 * @param folder one of {@link #folders()}
	 * @return the folder below {@code src/main/java} of the same package
	 * @throws MigrationException with {@code invalid_configuration} where the location is
	 * not on the class path
	 */
	public Path javaFolder(Path folder) {
		Path resources = this.projects.isEmpty() ? null : project().resolve("src/main/resources");
		if (resources == null || !folder.startsWith(resources)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"A Java revision cannot be written to %s, which is not on the class path".formatted(folder),
					"Configure a classpath: location for it.");
		}
		return project().resolve("src/main/java").resolve(resources.relativize(folder));
	}

	/**
	 * Chooses the folder of a new revision.
	 * @param versionPath the folder that the user asks for, or {@code null}
	 * @param parent a revision that it builds on, or {@code null}
	 * @return an absolute path within one of the locations
	 * @throws MigrationException with {@code invalid_configuration} where the folder is
	 * outside of them, or where there are several and none was chosen
	 */
	public Path choose(@Nullable String versionPath, @Nullable Revision parent) {
		List<Path> folders = folders();
		if (versionPath != null) {
			return inside(folders, versionPath);
		}
		if (folders.size() == 1) {
			return folders.get(0);
		}
		Path beside = (parent != null) ? find(parent) : null;
		if (beside == null || folders.stream().noneMatch(beside::startsWith)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION, "There are %s locations: %s".formatted(
					folders.size(), String.join(", ", this.locations.locations())), "Choose one with --version-path.");
		}
		return beside.resolveSibling("").normalize();
	}

	private Path inside(List<Path> folders, String versionPath) {
		Path wanted;
		int index = this.locations.locations().indexOf(versionPath);
		try {
			wanted = (index >= 0) ? folders.get(index) : this.workingDirectory.resolve(versionPath).normalize();
		}
		catch (IllegalArgumentException ex) {
			throw outside(versionPath);
		}
		if (folders.stream().noneMatch(wanted::startsWith)) {
			throw outside(versionPath);
		}
		if (Files.exists(wanted) && !Files.isDirectory(wanted)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION, "'%s' is not a folder".formatted(versionPath),
					"Name the folder in which the file is to be created.");
		}
		return wanted;
	}

	private MigrationException outside(String versionPath) {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"'%s' is not inside the configured locations (%s)".formatted(versionPath,
						String.join(", ", this.locations.locations())),
				"Name a folder inside one of them, or add it to app.migrations.locations.");
	}

	/**
	 * Makes sure that a file to be written is inside of a location, links followed.
	 * @param file the file
	 * @throws MigrationException with {@code invalid_configuration} where it is not
	 */
	void requireInside(Path file) {
		for (Path folder : folders()) {
			if (file.startsWith(folder) && real(file).startsWith(real(folder))) {
				return;
			}
		}
		throw outside(file.toString());
	}

	/**
	 * Makes sure that a file to be written is inside of a folder, links followed.
	 * @param folder the folder
	 * @param file the file
	 * @throws MigrationException with {@code invalid_configuration} where it is not
	 */
	void requireInside(Path folder, Path file) {
		if (!real(file).startsWith(real(folder))) {
			throw outside(file.toString());
		}
	}

	private static Path real(Path path) {
		try {
			Path existing = path;
			while (existing != null && !Files.exists(existing)) {
				existing = existing.getParent();
			}
			return (existing == null) ? path : existing.toRealPath().resolve(existing.relativize(path)).normalize();
		}
		catch (IOException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"'%s' cannot be read: %s".formatted(path, ex.getMessage()), null, ex);
		}
	}

	/**
	 * Finds the source file of a revision.
	 * @param revision the revision
	 * @return the file, or {@code null} where it is not in this project
	 */
	public @Nullable Path find(Revision revision) {
		return find(revision.path());
	}

	/**
	 * Finds the source file of a revision by its path.
	 * @param path the path as the revision has it
	 * @return the file, or {@code null} where it is not in this project
	 */
	public @Nullable Path find(String path) {
		Path found = source(path);
		return (found != null) ? found : source(Printable.original(path));
	}

	private @Nullable Path source(String path) {
		List<Path> candidates = new ArrayList<>();
		Path shown = Path.of(path);
		if (shown.isAbsolute()) {
			candidates.add(shown);
		}
		for (Path project : this.projects) {
			candidates.add(project.resolve("src/main/resources").resolve(shown));
			candidates.add(project.resolve("src/main/java").resolve(path.replace('.', '/') + ".java"));
		}
		for (String location : this.locations.locations()) {
			if (!location.startsWith(CLASSPATH)) {
				Path folder = folder(location);
				Path beside = folder.getParent();
				candidates.add(((beside != null) ? beside : folder).resolve(shown));
				candidates.add(this.workingDirectory.resolve(shown));
			}
		}
		return candidates.stream().filter(Files::isRegularFile).findFirst().orElse(null);
	}

	/**
	 * Reads the revision files that the running build does not have yet.
	 * @param builtPaths the paths of the revisions that it has
	 * @return the revisions of the other files
	 */
	public List<SqlRevision> readNewerThan(Set<String> builtPaths) {
		List<SqlRevision> read = new ArrayList<>();
		for (String location : this.locations.locations()) {
			if (location.startsWith(CLASSPATH) && !this.projects.isEmpty()) {
				Path folder = folder(location);
				Path resources = project().resolve("src/main/resources");
				if (Files.isDirectory(folder)) {
					read.addAll(read(folder, resources, builtPaths));
				}
				requireBuilt(javaFolder(folder), builtPaths);
			}
		}
		return read;
	}

	/** What a Java revision says about itself only its class does. */
	private void requireBuilt(Path javaFolder, Set<String> builtPaths) {
		if (!Files.isDirectory(javaFolder)) {
			return;
		}
		Path sources = project().resolve("src/main/java");
		try (Stream<Path> files = Files.walk(javaFolder)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".java")).sorted().toList()) {
				String className = sources.relativize(file)
					.toString()
					.replaceAll("[/\\\\]", ".")
					.replaceFirst("\\.java$", "");
				if (!builtPaths.contains(className) && Files.readString(file).contains("@RevisionInfo")) {
					throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
							"The Java revision %s has not been compiled yet".formatted(display(file)),
							"Build the project, or use ./migrations, which builds it.");
				}
			}
		}
		catch (IOException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The folder %s cannot be read: %s".formatted(Printable.name(javaFolder), ex.getMessage()), null,
					ex);
		}
	}

	private static List<SqlRevision> read(Path folder, Path resources, Set<String> builtPaths) {
		try {
			List<SqlRevision> read = new ArrayList<>();
			for (Path file : RevisionFolder.files(folder)) {
				String path = Printable.name(resources.relativize(file).toString().replace('\\', '/'));
				if (!builtPaths.contains(path)) {
					read.add(RevisionFileReader.read(path, new FileSystemResource(file)));
				}
			}
			return read;
		}
		catch (IOException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The folder %s cannot be read: %s".formatted(Printable.name(folder), ex.getMessage()), null, ex);
		}
	}

	/**
	 * Shows a path to people.
	 * @param path an absolute path
	 * @return the path as seen from the working directory, where it is inside
	 */
	public String display(Path path) {
		return Printable.name(path.startsWith(this.workingDirectory) ? this.workingDirectory.relativize(path) : path);
	}

}
