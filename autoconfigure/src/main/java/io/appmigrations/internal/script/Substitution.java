package io.appmigrations.internal.script;

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

}
