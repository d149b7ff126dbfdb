package io.appmigrations.internal.project;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;

/**
 * Several files that are written together: all of them or none. None may exist.
 *
 * @param folders where they may lie
 * @param texts their contents
 */
public record NewFiles(SourceFolders folders, Map<Path, String> texts) {

	/**
	 * Makes sure that nothing would be overwritten.
	 * @throws MigrationException with {@code invalid_configuration} if a file exists
	 */
	public void requireAbsent() {
		for (Path file : this.texts.keySet()) {
			if (Files.exists(file)) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"The file %s already exists, so nothing was written".formatted(this.folders.display(file)),
						"Move or delete it, or choose another folder with app.migrations.locations.");
			}
		}
	}

	/**
	 * Writes the files.
	 * @throws MigrationException with {@code invalid_configuration} if one exists or
	 * cannot be written; in both cases none is left
	 */
	public void write() {
		requireAbsent();
		List<Path> made = new ArrayList<>();
		try {
			for (Map.Entry<Path, String> file : this.texts.entrySet()) {
				makeFolders(Objects.requireNonNull(file.getKey().getParent()), made);
				Files.createFile(file.getKey());
				made.add(file.getKey());
				Files.writeString(file.getKey(), file.getValue(), StandardCharsets.UTF_8,
						StandardOpenOption.TRUNCATE_EXISTING);
			}
		}
		catch (IOException ex) {
			MigrationException failure = new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The revisions cannot be written, so none was: %s".formatted(ex),
					"Check the permissions of the folder and the space on the disk.", ex);
			Collections.reverse(made);
			made.forEach((path) -> delete(path, failure));
			throw failure;
		}
	}

	private static void makeFolders(Path folder, List<Path> made) throws IOException {
		if (!Files.isDirectory(folder)) {
			makeFolders(Objects.requireNonNull(folder.getParent()), made);
			Files.createDirectory(folder);
			made.add(folder);
		}
	}

	private static void delete(Path path, MigrationException failure) {
		try {
			Files.deleteIfExists(path);
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
		}
	}

}
