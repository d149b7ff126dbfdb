/**
 * Internal. The list of all families.
 */
@NullMarked
package io.appmigrations.internal.family.registry;

import org.jspecify.annotations.NullMarked;
