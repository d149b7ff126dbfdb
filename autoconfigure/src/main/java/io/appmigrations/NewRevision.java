package io.appmigrations;

import java.nio.file.Path;

/**
 * A revision that was written.
 *
 * @param revision the revision
 * @param path its file
 */
public record NewRevision(Revision revision, Path path) {
}
