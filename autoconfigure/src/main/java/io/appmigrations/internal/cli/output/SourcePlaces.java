package io.appmigrations.internal.cli.output;

import java.nio.file.Files;
import java.nio.file.Path;

import io.appmigrations.internal.project.SourceFolders;

/**
 * The files of revisions as services that show findings beside the code know them: from
 * the root of the repository, with slashes.
 */
public final class SourcePlaces {

	private final SourceFolders folders;

	private final Path root;

	public SourcePlaces(SourceFolders folders, Path workingDirectory) {
		this.folders = folders;
		this.root = root(workingDirectory.toAbsolutePath().normalize());
	}

	/** The work tree of Git that the process runs in, or else where it runs. */
	private static Path root(Path workingDirectory) {
		for (Path folder = workingDirectory; folder != null; folder = folder.getParent()) {
			if (Files.exists(folder.resolve(".git"))) {
				return folder;
			}
		}
		return workingDirectory;
	}

	/**
	 * Returns where a revision's file is.
	 * @param path the path as the revision has it
	 * @return a path from the root, the absolute path of a file elsewhere, or the path
	 * itself where there is no such file in the project
	 */
	public String file(String path) {
		Path file = this.folders.find(path);
		if (file == null) {
			return path;
		}
		Path absolute = file.toAbsolutePath().normalize();
		return (absolute.startsWith(this.root) ? this.root.relativize(absolute) : absolute).toString()
			.replace('\\', '/');
	}

}
