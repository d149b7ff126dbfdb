/**
 * Internal. The command line: {@code java -jar app.jar migrations COMMAND}. Commands call
 * the facade and print what it returns, as text or as JSON; they hold no logic that
 * another face of the facade would need. Only this package uses picocli.
 */
@NullMarked
package io.appmigrations.internal.cli;

import org.jspecify.annotations.NullMarked;
