package io.appmigrations.model;

/**
 * A new name for an enum value: a label of an enum type, or a value in the rows of a
 * column that stores names as text.
 *
 * @param object the enum type, or the column
 * @param old the old name
 * @param renamed the new name
 */
public record ValueRename(ObjectId object, String old, String renamed) implements Renaming {

	/**
	 * Returns the rename that undoes this one.
	 * @return the inverse
	 */
	public ValueRename inverse() {
		return new ValueRename(this.object, this.renamed, this.old);
	}

	@Override
	public String argument() {
		return "%s=%s".formatted(was(), this.renamed);
	}

	@Override
	public String option() {
		return "--rename-value " + argument();
	}

	@Override
	public String was() {
		return "%s.%s".formatted(this.object, this.old);
	}

	@Override
	public String becomes() {
		return this.renamed;
	}

}
