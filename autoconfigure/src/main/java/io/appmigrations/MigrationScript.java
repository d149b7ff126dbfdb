package io.appmigrations;

import java.io.IOException;

/**
 * Statements for {@code psql}, which are put together while they are written: those of a
 * revision can be more than fits into memory.
 */
@FunctionalInterface
public interface MigrationScript {

	/**
	 * Writes the statements.
	 * @param out where to
	 * @throws IOException where it cannot be written
	 */
	void writeTo(Appendable out) throws IOException;

}
