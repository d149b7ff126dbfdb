package io.appmigrations.internal.imported;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where another tool has left a database.
 *
 * @param revisions the revisions of the newest scripts that are applied, none where
 * nothing is
 * @param problems why the revisions do not fit the database, and what to do
 * @param notes what is worth knowing
 */
public record Position(List<String> revisions, List<String> problems, List<String> notes) {

	/**
	 * Copies the lists.
	 */
	public Position {
		revisions = List.copyOf(revisions);
		problems = List.copyOf(problems);
		notes = List.copyOf(notes);
	}

	/**
	 * Returns the problems for a message.
	 * @return a line each, behind a line break
	 */
	public String describeProblems() {
		return this.problems.stream().map((problem) -> "\n  " + problem).collect(Collectors.joining());
	}

}
