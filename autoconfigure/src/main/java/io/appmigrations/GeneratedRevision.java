package io.appmigrations;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The result of generating a revision.
 *
 * @param revision the revision that was written, or {@code null} if there were no
 * differences
 * @param following the revisions that complete it, each of which builds on the one
 * before; empty unless something is {@linkplain OnlineMode#EXPAND expanded}
 * @param comparison how the database differs from the model
 * @param unsafeStatements how many statements {@code lint} finds unsafe on large tables,
 * as far as their text says it; zero for a Java revision
 */
public record GeneratedRevision(@Nullable NewRevision revision, List<NewRevision> following,
		SchemaComparison comparison, int unsafeStatements) {

	/**
	 * Copies the list.
	 */
	public GeneratedRevision {
		following = List.copyOf(following);
	}

}
