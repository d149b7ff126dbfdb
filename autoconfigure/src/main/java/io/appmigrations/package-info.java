/**
 * API. {@link io.appmigrations.Migrations}, whose methods carry the commands' names, and
 * what they take, return and throw. The startup bean, {@code --migrate-only} and the
 * command line go through the same interface.
 */
@NullMarked
package io.appmigrations;

import org.jspecify.annotations.NullMarked;
