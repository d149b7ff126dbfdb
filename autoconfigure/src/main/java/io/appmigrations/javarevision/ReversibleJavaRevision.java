package io.appmigrations.javarevision;

/**
 * A Java revision that can be downgraded.
 */
public interface ReversibleJavaRevision extends JavaRevision {

	/**
	 * Downgrades the database from this revision to its down revision.
	 * @param context the connection that migrates, and helpers
	 * @throws Exception if anything fails; the downgrade is then rolled back
	 */
	void downgrade(RevisionContext context) throws Exception;

}
