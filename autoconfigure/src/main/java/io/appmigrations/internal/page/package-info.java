/**
 * Internal. The page that draws a history: one HTML file that loads nothing.
 */
@NullMarked
package io.appmigrations.internal.page;

import org.jspecify.annotations.NullMarked;
