package io.appmigrations;

import java.io.IOException;

/**
 * Statements for {@code psql}. They are assembled while they are written, because the
 * statements of a revision may not fit into memory.
 */
@FunctionalInterface
public interface MigrationScript {

	/**
	 * Writes the statements.
	 * @param out the target
	 * @throws IOException if the statements cannot be written
	 */
	void writeTo(Appendable out) throws IOException;

}
