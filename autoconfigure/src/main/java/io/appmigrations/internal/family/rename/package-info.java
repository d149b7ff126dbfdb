/**
 * Internal. The statements that rename: objects, values of types, and names that are
 * exchanged.
 */
@NullMarked
package io.appmigrations.internal.family.rename;

import org.jspecify.annotations.NullMarked;
