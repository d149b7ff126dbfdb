package io.appmigrations.javarevision;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The metadata of a {@link JavaRevision}, equivalent to the header of a SQL revision.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RevisionInfo {

	/**
	 * Returns the revision id.
	 * @return 1 to 64 letters, digits, underscores and dots
	 */
	String revision();

	/**
	 * Returns the revisions that it builds on.
	 * @return revision ids; none for a base, several for a merge
	 */
	String[] downRevision() default {};

	/**
	 * Returns the branch labels of the revision.
	 * @return branch labels
	 */
	String[] branchLabels() default {};

	/**
	 * Returns the revisions that must be applied first without being its parents.
	 * @return revision ids or branch labels
	 */
	String[] dependsOn() default {};

	/**
	 * Returns what the revision does.
	 * @return one line
	 */
	String message();

	/**
	 * Returns when the revision was created.
	 * @return for example {@code 2026-11-22T10:15:00Z}, or empty
	 */
	String created() default "";

	/**
	 * Whether the revision runs in one transaction. Otherwise, work outside
	 * {@linkplain RevisionContext#batches batches} must be repeatable, because it runs
	 * again after an interruption.
	 * @return {@code false} for a revision that commits while it runs
	 */
	boolean transaction() default true;

	/**
	 * Returns the record of a generated revision: which new objects it creates (so that
	 * they can be dropped when they are no longer in the model), which it drops, and what
	 * it renames. If you remove something from the code, remove it here too.
	 * @return lines that {@code revision --autogenerate --java} writes
	 */
	String[] generated() default {};

}
