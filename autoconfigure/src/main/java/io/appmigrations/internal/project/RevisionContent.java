package io.appmigrations.internal.project;

import java.util.List;

/**
 * What a new revision does.
 *
 * @param upgrade the upgrade script
 * @param downgrade the downgrade script
 * @param generated what a generated revision says of itself, a line each
 */
public record RevisionContent(Way upgrade, Way downgrade, List<String> generated) {

	/** A revision that is still to be written. */
	public static final RevisionContent EMPTY = new RevisionContent(Way.EMPTY, Way.EMPTY, List.of());

	/**
	 * Copies the lines.
	 */
	public RevisionContent {
		generated = List.copyOf(generated);
	}

	/**
	 * One way.
	 *
	 * @param text the statements as SQL text with comments
	 * @param statements the statements alone
	 * @param options what stands behind the marker of the section, empty where they run
	 * in one transaction
	 */
	public record Way(String text, List<Statement> statements, String options) {

		/** Nothing. */
		public static final Way EMPTY = new Way("", List.of(), "");

		/**
		 * Copies the statements.
		 */
		public Way {
			statements = List.copyOf(statements);
		}

	}

	/**
	 * A statement.
	 *
	 * @param sql the statement, without a semicolon
	 * @param notes what a reviewer must know, a line each
	 */
	public record Statement(String sql, List<String> notes) {

		/**
		 * Copies the notes.
		 */
		public Statement {
			notes = List.copyOf(notes);
		}

	}

}
