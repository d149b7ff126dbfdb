/**
 * Revisions written in Java, for data that needs code: what an application implements and
 * what it is given. The execution package runs them.
 */
@NullMarked
package io.appmigrations.javarevision;

import org.jspecify.annotations.NullMarked;
