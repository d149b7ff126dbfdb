/**
 * The facade: {@link io.appmigrations.Migrations}, whose methods carry the commands'
 * names, and what they return. The startup bean, {@code --migrate-only} and everything
 * else that migrates goes through it.
 */
@NullMarked
package io.appmigrations;

import org.jspecify.annotations.NullMarked;
