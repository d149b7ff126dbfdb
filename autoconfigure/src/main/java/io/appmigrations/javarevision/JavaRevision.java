package io.appmigrations.javarevision;

/**
 * A revision in Java, for data that needs code. Annotate the class with
 * {@link RevisionInfo} and make it a Spring bean, or place it in a package that
 * corresponds to one of {@code app.migrations.locations} ({@code db.migrations} by
 * default). It is instantiated only when it runs.
 * <p>
 * An irreversible revision implements this interface; a reversible one implements
 * {@link ReversibleJavaRevision}.
 */
public interface JavaRevision {

	/**
	 * Upgrades the database from the down revision to this one.
	 * @param context the connection that migrates, and helpers
	 * @throws Exception if anything fails; the revision is then rolled back
	 */
	void upgrade(RevisionContext context) throws Exception;

}
