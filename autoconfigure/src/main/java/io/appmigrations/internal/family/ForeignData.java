package io.appmigrations.internal.family;

import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;

/**
 * Foreign data wrappers, servers, user mappings and foreign tables.
 */
final class ForeignData extends Family {

	@Override
	public int phase(Kind kind, Action action) {
		boolean drop = action == Action.DROP;
		return (kind == Kind.FOREIGN_TABLE) ? (drop ? 8 : 3) : (drop ? 10 : 2);
	}

}
