package io.appmigrations.internal.engine;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

import io.appmigrations.UnfinishedRevision;

/**
 * What a database has.
 *
 * @param rows the rows of the version table
 * @param all these revisions and their ancestors
 * @param times when they were applied, as far as the log remembers
 * @param unfinished those of which only a part is done
 */
record AppliedRevisions(Set<String> rows, Set<String> all, Map<String, Instant> times,
		Map<String, UnfinishedRevision> unfinished) {
}
