/**
 * API. Revisions written in Java, for data that needs code: what an application
 * implements and what it is given.
 */
@NullMarked
package io.appmigrations.javarevision;

import org.jspecify.annotations.NullMarked;
