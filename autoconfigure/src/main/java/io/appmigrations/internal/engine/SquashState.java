package io.appmigrations.internal.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.appmigrations.Revision;

/**
 * Where databases are with regard to a squashed revision.
 *
 * @param revision the squashed revision
 * @param files the files of what it replaces that still exist
 * @param positions where each tenant's schema is, or the database under an empty name
 */
public record SquashState(Revision revision, List<String> files, Map<String, Position> positions) {

	/**
	 * Copies the collections.
	 */
	public SquashState {
		files = List.copyOf(files);
		positions = Collections.unmodifiableMap(new LinkedHashMap<>(positions));
	}

	/**
	 * Whether a database has a part of what the revision replaces.
	 * @return {@code true} if the files are needed
	 */
	public boolean isNeeded() {
		return this.positions.containsValue(Position.WITHIN);
	}

	/**
	 * Where a database is.
	 */
	public enum Position {

		/** It has none of what the revision replaces, and will run it. */
		BEFORE,

		/** It has a part, and needs the files of the rest. */
		WITHIN,

		/** It has all of it. */
		AFTER

	}

}
