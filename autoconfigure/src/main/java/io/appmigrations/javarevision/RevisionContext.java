package io.appmigrations.javarevision;

import io.appmigrations.Direction;
import io.appmigrations.Revision;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The context in which a {@link JavaRevision} runs.
 */
public interface RevisionContext {

	/**
	 * Returns the revision that runs.
	 * @return the revision
	 */
	Revision revision();

	/**
	 * Returns the direction in which it runs.
	 * @return the direction
	 */
	Direction direction();

	/**
	 * Returns Spring's JDBC client on the connection that migrates: inside the revision's
	 * transaction if it has one, otherwise in autocommit mode.
	 * @return the client
	 */
	JdbcClient jdbc();

	/**
	 * Starts the description of work on many rows. It is done in batches that are
	 * committed separately, and resumed after an interruption. Only for revisions with
	 * {@code transaction = false}.
	 * @param name a name that is unique within the revision and the same in every run
	 * @return a description to complete
	 * @throws IllegalStateException if the revision runs in one transaction
	 */
	RowBatches batches(String name);

}
