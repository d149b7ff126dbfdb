package io.appmigrations.internal.script;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.support.Printable;

/**
 * A folder of the file system that is searched for revision files. What cannot be
 * searched is an error: it would look like a history without revisions. Links may point
 * to other places of the folder, as those do that Kubernetes makes for a mounted
 * ConfigMap ({@code a1.sql} leads to {@code ..data/a1.sql}). Hidden folders are not
 * searched.
 */
public final class RevisionFolder {

	private static final String SUFFIX = ".sql";

	private final Path root;

	private final Path real;

	private final List<Path> files = new ArrayList<>();

	private boolean classes;

	private RevisionFolder(Path root) throws IOException {
		this.root = root;
		this.real = root.toRealPath();
	}

	/**
	 * Finds the revision files of a folder.
	 * @param root the folder, which exists
	 * @return the files, in the order of their names
	 * @throws IOException where the folder cannot be read
	 * @throws MigrationException where something in it cannot be read, or a link leads
	 * out of it
	 */
	public static List<Path> files(Path root) throws IOException {
		return search(root).files();
	}

	static RevisionFolder search(Path root) throws IOException {
		RevisionFolder folder = new RevisionFolder(root);
		Files.walkFileTree(root, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, folder.new Visitor());
		Collections.sort(folder.files);
		return folder;
	}

	List<Path> files() {
		return this.files;
	}

	/** Whether there are classes, which may be Java revisions. */
	boolean hasClasses() {
		return this.classes;
	}

	/**
	 * Whether a name is one of a revision file. Hidden files are what an editor or a file
	 * manager keeps beside a file: {@code .#a1.sql}, {@code ._a1.sql}.
	 * @param name the file's name
	 * @param path the file, for the message
	 * @throws MigrationException where it ends in capitals
	 */
	static boolean isRevisionFile(String name, String path) {
		if (name.startsWith(".") || !name.toLowerCase(Locale.ROOT).endsWith(SUFFIX)) {
			return false;
		}
		if (!name.endsWith(SUFFIX)) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"%s would be ignored: the names of revision files end with .sql".formatted(Printable.name(path)),
					"Rename it to end with .sql in lower case.");
		}
		return true;
	}

	private void requireInside(Path path) throws IOException {
		if (!path.toRealPath().startsWith(this.real)) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"%s is a link to a place outside its location".formatted(Printable.name(path)),
					"Replace the link with the file itself, or add the file's folder to app.migrations.locations.");
		}
	}

	private void add(Path file) throws IOException {
		this.classes |= file.getFileName().toString().endsWith(".class");
		if (!isRevisionFile(file.getFileName().toString(), file.toString())) {
			return;
		}
		if (!Files.exists(file)) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"%s is a link to a file that does not exist".formatted(Printable.name(file)),
					"Remove the link, or restore the file.");
		}
		if (!Files.isRegularFile(file)) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT, "%s is not a file".formatted(Printable.name(file)),
					"Give it a name that does not end with .sql.");
		}
		requireInside(file);
		this.files.add(file);
	}

	private final class Visitor extends SimpleFileVisitor<Path> {

		@Override
		public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
			if (folder.equals(RevisionFolder.this.root)) {
				return FileVisitResult.CONTINUE;
			}
			if (folder.getFileName().toString().startsWith(".")) {
				return FileVisitResult.SKIP_SUBTREE;
			}
			add(folder);
			requireInside(folder);
			return FileVisitResult.CONTINUE;
		}

		@Override
		public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
			add(file);
			return FileVisitResult.CONTINUE;
		}

		@Override
		public FileVisitResult visitFileFailed(Path file, IOException ex) {
			String problem = (ex instanceof FileSystemLoopException) ? "is a link to a folder that contains it"
					: "cannot be read: " + ex.getClass().getSimpleName().replaceFirst("Exception$", "");
			throw new MigrationException(ErrorCode.INVALID_SCRIPT, "%s %s".formatted(Printable.name(file), problem),
					"Remove it, make it readable for the user of this process, or name a folder that does not contain "
							+ "it in app.migrations.locations.",
					ex);
		}

	}

}
