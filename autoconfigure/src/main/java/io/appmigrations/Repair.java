package io.appmigrations;

import java.util.Set;

/**
 * What a person has decided about findings.
 *
 * @param accept the revisions whose edited files are right
 * @param forget the revisions whose files are gone for good
 * @param done the revisions whose interrupted statement took effect
 * @param undone the revisions whose interrupted statement did not take effect
 * @param rows whether redundant rows are removed
 * @param log whether the log is made to say what the rows say
 */
public record Repair(Set<String> accept, Set<String> forget, Set<String> done, Set<String> undone, boolean rows,
		boolean log) {

	/**
	 * Copies the sets.
	 */
	public Repair {
		accept = Set.copyOf(accept);
		forget = Set.copyOf(forget);
		done = Set.copyOf(done);
		undone = Set.copyOf(undone);
	}

	/**
	 * Whether nothing was decided.
	 * @return {@code true} where findings are only to be shown
	 */
	public boolean isEmpty() {
		return !this.rows && !this.log && this.accept.isEmpty() && this.forget.isEmpty() && this.done.isEmpty()
				&& this.undone.isEmpty();
	}

}
