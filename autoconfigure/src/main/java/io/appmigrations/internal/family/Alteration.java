package io.appmigrations.internal.family;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.model.Note;

/**
 * A change in place.
 *
 * @param sql the statements, which may be added to
 * @param notes what a reviewer must know, which may be added to
 * @param rewrites whether what depends on the object must be dropped before and made
 * again after
 * @param retypes whether it is another type altogether, so that foreign keys must be made
 * again too
 * @param losesData whether values change such that the way back cannot restore them
 * @param attributes whether a type has other attributes, which only tables of the type
 * mind
 */
public record Alteration(List<String> sql, List<Note> notes, boolean rewrites, boolean retypes, boolean losesData,
		boolean attributes) {

	/**
	 * A new type takes the place of the old one.
	 * @return the alteration, whose statements are written once it is known what else is
	 * replaced
	 */
	public static Alteration replacement() {
		return Alteration.of(List.of()).rewriting(true);
	}

	/**
	 * Whether the object is replaced.
	 * @return {@code true} for {@link #replacement()}
	 */
	public boolean isReplacement() {
		return this.rewrites && this.sql.isEmpty();
	}

	/**
	 * A change that what depends on the object does not notice.
	 * @param sql the statements
	 * @return the alteration
	 */
	public static Alteration of(List<String> sql) {
		return new Alteration(new ArrayList<>(sql), new ArrayList<>(), false, false, false, false);
	}

	/**
	 * Adds that what depends on the object must be dropped before and made again after.
	 * @param anotherType whether it is another type altogether
	 * @return the alteration
	 */
	public Alteration rewriting(boolean anotherType) {
		return new Alteration(this.sql, this.notes, true, anotherType, this.losesData, this.attributes);
	}

	/**
	 * Adds that values change such that the way back cannot restore them.
	 * @return the alteration
	 */
	public Alteration losing() {
		return new Alteration(this.sql, this.notes, this.rewrites, this.retypes, true, this.attributes);
	}

}
