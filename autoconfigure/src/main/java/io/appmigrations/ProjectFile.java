package io.appmigrations;

import java.nio.file.Path;

/**
 * A file that {@code init} creates in a project.
 *
 * @param path the file
 * @param written whether it was written; otherwise it existed
 */
public record ProjectFile(Path path, boolean written) {
}
