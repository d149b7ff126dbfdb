package io.appmigrations.javarevision;

import io.appmigrations.Direction;
import io.appmigrations.Revision;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a {@link JavaRevision} works with.
 */
public interface RevisionContext {

	/**
	 * Returns the revision that runs.
	 * @return the revision
	 */
	Revision revision();

	/**
	 * Returns which way it runs.
	 * @return the direction
	 */
	Direction direction();

	/**
	 * Returns Spring's JDBC client on the connection that migrates: inside of the
	 * revision's transaction where it has one, else in autocommit.
	 * @return the client
	 */
	JdbcClient jdbc();

	/**
	 * Begins to describe work on many rows, done in batches that are committed one by one
	 * and resumed after an interruption. Only for revisions with
	 * {@code transaction = false}.
	 * @param name a name that is unique within the revision and the same in every run
	 * @return a description to complete
	 * @throws IllegalStateException where the revision runs in one transaction
	 */
	RowBatches batches(String name);

}
