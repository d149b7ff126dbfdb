package io.appmigrations.model;

/**
 * A new name or a new schema for an object. References to it follow automatically.
 *
 * @param object the object under its old name; a column with the new name of its table
 * @param renamed the object under its new name
 */
public record Rename(ObjectId object, ObjectId renamed) implements Renaming {

	/**
	 * A new name in the same place.
	 * @param object the object under its old name
	 * @param newName the new name
	 */
	public Rename(ObjectId object, String newName) {
		this(object, object.renamed(newName));
	}

	/**
	 * Returns the new name.
	 * @return the name, without its schema
	 */
	public String newName() {
		return this.renamed.name();
	}

	@Override
	public String option() {
		return "--rename " + argument();
	}

	@Override
	public String was() {
		return this.object.toString();
	}

	@Override
	public String becomes() {
		return isMove() ? this.renamed.toString() : newName();
	}

	/**
	 * Whether the schema changes.
	 * @return {@code true} if the object is moved
	 */
	public boolean isMove() {
		return !this.object.schema().equals(this.renamed.schema());
	}

	/**
	 * Returns the rename that undoes this one.
	 * @return the inverse
	 */
	public Rename inverse() {
		return new Rename(this.renamed, this.object);
	}

	/**
	 * Returns the name of an object after the rename.
	 * @param id an object, or a part of one
	 * @return the same object under the name that it has after the rename
	 */
	public ObjectId applyTo(ObjectId id) {
		if (id.equals(this.object)) {
			return this.renamed;
		}
		boolean part = this.object.relation() == null && this.object.name().equals(id.relation())
				&& this.object.schema().equals(id.schema());
		return part ? new ObjectId(id.kind(), this.renamed.schema(), this.renamed.name(), id.name()) : id;
	}

	@Override
	public String argument() {
		return "%s=%s".formatted(this.object, this.renamed);
	}

}
