package io.appmigrations.internal.declaration;

import io.appmigrations.model.Kind;
import org.jspecify.annotations.Nullable;

/**
 * That a statement makes, drops or renames something.
 *
 * @param action which of them
 * @param kind what it is; {@link Kind#ENUM} stands for every type,
 * {@link Kind#CONSTRAINT} for every constraint of a table
 * @param schema the schema, or {@code null} for that of the search path
 * @param relation the table of a constraint, a column or a new index, or {@code null}
 * @param name the name as the catalog has it; of a cast its types in parentheses
 * @param other the new name, or the new schema, or {@code null}
 */
public record NameChange(Action action, Kind kind, @Nullable String schema, @Nullable String relation, String name,
		@Nullable String other) {

	/**
	 * What happens to a name.
	 */
	public enum Action {

		/** Something new has it. */
		MAKE,

		/** Nothing has it any more. */
		DROP,

		/** What had it has another one. */
		RENAME,

		/** What has it is in another schema. */
		MOVE

	}

}
