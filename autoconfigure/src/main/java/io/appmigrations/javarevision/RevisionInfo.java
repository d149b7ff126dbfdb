package io.appmigrations.javarevision;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the header of a SQL revision says, for a {@link JavaRevision}.
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
	 * Returns the revisions it builds on.
	 * @return revision ids; none for a base, several for a merge
	 */
	String[] downRevision() default {};

	/**
	 * Returns the branch labels it carries.
	 * @return branch labels
	 */
	String[] branchLabels() default {};

	/**
	 * Returns the revisions that must be applied before it without being its parents.
	 * @return revision ids or branch labels
	 */
	String[] dependsOn() default {};

	/**
	 * Returns what it does.
	 * @return one line
	 */
	String message();

	/**
	 * Returns when it was written.
	 * @return for example {@code 2026-11-22T10:15:00Z}, or empty
	 */
	String created() default "";

	/**
	 * Whether it runs in one transaction. Without one, what it does outside of
	 * {@linkplain RevisionContext#batches batches} must bear being done again after an
	 * interruption.
	 * @return {@code false} for a revision that commits on its way
	 */
	boolean transaction() default true;

	/**
	 * Returns what a generated revision says of itself: which objects it makes that were
	 * not there before, so that they go when the model has them no more, which go, and
	 * what is renamed. Take out what you take out of the code.
	 * @return lines that {@code revision --autogenerate --java} writes
	 */
	String[] generated() default {};

}
