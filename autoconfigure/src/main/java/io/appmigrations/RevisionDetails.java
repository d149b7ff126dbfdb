package io.appmigrations;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A revision, its place in the history, and its state in the database.
 *
 * @param revision the revision
 * @param branchLabels the labels of the branches that it belongs to, in ascending order
 * @param children the revisions that build on it, in ascending order
 * @param head whether no revision builds on it
 * @param effectiveHead whether no revision depends on it either
 * @param branchPoint whether several revisions build on it
 * @param applied whether it is applied, or {@code null} if the database was not asked
 * @param current whether the version table has a row for it, or {@code null} if the
 * database was not asked
 * @param appliedAt when it was applied, or {@code null} if that is not known
 * @param unfinished how far it came where only a part of it is done, or {@code null}
 */
public record RevisionDetails(Revision revision, List<String> branchLabels, List<String> children, boolean head,
		boolean effectiveHead, boolean branchPoint, @Nullable Boolean applied, @Nullable Boolean current,
		@Nullable Instant appliedAt, @Nullable UnfinishedRevision unfinished) {

	/**
	 * Copies the lists.
	 */
	public RevisionDetails {
		branchLabels = List.copyOf(branchLabels);
		children = List.copyOf(children);
	}

	/**
	 * Whether it builds on no other revision.
	 * @return {@code true} for a base
	 */
	public boolean base() {
		return this.revision.downRevisions().isEmpty();
	}

	/**
	 * Whether it builds on several revisions.
	 * @return {@code true} for a merge
	 */
	public boolean mergePoint() {
		return this.revision.downRevisions().size() > 1;
	}

}
