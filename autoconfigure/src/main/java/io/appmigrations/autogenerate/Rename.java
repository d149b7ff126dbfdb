package io.appmigrations.autogenerate;

import java.util.List;

import io.appmigrations.autogenerate.Change.Action;
import io.appmigrations.schema.Kind;
import io.appmigrations.schema.Names;
import io.appmigrations.schema.ObjectId;

/**
 * A new name for an object. What mentions it follows by itself.
 *
 * @param object the object under its old name; a column within the new name of its table
 * @param newName the new name
 */
public record Rename(ObjectId object, String newName) {

	/**
	 * Returns the rename that undoes this one.
	 * @return the inverse
	 */
	public Rename inverse() {
		return new Rename(this.object.renamed(this.newName), this.object.name());
	}

	/**
	 * Writes the rename as the option {@code --rename} takes it.
	 * @return for example {@code public.users.name=public.users.full_name}
	 */
	public String argument() {
		return "%s=%s".formatted(this.object, this.object.renamed(this.newName));
	}

	/**
	 * Returns the change.
	 * @param names how names are written
	 * @return a change with the one statement
	 */
	public Change change(Names names) {
		String target = Names.quoted(this.newName);
		String sql = switch (this.object.kind()) {
			case COLUMN, CONSTRAINT,
					FOREIGN_KEY ->
				"alter table %s rename %s %s to %s".formatted(names.relationOf(this.object),
						this.object.kind() == Kind.COLUMN ? "column" : "constraint", Names.quoted(this.object.name()),
						target);
			default ->
				"alter %s %s rename to %s".formatted(this.object.kind().keyword(), names.of(this.object), target);
		};
		String relation = this.object.relation();
		return new Change(Action.RENAME, this.object,
				names.qualified(this.object.schema(), (relation != null) ? relation : this.object.name()), List.of(sql),
				List.of());
	}

}
