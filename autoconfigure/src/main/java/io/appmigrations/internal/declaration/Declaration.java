package io.appmigrations.internal.declaration;

import java.util.List;

import io.appmigrations.internal.schema.SequenceOptions;
import org.jspecify.annotations.Nullable;

/**
 * What a plain statement declares.
 */
public sealed interface Declaration {

	/**
	 * Returns what it is about.
	 * @return the table or sequence
	 */
	RelationName relation();

	/**
	 * {@code create table}.
	 *
	 * @param relation the table
	 * @param columns its columns
	 * @param constraints its constraints, those of columns among them
	 */
	record NewTable(RelationName relation, List<ColumnDeclaration> columns,
			List<ConstraintDeclaration> constraints) implements Declaration {
	}

	/**
	 * {@code alter table add constraint}.
	 *
	 * @param relation the table
	 * @param constraint the constraint
	 */
	record NewConstraint(RelationName relation, ConstraintDeclaration constraint) implements Declaration {
	}

	/**
	 * {@code create index}.
	 *
	 * @param relation the table
	 * @param name the name
	 * @param unique whether it is unique
	 * @param columns its columns
	 * @param definition what follows {@code using}, as PostgreSQL prints it
	 */
	record NewIndex(RelationName relation, String name, boolean unique, List<String> columns,
			String definition) implements Declaration {
	}

	/**
	 * {@code create sequence}.
	 *
	 * @param relation the sequence
	 * @param options its options
	 */
	record NewSequence(RelationName relation, SequenceOptions options) implements Declaration {
	}

	/**
	 * {@code comment on} a table or column.
	 *
	 * @param relation the table
	 * @param column the column, or {@code null}
	 * @param text the comment
	 */
	record NewComment(RelationName relation, @Nullable String column, String text) implements Declaration {
	}

}
