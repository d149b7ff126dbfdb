package io.appmigrations.testing;

import java.util.List;

import io.appmigrations.internal.diff.GeneratedScript;
import io.appmigrations.internal.online.SectionScript;
import io.appmigrations.model.Change;

/**
 * Changes as the text of a revision, each as it is.
 */
public final class ChangeText {

	private ChangeText() {
	}

	/**
	 * Writes changes.
	 * @param changes the changes in order
	 * @return the text, empty where there are none
	 */
	public static String of(List<Change> changes) {
		return GeneratedScript.downgrade(SectionScript.plain(GeneratedScript.written(changes), true));
	}

}
