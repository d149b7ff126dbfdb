/**
 * Internal. From two schemas to the ordered SQL that leads from one to the other:
 * differences, renames, changes, their order, and the text of a revision. Pure;
 * PostgreSQL is asked by others.
 */
@NullMarked
package io.appmigrations.internal.diff;

import org.jspecify.annotations.NullMarked;
