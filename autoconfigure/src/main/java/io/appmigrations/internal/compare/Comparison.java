package io.appmigrations.internal.compare;

import java.util.List;

import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.expand.RevisionPart;

/**
 * A comparison, and the revisions that it leads to.
 *
 * @param comparison the differences
 * @param parts the revisions in order, one at least
 */
public record Comparison(SchemaComparison comparison, List<RevisionPart> parts) {

	/**
	 * Copies the list.
	 */
	public Comparison {
		parts = List.copyOf(parts);
	}

	/**
	 * Returns what tells the revisions apart.
	 * @return a label each, empty for one that does everything
	 */
	public List<String> labels() {
		return this.parts.stream().map(RevisionPart::label).toList();
	}

}
