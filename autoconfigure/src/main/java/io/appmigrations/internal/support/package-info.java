/**
 * Internal. What every other package may use and none is about.
 */
@NullMarked
package io.appmigrations.internal.support;

import org.jspecify.annotations.NullMarked;
