/**
 * API. {@link io.appmigrations.Migrations}, whose methods have the names of the commands,
 * with their parameters, results and exceptions. The startup bean, {@code --migrate-only}
 * and the command line use the same interface.
 */
@NullMarked
package io.appmigrations;

import org.jspecify.annotations.NullMarked;
