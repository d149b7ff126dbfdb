/**
 * Internal. Writes statements of a revision file in the form that keeps nobody waiting
 * for long, and leaves everything else of the file as it is.
 */
@NullMarked
package io.appmigrations.internal.lint.fix;

import org.jspecify.annotations.NullMarked;
