/**
 * Internal. The families of constraints, of not null constraints, indexes and statistics.
 */
@NullMarked
package io.appmigrations.internal.family.constraint;

import org.jspecify.annotations.NullMarked;
