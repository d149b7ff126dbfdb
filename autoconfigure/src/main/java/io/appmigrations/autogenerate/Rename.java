package io.appmigrations.autogenerate;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.autogenerate.Change.Action;
import io.appmigrations.schema.Kind;
import io.appmigrations.schema.Names;
import io.appmigrations.schema.ObjectId;

/**
 * A new name for an object, or a new schema. What mentions it follows by itself.
 *
 * @param object the object under its old name; a column within the new name of its table
 * @param renamed what it is called after that
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
	 * Whether the schema is another one.
	 * @return {@code true} where the object is moved
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
	 * Says what something is called after the rename.
	 * @param id an object, or a part of one
	 * @return the same object
	 */
	ObjectId applyTo(ObjectId id) {
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

	/**
	 * Returns the change.
	 * @param names how names are written
	 * @return a change with a statement, or two where both schema and name are new
	 */
	public Change change(Names names) {
		List<String> sql = new ArrayList<>();
		ObjectId now = this.object;
		if (isMove()) {
			sql.add("alter %s %s set schema %s".formatted(now.kind().keyword(), names.of(now),
					Names.quoted(this.renamed.schema())));
			now = new ObjectId(now.kind(), this.renamed.schema(), now.relation(), now.name());
		}
		if (!now.name().equals(newName())) {
			sql.add(rename(now, names));
		}
		String relation = this.object.relation();
		return new Change(Action.RENAME, this.object,
				names.qualified(this.object.schema(), (relation != null) ? relation : this.object.name()), sql,
				List.of());
	}

	private String rename(ObjectId id, Names names) {
		String target = Names.quoted(newName());
		return switch (id.kind()) {
			case COLUMN, CONSTRAINT, FOREIGN_KEY -> "alter table %s rename %s %s to %s".formatted(names.relationOf(id),
					id.kind() == Kind.COLUMN ? "column" : "constraint", Names.quoted(id.name()), target);
			default -> "alter %s %s rename to %s".formatted(id.kind().keyword(), names.of(id), target);
		};
	}

}
