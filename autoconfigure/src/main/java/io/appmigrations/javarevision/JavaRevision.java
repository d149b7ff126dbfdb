package io.appmigrations.javarevision;

/**
 * A revision for what SQL cannot say. Annotate the class with {@link RevisionInfo} and
 * make it a Spring bean, or put it into a package that corresponds to one of
 * {@code app.migrations.locations} ({@code db.migrations} by default). It is instantiated
 * only when it runs.
 * <p>
 * A revision that cannot be undone implements this interface, one that can
 * {@link ReversibleJavaRevision}.
 */
public interface JavaRevision {

	/**
	 * Takes the database from the down revision to this one.
	 * @param context the connection that migrates, and helpers
	 * @throws Exception whatever goes wrong; the revision is then rolled back
	 */
	void upgrade(RevisionContext context) throws Exception;

}
