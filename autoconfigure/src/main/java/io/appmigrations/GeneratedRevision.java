package io.appmigrations;

import org.jspecify.annotations.Nullable;

/**
 * The result of generating a revision.
 *
 * @param revision the revision that was written, or {@code null} if there were no
 * differences
 * @param comparison how the database differs from the model
 */
public record GeneratedRevision(@Nullable NewRevision revision, SchemaComparison comparison) {
}
