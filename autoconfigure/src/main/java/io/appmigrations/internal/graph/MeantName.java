package io.appmigrations.internal.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.appmigrations.Revision;
import io.appmigrations.internal.support.Similar;

/**
 * What may have been meant by a name that no revision has.
 */
final class MeantName {

	private MeantName() {
	}

	/**
	 * Asks whether something else was meant.
	 * @param name what the user typed
	 * @param revisions the revisions by their ids
	 * @param labels the branch labels
	 * @param symbols what else could stand there
	 * @return a question and a space, or nothing where no name is like it
	 */
	static String question(String name, Map<String, Revision> revisions, Set<String> labels, Set<String> symbols) {
		Set<String> names = new HashSet<>(symbols);
		names.addAll(labels);
		names.addAll(revisions.keySet());
		List<String> meant = Similar.meant(name, names);
		return meant.isEmpty() ? "" : "Did you mean %s? ".formatted(meant.stream().map((each) -> {
			Revision revision = revisions.get(each);
			return (revision != null) ? revision.describe() : each;
		}).collect(Collectors.joining(" or ")));
	}

}
