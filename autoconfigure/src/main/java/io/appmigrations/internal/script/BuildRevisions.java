package io.appmigrations.internal.script;

import java.util.List;
import java.util.Optional;

/**
 * The revisions of a build.
 */
@FunctionalInterface
public interface BuildRevisions {

	/**
	 * Reads them.
	 * @return the revisions, in no particular order
	 */
	List<? extends RevisionScript> read();

	/**
	 * Returns what tells them from the revisions of other builds, without reading more
	 * than that takes. Two builds with the same fingerprint have the same graph and the
	 * same checksums.
	 * @return the fingerprint, or nothing if there is no proof, and if there are no
	 * revisions
	 */
	default Optional<String> fingerprint() {
		return Optional.empty();
	}

	/**
	 * Whether there are none.
	 * @return {@code true} if there is neither a file nor a Java revision
	 */
	default boolean isEmpty() {
		return read().isEmpty();
	}

}
