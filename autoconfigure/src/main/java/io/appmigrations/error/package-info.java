/**
 * The one exception of this library and its codes. Every other package throws it; this
 * one uses none of them, which is why it is not in {@code io.appmigrations} beside the
 * facade: the packages would form a cycle.
 */
@NullMarked
package io.appmigrations.error;

import org.jspecify.annotations.NullMarked;
