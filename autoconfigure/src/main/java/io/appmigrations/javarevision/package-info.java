/**
 * API. Revisions written in Java, for data that needs code: the interfaces that an
 * application implements, and the context that they get.
 */
@NullMarked
package io.appmigrations.javarevision;

import org.jspecify.annotations.NullMarked;
