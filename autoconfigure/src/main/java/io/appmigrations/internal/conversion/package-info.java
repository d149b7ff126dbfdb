/**
 * Internal. How the values of one type become those of another: by an assignment, by
 * casts or by an expression, and what is lost or refused on the way. Pure.
 */
@NullMarked
package io.appmigrations.internal.conversion;

import org.jspecify.annotations.NullMarked;
