package io.appmigrations;

import org.jspecify.annotations.Nullable;

/**
 * The result of generating a revision.
 *
 * @param revision the revision that was written, or {@code null} if there were no
 * differences
 * @param comparison how the database differs from the model
 * @param unsafeStatements how many statements {@code lint} finds unsafe on large tables,
 * as far as their text says it; zero for a Java revision
 */
public record GeneratedRevision(@Nullable NewRevision revision, SchemaComparison comparison, int unsafeStatements) {
}
