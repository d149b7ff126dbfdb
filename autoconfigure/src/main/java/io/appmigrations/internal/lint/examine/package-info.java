/**
 * Internal. What a rule of {@code lint} is, what it looks at, and where it reports.
 */
@NullMarked
package io.appmigrations.internal.lint.examine;

import org.jspecify.annotations.NullMarked;
