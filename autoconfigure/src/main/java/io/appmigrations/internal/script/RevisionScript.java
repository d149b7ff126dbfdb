package io.appmigrations.internal.script;

import io.appmigrations.Direction;
import io.appmigrations.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A revision together with what it runs: a SQL file or a Java class.
 */
public interface RevisionScript {

	/**
	 * Returns the node of the graph.
	 * @return the revision
	 */
	Revision revision();

	/**
	 * Whether there is a downgrade script.
	 * @return {@code false} where a downgrade must stop before this revision
	 */
	boolean reversible();

	/**
	 * Whether one direction runs in one transaction.
	 * @param direction the direction
	 * @return {@code false} where each statement runs by itself
	 */
	boolean transactional(Direction direction);

	/**
	 * Returns the checksum of what the upgrade runs.
	 * @return a hexadecimal SHA-256, or {@code null} where there is none to compute
	 */
	@Nullable String checksum();

	/**
	 * Returns the text that one direction runs, as it stands in the file.
	 * @param direction the direction
	 * @return the text, or {@code null} where there is none
	 */
	@Nullable String text(Direction direction);

	/**
	 * Returns how long that text is, without reading it.
	 * @param direction the direction
	 * @return the number of characters, zero where there is none
	 */
	default long length(Direction direction) {
		String text = text(direction);
		return (text != null) ? text.length() : 0;
	}

	/**
	 * Returns the options of one direction, as they stand behind its section's marker.
	 * @param direction the direction
	 * @return the options, or {@code null} where there is no section
	 */
	default @Nullable String options(Direction direction) {
		return null;
	}

	/**
	 * Whether the log may keep the text, and errors may show it.
	 * @return {@code false} where the revision's header says {@code log: no}
	 */
	default boolean logged() {
		return true;
	}

	/**
	 * Returns which scripts of another tool the revision was made from.
	 * @return the value of the header {@code imported-from}, or {@code null} without one
	 */
	default @Nullable String importedFrom() {
		return null;
	}

}
