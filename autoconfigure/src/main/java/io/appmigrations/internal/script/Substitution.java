package io.appmigrations.internal.script;

import org.jspecify.annotations.Nullable;

/**
 * What runs instead of a statement where it must not run as it is written.
 */
@FunctionalInterface
public interface Substitution {

	/** Everything runs as it is written. */
	Substitution NONE = (sql, place) -> sql;

	/**
	 * Replaces a statement that is about to run.
	 * @param sql the statement, with its placeholders replaced
	 * @param place the file and the line, for a note
	 * @return what runs
	 */
	String replace(String sql, String place);

	/**
	 * Returns what must not be committed: code can do what no text shows.
	 * @return a query that has a row if the transaction has done such a thing, or
	 * {@code null} where everything may be committed
	 */
	default @Nullable String forbidden() {
		return null;
	}

	/**
	 * Is told before code runs that commits by itself, so that nothing can be rolled
	 * back.
	 * @param place the revision, for a note
	 */
	default void committing(String place) {
	}

}
