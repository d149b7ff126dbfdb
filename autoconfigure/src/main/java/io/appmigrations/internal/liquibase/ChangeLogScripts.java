package io.appmigrations.internal.liquibase;

import java.util.List;

/**
 * The change sets of a change log in the order in which Liquibase runs them.
 *
 * @param changeSets the change sets
 * @param notes what is not carried over as it is
 */
public record ChangeLogScripts(List<ChangeSetScript> changeSets, List<String> notes) {

	/**
	 * Copies the lists.
	 */
	public ChangeLogScripts {
		changeSets = List.copyOf(changeSets);
		notes = List.copyOf(notes);
	}

	/**
	 * Whether there is nothing to import.
	 * @return {@code true} if each change set is left out, or there is none
	 */
	public boolean isEmpty() {
		return this.changeSets.stream().noneMatch(ChangeSetScript::isImported);
	}

}
