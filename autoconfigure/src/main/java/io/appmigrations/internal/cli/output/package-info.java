/**
 * Internal. How the commands answer: text, JSON, SARIF and drawings.
 */
@NullMarked
package io.appmigrations.internal.cli.output;

import org.jspecify.annotations.NullMarked;
