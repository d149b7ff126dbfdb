package io.appmigrations.internal.project;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.ProjectFile;

/**
 * Puts into a project what its developers need: the folder of the revisions, the template
 * of new ones, and the {@code migrations} wrapper. Never overwrites anything.
 *
 * @param folders the folders of the project
 */
public record ProjectInitializer(SourceFolders folders) {

	private static final String MAIN_CLASS = "@MAIN_CLASS@";

	/**
	 * Writes what does not exist yet.
	 * @param mainClass the application's main class
	 * @return all files, with what was done about each
	 * @throws MigrationException with {@code invalid_configuration} where one cannot be
	 * written
	 */
	public List<ProjectFile> init(String mainClass) {
		Path project = this.folders.project();
		List<ProjectFile> files = new ArrayList<>();
		files.add(write(this.folders.folders().get(0).resolve(RevisionTemplate.FILE_NAME),
				RevisionTemplate.standard().text(), false));
		files.add(write(project.resolve("migrations"), resource("migrations").replace(MAIN_CLASS, mainClass), true));
		files.add(write(project.resolve("migrations.cmd"),
				resource("migrations.cmd").replace(MAIN_CLASS, mainClass).replaceAll("\\R", "\r\n"), false));
		return files;
	}

	private ProjectFile write(Path file, String contents, boolean executable) {
		if (Files.exists(file)) {
			return new ProjectFile(file, false);
		}
		try {
			Files.createDirectories(Objects.requireNonNull(file.getParent()));
			Files.writeString(file, contents, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
			if (executable && !file.toFile().setExecutable(true, false)) {
				throw new IOException("it cannot be made executable");
			}
			return new ProjectFile(file, true);
		}
		catch (IOException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s cannot be written: %s".formatted(file, ex.getMessage()), "Check the folder's permissions.");
		}
	}

	private static String resource(String name) {
		try (InputStream stream = Objects.requireNonNull(ProjectInitializer.class.getResourceAsStream(name))) {
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The wrapper is part of the library", ex);
		}
	}

}
