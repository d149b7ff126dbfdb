package io.appmigrations.internal.engine;

import java.util.List;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.RevisionDetails;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is, in detail.
 *
 * @param revisions the revisions; of several tenants, those that could be read
 * @param details the current revisions that this build has, children before parents; none
 * if there are tenants, each of which has its own answer
 * @param database server, database and login for people, if that was asked for
 * @param failures the tenants that could not be read, or {@code null}
 */
public record CurrentDetails(CurrentRevisions revisions, List<RevisionDetails> details, @Nullable String database,
		@Nullable TenantFailures failures) {

	/**
	 * Copies the list.
	 */
	public CurrentDetails {
		details = List.copyOf(details);
	}

	/**
	 * Returns the revisions alone.
	 * @param revisions where the database is
	 * @return no details of them
	 */
	public static CurrentDetails of(CurrentRevisions revisions) {
		return new CurrentDetails(revisions, List.of(), null, null);
	}

}
