package io.appmigrations.settings;

import org.jspecify.annotations.Nullable;

/**
 * The process that migrates, for the log.
 *
 * @param host the machine or pod, or {@code null} if unknown
 * @param application the application's name, or {@code null} if it has none
 * @param applicationVersion its version, or {@code null} if unknown
 */
public record Origin(@Nullable String host, @Nullable String application, @Nullable String applicationVersion) {

	/** Nothing is known. */
	public static final Origin UNKNOWN = new Origin(null, null, null);

}
