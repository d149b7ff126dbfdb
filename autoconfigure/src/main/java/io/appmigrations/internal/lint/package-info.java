/**
 * Internal. Applies the rules for statements that are unsafe on a database in use: what
 * was measured, or what the text says, goes in, findings come out.
 */
@NullMarked
package io.appmigrations.internal.lint;

import org.jspecify.annotations.NullMarked;
