package io.appmigrations.internal.expand;

import java.util.List;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.model.Change;

/**
 * A column whose rows get their values in batches, while new rows get one by themselves.
 */
interface FilledColumn {

	/** The change that would compute the values at once. */
	Change change();

	/** The column as it is in the end. */
	Column column();

	/** The expression that makes the value of a row. */
	String value();

	/** Whether a change of the upgrade is made by other statements instead. */
	boolean replaces(Change other);

	/** What makes new rows have a value. */
	List<String> begin();

	/** How the other rows get theirs. */
	default Filling fill() {
		String name = Names.quoted(column().id().name());
		return new Filling(name, value(), "coalesce(%s, (%s)::%s)".formatted(name, value(), column().type()),
				name + " is null");
	}

}
