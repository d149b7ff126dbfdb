package io.appmigrations.internal.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Arrays;
import java.util.Objects;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;

/**
 * Replaces the contents of a file at once: whoever reads it sees the old or the new.
 */
public final class FileReplacement {

	private FileReplacement() {
	}

	/**
	 * Replaces a file.
	 * @param file the file; a link stays one
	 * @param before what it must contain
	 * @param after what it is to contain
	 * @throws MigrationException with {@code invalid_configuration} where it contains
	 * something else by now, or cannot be written
	 */
	public static void replace(Path file, byte[] before, byte[] after) {
		try {
			Path real = file.toRealPath();
			if (!Arrays.equals(Files.readAllBytes(real), before)) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"%s was changed while it was being checked".formatted(file), "Start again.");
			}
			Path fresh = Files.createTempFile(Objects.requireNonNull(real.getParent()), ".", ".tmp");
			try {
				Files.write(fresh, after);
				keepPermissions(real, fresh);
				Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			}
			finally {
				Files.deleteIfExists(fresh);
			}
		}
		catch (IOException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s cannot be written: %s".formatted(file, ex), "Check the permissions of its folder.", ex);
		}
	}

	private static void keepPermissions(Path from, Path to) throws IOException {
		PosixFileAttributeView old = Files.getFileAttributeView(from, PosixFileAttributeView.class);
		PosixFileAttributeView fresh = Files.getFileAttributeView(to, PosixFileAttributeView.class);
		if (old != null && fresh != null) {
			fresh.setPermissions(old.readAttributes().permissions());
		}
	}

}
