package io.appmigrations.javarevision;

import java.util.List;
import java.util.Map;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Work on many rows. Each batch is a separate transaction, which commits the work
 * together with a record of its progress. After an interruption, the next run resumes
 * with the first row that was not processed, and no row is processed twice.
 */
public interface RowBatches {

	/**
	 * Sets the rows to process.
	 * @param sql a query, without {@code order by} and {@code limit}
	 * @return this description
	 */
	RowBatches rows(String sql);

	/**
	 * Sets the order of the rows.
	 * @param column a column of the query that is unique and never null; {@code id} by
	 * default
	 * @return this description
	 */
	RowBatches orderedBy(String column);

	/**
	 * Sets the number of rows in a batch.
	 * @param rows the number, at least 1; 1000 by default
	 * @return this description
	 */
	RowBatches size(int rows);

	/**
	 * Processes the rows.
	 * @param work called once for each batch
	 * @return the number of processed rows, including those of interrupted runs
	 * @throws Exception if the work fails; the batches before it stay committed
	 */
	long process(Work work) throws Exception;

	/**
	 * The processing of a batch.
	 */
	@FunctionalInterface
	interface Work {

		/**
		 * Processes one batch.
		 * @param jdbc the client, inside the transaction of the batch
		 * @param rows the rows by column name, in the requested order
		 * @throws Exception if anything fails; this batch is then rolled back
		 */
		void process(JdbcClient jdbc, List<Map<String, Object>> rows) throws Exception;

	}

}
