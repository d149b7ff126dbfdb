package io.appmigrations.internal.expand;

import java.util.List;

import io.appmigrations.internal.diff.MadeRecord;
import io.appmigrations.internal.online.SectionScript;

/**
 * One of the revisions that changes become.
 *
 * @param label what it does of them, empty where it does everything
 * @param remarks what a reviewer must know of all of it, a line each
 * @param record what is made that was not there before
 * @param upgrade the statements of the upgrade
 * @param downgrade the statements of the downgrade
 */
public record RevisionPart(String label, List<String> remarks, MadeRecord record, SectionScript upgrade,
		SectionScript downgrade) {

	/**
	 * Copies the lines.
	 */
	public RevisionPart {
		remarks = List.copyOf(remarks);
	}

}
