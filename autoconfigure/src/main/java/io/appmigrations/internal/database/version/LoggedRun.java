package io.appmigrations.internal.database.version;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How a revision became applied, as the log remembers it.
 *
 * @param at when
 * @param outcome {@code done}; {@code stamped} or {@code repaired} where nothing ran
 * @param millis how long it took, or {@code null} if nothing ran
 * @param login the login, or {@code null} if unknown
 * @param host the machine or pod, or {@code null} if unknown
 * @param application the application, or {@code null} if unknown
 * @param applicationVersion its version, or {@code null} if unknown
 */
public record LoggedRun(Instant at, String outcome, @Nullable Long millis, @Nullable String login,
		@Nullable String host, @Nullable String application, @Nullable String applicationVersion) {
}
