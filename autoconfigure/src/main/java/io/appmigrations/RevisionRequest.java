package io.appmigrations;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a new revision shall be.
 *
 * @param message what it does
 * @param head the revision to build on, a target, or {@code null} for the one head
 * @param splice whether that may be another revision than a head, so that a branch begins
 * @param branchLabels the branch labels that it carries
 * @param dependsOn revisions that must be applied before it, ids, prefixes or labels
 * @param id its id, or {@code null} for a new one
 * @param versionPath the folder of its file, or {@code null} for the usual one
 * @param java whether it is a Java class instead of a SQL file
 */
public record RevisionRequest(String message, @Nullable String head, boolean splice, List<String> branchLabels,
		List<String> dependsOn, @Nullable String id, @Nullable String versionPath, boolean java) {

	/**
	 * Copies the lists.
	 */
	public RevisionRequest {
		branchLabels = List.copyOf(branchLabels);
		dependsOn = List.copyOf(dependsOn);
	}

	/**
	 * Asks for a revision on top of the one head.
	 * @param message what it does
	 * @return the request
	 */
	public static RevisionRequest of(String message) {
		return new RevisionRequest(message, null, false, List.of(), List.of(), null, null, false);
	}

}
