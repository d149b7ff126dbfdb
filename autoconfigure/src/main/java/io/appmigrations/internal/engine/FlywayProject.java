package io.appmigrations.internal.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.flyway.FlywayFolders;
import io.appmigrations.internal.flyway.FlywayRevisions;
import io.appmigrations.internal.flyway.FlywayScripts;
import io.appmigrations.internal.flyway.FlywaySettings;
import io.appmigrations.internal.imported.ImportedHistory;
import io.appmigrations.internal.project.SourceFolders;

/**
 * A project that has its scripts where Flyway looks for them.
 */
final class FlywayProject {

	private static final String CLASSPATH = "classpath:";

	/** That of Flyway, and that of Spring and of {@code app.migrations.locations}. */
	private static final List<String> FILE_SYSTEM = List.of("filesystem:", "file:");

	/** Of a store such as {@code s3:}; a single letter is a drive. */
	private static final Pattern SCHEME = Pattern.compile("[A-Za-z0-9]{2,}:.*");

	private final MigrationContext context;

	private final FlywaySettings settings;

	private final SourceFolders folders;

	FlywayProject(MigrationContext context, SourceFolders folders) {
		this.context = context;
		this.settings = context.imports().get().flyway();
		this.folders = folders;
	}

	/**
	 * Reads the scripts.
	 * @param target the folder of the revisions
	 * @return the revisions that they become
	 */
	ImportedHistory read(Path target) {
		HistoryImport.requireSameSchema(this.context, "Flyway", this.settings.defaultSchema(),
				"spring.flyway.default-schema or schemas");
		FlywayScripts scripts = FlywayFolders.read(this.settings, scriptFolders(), sourceFolders());
		if (scripts.isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"There are no scripts of Flyway in %s".formatted(String.join(", ", this.settings.locations())),
					"Name their folder with --location, for example --location filesystem:db/migration.");
		}
		return FlywayRevisions.of(scripts, this.settings, this.context.execution().placeholders(),
				HistoryImport.packageName(this.folders, target));
	}

	private List<Path> scriptFolders() {
		Set<Path> found = new LinkedHashSet<>();
		for (String location : this.settings.locations()) {
			List<Path> these = folders(location).stream().filter(Files::isDirectory).toList();
			if (these.isEmpty()) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"There is no folder for the location %s of Flyway".formatted(location),
						"Name one with --location: classpath:FOLDER is looked for in src/main/resources and on the class path, but not in jars; "
								+ "filesystem:FOLDER starts at %s unless it is absolute.".formatted(absolute("")));
			}
			found.addAll(these);
		}
		return List.copyOf(found);
	}

	private List<Path> folders(String location) {
		for (String prefix : FILE_SYSTEM) {
			if (location.startsWith(prefix)) {
				return List.of(absolute(location.substring(prefix.length())));
			}
		}
		if (location.startsWith(CLASSPATH)) {
			return inResources(location.substring(CLASSPATH.length()));
		}
		if (SCHEME.matcher(location).matches()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s is not a location that can be imported".formatted(location),
					"Copy the scripts into a folder and name it with --location filesystem:FOLDER.");
		}
		List<Path> found = inResources(location);
		return found.isEmpty() ? List.of(absolute(location)) : found;
	}

	private static Path absolute(String path) {
		return Path.of(path).toAbsolutePath().normalize();
	}

	/** To Flyway, a name without a prefix is on the class path. */
	private List<Path> inResources(String path) {
		String name = path.replaceFirst("^/+", "");
		Path inProject = this.folders.project().resolve("src/main/resources").resolve(name);
		return Files.isDirectory(inProject) ? List.of(inProject) : onClassPath(name);
	}

	private List<Path> onClassPath(String name) {
		List<Path> found = new ArrayList<>();
		try {
			for (URL url : Collections.list(this.context.classLoader().getResources(name))) {
				if (url.getProtocol().equals("file")) {
					found.add(Path.of(URI.create(url.toString())));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return found;
	}

	private List<Path> sourceFolders() {
		return this.folders.projects()
			.stream()
			.findFirst()
			.map((project) -> List.of(project.resolve("src/main/java"), project.resolve("src/main/kotlin")))
			.orElse(List.of());
	}

}
