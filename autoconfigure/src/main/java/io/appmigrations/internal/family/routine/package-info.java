/**
 * Internal. The families of what has a body or calls a routine: routines, views,
 * triggers, casts and operators.
 */
@NullMarked
package io.appmigrations.internal.family.routine;

import org.jspecify.annotations.NullMarked;
