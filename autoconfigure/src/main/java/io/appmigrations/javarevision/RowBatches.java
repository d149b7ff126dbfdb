package io.appmigrations.javarevision;

import java.util.List;
import java.util.Map;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Work on many rows. Each batch is a transaction of its own in which the rows, the work
 * and the note of how far it came are committed together: after an interruption the next
 * run goes on with the first row that was not processed, and no row is processed twice.
 */
public interface RowBatches {

	/**
	 * Says which rows to process.
	 * @param sql a query, without {@code order by} and {@code limit}
	 * @return this description
	 */
	RowBatches rows(String sql);

	/**
	 * Says in which order.
	 * @param column a column of the query that is unique and never null; {@code id} where
	 * not said
	 * @return this description
	 */
	RowBatches orderedBy(String column);

	/**
	 * Says how many rows make a batch.
	 * @param rows the number, at least 1; 1000 where not said
	 * @return this description
	 */
	RowBatches size(int rows);

	/**
	 * Processes the rows.
	 * @param work is called once a batch
	 * @return how many rows were processed, those of interrupted runs included
	 * @throws Exception whatever the work throws; batches before it stay committed
	 */
	long process(Work work) throws Exception;

	/**
	 * What is done with a batch.
	 */
	@FunctionalInterface
	interface Work {

		/**
		 * Processes one batch.
		 * @param jdbc the client, inside of the batch's transaction
		 * @param rows the rows by column name, in the order asked for
		 * @throws Exception whatever goes wrong; this batch is then rolled back
		 */
		void process(JdbcClient jdbc, List<Map<String, Object>> rows) throws Exception;

	}

}
