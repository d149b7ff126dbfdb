package io.appmigrations.internal.expand;

import java.util.List;

import io.appmigrations.internal.online.SectionScript;
import io.appmigrations.model.Change;
import io.appmigrations.model.ObjectId;

/**
 * A change of a column that would compute its values while the table is locked, done in
 * several revisions: the first begins it, the second computes the values in batches, the
 * last one ends it.
 */
interface Expansion {

	/** The column. */
	ObjectId column();

	/** Whether a change of the upgrade is made by these statements instead. */
	boolean replaces(Change change);

	/** Whether a change of the downgrade is made by these statements instead. */
	boolean replacesBack(Change change);

	/** Gives new rows their values. */
	SectionScript begin();

	/** Undoes the beginning. */
	SectionScript beginBack();

	/** Gives the other rows their values, in batches. */
	SectionScript fill();

	/** Ends it, once all rows have their values. */
	SectionScript end();

	/** Leads back to what is there once all rows have their values. */
	SectionScript endBack();

	/** What to know before the last revision runs, a line each. */
	List<String> remarks();

}
