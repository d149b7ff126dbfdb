package io.appmigrations.internal.alembic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.appmigrations.internal.imported.Position;

/**
 * What Alembic's version table says: a row for each head that a database is at.
 */
public final class AlembicHeads {

	private AlembicHeads() {
	}

	/**
	 * Compares the table with the revisions.
	 * @param rows the ids in the table
	 * @param imported the headers of revisions by their ids
	 * @return where the database is
	 */
	public static Position compare(Collection<String> rows, Map<String, String> imported) {
		List<String> revisions = new ArrayList<>();
		List<String> problems = new ArrayList<>();
		for (String row : rows) {
			if (AlembicTable.read(imported.getOrDefault(row, "")).isPresent()) {
				revisions.add(row);
			}
			else {
				problems.add(
						"the database is at %s, and no revision here was imported from it: use a build that has it, or bring the database to an imported revision with Alembic"
							.formatted(row));
			}
		}
		return new Position(revisions, problems, List.of());
	}

}
