package io.appmigrations.internal.schema;

import java.util.List;

import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * An object that is compared by the SQL that makes it: a view, a function, a trigger and
 * the like.
 *
 * @param id the id
 * @param create the statements that make it
 * @param drop the statement that removes it, or {@code null} where that is the
 * {@code DROP} of its kind
 * @param replace the statement that puts it in the place of another of the same shape, or
 * {@code null} where there is none
 * @param shape what may only grow at the end when it is replaced, such as the columns of
 * a view
 * @param comment the comment
 */
public record Definition(ObjectId id, List<String> create, @Nullable String drop, @Nullable String replace,
		List<String> shape, @Nullable String comment) implements SchemaObject {

	/**
	 * Copies the lists.
	 */
	public Definition {
		create = List.copyOf(create);
		shape = List.copyOf(shape);
	}

	/**
	 * An object that its kind's {@code DROP} removes.
	 * @param id the id
	 * @param create the statements that make it
	 * @param replace the statement that puts it in the place of another, or {@code null}
	 * @param shape what may only grow at the end when it is replaced
	 * @param comment the comment
	 */
	public Definition(ObjectId id, List<String> create, @Nullable String replace, List<String> shape,
			@Nullable String comment) {
		this(id, create, null, replace, shape, comment);
	}

	/**
	 * Whether another definition of the same shape can be put in the place of this one
	 * without dropping it.
	 * @param other the other definition
	 * @return {@code true} where PostgreSQL allows it
	 */
	public boolean isReplaceableBy(Definition other) {
		return other.replace != null && other.shape.equals(this.shape);
	}

	/**
	 * Whether another definition of the same shape, or with more at its end, can be put
	 * in the place of this one without dropping it.
	 * @param other the other definition
	 * @return {@code true} where PostgreSQL allows it for objects whose shape may grow
	 */
	public boolean isExtendableTo(Definition other) {
		return other.replace != null && other.shape.size() >= this.shape.size()
				&& other.shape.subList(0, this.shape.size()).equals(this.shape);
	}

}
