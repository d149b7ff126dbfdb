package io.appmigrations;

import org.jspecify.annotations.Nullable;

/**
 * What came of generating a revision.
 *
 * @param revision the revision that was written, or {@code null} where there was nothing
 * to do
 * @param comparison how the database differs from the model
 */
public record GeneratedRevision(@Nullable NewRevision revision, SchemaComparison comparison) {
}
