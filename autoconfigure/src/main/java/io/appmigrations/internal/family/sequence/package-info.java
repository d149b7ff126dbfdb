/**
 * Internal. The families of sequences.
 */
@NullMarked
package io.appmigrations.internal.family.sequence;

import org.jspecify.annotations.NullMarked;
