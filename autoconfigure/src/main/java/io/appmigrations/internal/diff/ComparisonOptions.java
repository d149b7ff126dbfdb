package io.appmigrations.internal.diff;

import java.util.List;

import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;

/**
 * What to compare.
 *
 * @param include glob patterns of the objects to look at, empty for all
 * @param exclude glob patterns of the objects to leave alone
 * @param compareType whether the types of columns are compared
 * @param compareDefault whether the defaults of columns are compared
 * @param prune whether everything goes that the model does not declare
 * @param made what earlier revisions made from the model, so that it may go when the
 * model has it no more
 */
public record ComparisonOptions(List<String> include, List<String> exclude, boolean compareType, boolean compareDefault,
		boolean prune, MadeObjects made) {

	/**
	 * Copies the lists.
	 */
	public ComparisonOptions {
		include = List.copyOf(include);
		exclude = List.copyOf(exclude);
	}

	/**
	 * Returns options for a database in which something is renamed.
	 * @param renames what is renamed, in order
	 * @return the options, with what was made under its new names
	 */
	public ComparisonOptions renamed(List<Rename> renames) {
		return new ComparisonOptions(this.include, this.exclude, this.compareType, this.compareDefault, this.prune,
				this.made.renamed(renames));
	}

	/**
	 * Whether an object is to be left alone.
	 * @param id the object
	 * @return {@code true} where a pattern excludes it or its table, or none includes it
	 */
	public boolean leavesOut(ObjectId id) {
		return matches(this.exclude, id) || (!this.include.isEmpty() && !matches(this.include, id));
	}

	/** A pattern may name the object, its table, or either without the schema. */
	private static boolean matches(List<String> patterns, ObjectId id) {
		if (patterns.isEmpty()) {
			return false;
		}
		String relation = (id.relation() != null) ? id.relation() : id.name();
		List<String> names = List.of(id.toString(), id.schema() + "." + relation, relation, relation + "." + id.name());
		return patterns.stream().anyMatch((glob) -> names.stream().anyMatch((name) -> matches(glob, name)));
	}

	/**
	 * Matches without a regular expression: nothing is compiled, and a glob with many
	 * asterisks takes no longer than one with a few.
	 */
	private static boolean matches(String glob, String name) {
		int g = 0;
		int n = 0;
		int asterisk = -1;
		int retry = 0;
		while (n < name.length()) {
			if (g < glob.length() && glob.charAt(g) == '*') {
				asterisk = g++;
				retry = n;
			}
			else if (g < glob.length() && (glob.charAt(g) == '?' || glob.charAt(g) == name.charAt(n))) {
				g++;
				n++;
			}
			else if (asterisk >= 0) {
				g = asterisk + 1;
				n = ++retry;
			}
			else {
				return false;
			}
		}
		while (g < glob.length() && glob.charAt(g) == '*') {
			g++;
		}
		return g == glob.length();
	}

}
