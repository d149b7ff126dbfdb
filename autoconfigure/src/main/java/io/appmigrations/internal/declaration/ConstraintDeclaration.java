package io.appmigrations.internal.declaration;

import java.util.List;

import io.appmigrations.model.ConstraintType;
import org.jspecify.annotations.Nullable;

/**
 * A constraint as it is declared.
 *
 * @param type what it is
 * @param name the name, or {@code null}
 * @param columns its columns; of a check the words in it
 * @param check the condition of a check with its parentheses, or {@code null}
 * @param references what a foreign key points at, or {@code null}
 */
public record ConstraintDeclaration(ConstraintType type, @Nullable String name, List<String> columns,
		@Nullable String check, @Nullable Reference references) {

	/**
	 * What a foreign key points at.
	 *
	 * @param table the table
	 * @param columns the columns, empty for those of its primary key
	 * @param onUpdate what happens on update, such as {@code CASCADE}, or {@code null}
	 * @param onDelete what happens on delete, or {@code null}
	 */
	public record Reference(RelationName table, List<String> columns, @Nullable String onUpdate,
			@Nullable String onDelete) {
	}

}
