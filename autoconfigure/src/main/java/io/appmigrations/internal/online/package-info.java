/**
 * Internal. The forms of statements that keep nobody waiting for long, and the order in
 * which the statements of a revision are committed. Pure: no database, no files.
 */
@NullMarked
package io.appmigrations.internal.online;

import org.jspecify.annotations.NullMarked;
