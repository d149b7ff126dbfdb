/**
 * An application that has what a command must leave alone.
 */
@NullMarked
package io.appmigrations.internal.cli.library;

import org.jspecify.annotations.NullMarked;
