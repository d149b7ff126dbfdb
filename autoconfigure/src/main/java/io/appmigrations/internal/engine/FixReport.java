package io.appmigrations.internal.engine;

import java.util.List;

import io.appmigrations.LintReport;

/**
 * What {@code lint --fix} did.
 *
 * @param left what is found in the revisions as they are now
 * @param fixed the files that were written
 * @param notFixed what was left as it is, and why
 */
public record FixReport(LintReport left, List<FixedFile> fixed, List<NotFixed> notFixed) {

	/**
	 * Copies the lists.
	 */
	public FixReport {
		fixed = List.copyOf(fixed);
		notFixed = List.copyOf(notFixed);
	}

	/**
	 * A file that was written.
	 *
	 * @param revision the id of its revision
	 * @param path the file
	 * @param lines the lines of the statements that got another form, as they were
	 * @param diff what changed, as {@code diff -u} writes it
	 */
	public record FixedFile(String revision, String path, List<Integer> lines, String diff) {

		/**
		 * Copies the lines.
		 */
		public FixedFile {
			lines = List.copyOf(lines);
		}

	}

	/**
	 * Something that was left as it is.
	 *
	 * @param revision the id of the revision
	 * @param path the file of the revision
	 * @param line the line of the statement, or 0 for the file as a whole
	 * @param reason why
	 */
	public record NotFixed(String revision, String path, int line, String reason) {
	}

}
