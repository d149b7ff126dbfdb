package io.appmigrations.javarevision;

/**
 * A Java revision with a way back.
 */
public interface ReversibleJavaRevision extends JavaRevision {

	/**
	 * Takes the database from this revision back to its down revision.
	 * @param context the connection that migrates, and helpers
	 * @throws Exception whatever goes wrong; the downgrade is then rolled back
	 */
	void downgrade(RevisionContext context) throws Exception;

}
