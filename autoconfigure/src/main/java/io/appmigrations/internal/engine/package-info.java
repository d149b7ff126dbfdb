/**
 * Internal. Carries out what {@link io.appmigrations.Migrations} promises: connects,
 * waits for the lock, runs, stamps, repairs, generates, for one schema or for each
 * tenant's.
 */
@NullMarked
package io.appmigrations.internal.engine;

import org.jspecify.annotations.NullMarked;
