package io.appmigrations.internal.expand;

import java.util.List;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.model.Change;
import io.appmigrations.model.Note;

/**
 * A column that becomes required. Rows without a value get the default.
 *
 * @param change the change that makes it required
 * @param column the column
 * @param expression the default
 */
record NewlyRequired(Change change, Column column, Default expression) implements FilledColumn {

	@Override
	public String value() {
		return this.expression.expression();
	}

	@Override
	public boolean isNew() {
		return false;
	}

	@Override
	public boolean replaces(Change other) {
		return other.object().equals(this.column.id());
	}

	@Override
	public List<String> begin() {
		return List.of();
	}

	@Override
	public List<Note> fillNotes() {
		return this.change.notes();
	}

}
