package io.appmigrations.internal.project;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;

import javax.lang.model.SourceVersion;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;

/**
 * Writes the files of new revisions.
 *
 * @param folders where they may lie
 * @param fileTemplate how they are called
 * @param zone the time zone of their names and of {@code created}
 */
public record RevisionFiles(SourceFolders folders, FileTemplate fileTemplate, ZoneId zone) {

	/**
	 * Writes a SQL revision.
	 * @param folder the folder
	 * @param revision what its header says
	 * @param content what it does
	 * @return the file
	 * @throws MigrationException with {@code invalid_configuration} where it cannot be
	 * written
	 */
	public Path writeSql(Path folder, Revision revision, RevisionContent content) {
		return create(sqlFile(folder, revision), template(folder).fill(revision, this.zone, content));
	}

	/**
	 * Returns where a SQL revision is written.
	 * @param folder the folder
	 * @param revision what its header says
	 * @return the file
	 * @throws MigrationException with {@code invalid_configuration} where it may not be
	 * written there
	 */
	public Path sqlFile(Path folder, Revision revision) {
		String name = this.fileTemplate.name(revision.id(), revision.message(), created(revision).atZone(this.zone));
		Path file = folder.resolve(name + ".sql");
		this.folders.requireInside(file);
		return file;
	}

	/**
	 * Writes a Java revision.
	 * @param folder the folder of the location, as for a SQL revision
	 * @param revision what its annotation says
	 * @param content what it does
	 * @return the file
	 * @throws MigrationException with {@code invalid_configuration} where it cannot be
	 * written
	 */
	public Path writeJava(Path folder, Revision revision, RevisionContent content) {
		Path javaFolder = this.folders.javaFolder(folder);
		Path root = this.folders.project().resolve("src/main/java");
		String packageName = root.relativize(javaFolder).toString().replace('/', '.').replace('\\', '.');
		if (!SourceVersion.isName(packageName)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"'%s' is not a package, so it cannot contain a Java revision".formatted(packageName),
					"Choose another folder with --version-path.");
		}
		this.folders.requireInside(root, javaFolder);
		return create(javaFolder.resolve(JavaTemplate.className(revision) + ".java"),
				JavaTemplate.fill(packageName, revision, content));
	}

	private static Instant created(Revision revision) {
		return Objects.requireNonNull(revision.created(), "'created' must not be null");
	}

	private RevisionTemplate template(Path folder) {
		Path own = folder.resolve(RevisionTemplate.FILE_NAME);
		for (Path location : this.folders.folders()) {
			own = Files.isRegularFile(own) ? own : location.resolve(RevisionTemplate.FILE_NAME);
		}
		if (!Files.isRegularFile(own)) {
			return RevisionTemplate.standard();
		}
		try {
			return new RevisionTemplate(Files.readString(own), this.folders.display(own));
		}
		catch (IOException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The template %s cannot be read: %s".formatted(this.folders.display(own), ex.getMessage()),
					"Save it as UTF-8, or delete it to use the default template.");
		}
	}

	private Path create(Path file, String contents) {
		try {
			Files.createDirectories(Objects.requireNonNull(file.getParent()));
			return Files.writeString(file, contents, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
		}
		catch (FileAlreadyExistsException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The file %s already exists".formatted(this.folders.display(file)),
					"Choose another message or id, or put %(rev)s into app.migrations.file-template.");
		}
		catch (IOException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The file %s cannot be written: %s".formatted(this.folders.display(file), ex),
					"Check the folder's permissions and app.migrations.file-template.");
		}
	}

}
