package io.appmigrations.internal.database.version;

import java.util.Map;
import java.util.Set;

import io.appmigrations.UnfinishedRevision;

/**
 * What a database says about itself.
 *
 * @param rows the rows of the version table: the current revisions, the ones that they
 * imply left out
 * @param checksums the revisions that are applied as far as the log remembers, with their
 * checksums; empty for a Java revision
 * @param unfinished the revisions with {@code transaction:off} that were interrupted
 * @param logged whether there is a log; a version table made by hand has none
 * @param tables the version of the tool's own tables
 * @param builds what the end of the log says about builds. If it knows the build that
 * asks, nothing else of the log was read
 */
public record VersionState(Set<String> rows, Map<String, String> checksums, Map<String, UnfinishedRevision> unfinished,
		boolean logged, int tables, NotedBuilds builds) {

	/**
	 * Copies the collections.
	 */
	public VersionState {
		rows = Set.copyOf(rows);
		checksums = Map.copyOf(checksums);
		unfinished = Map.copyOf(unfinished);
	}

	/**
	 * The same after a run to its end.
	 * @param other the rows now
	 * @return the state
	 */
	public VersionState at(Set<String> other) {
		return new VersionState(other, this.checksums, Map.of(), this.logged, this.tables, this.builds);
	}

}
