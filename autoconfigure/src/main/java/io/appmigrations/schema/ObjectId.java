package io.appmigrations.schema;

import java.util.Comparator;

import org.jspecify.annotations.Nullable;

/**
 * Names an object of a database.
 *
 * @param kind what it is
 * @param schema the schema, empty for what lives in none
 * @param relation the table, view or domain that it belongs to, or {@code null}
 * @param name the name as the catalog has it; of functions, operators and casts the
 * signature as SQL writes it
 */
public record ObjectId(Kind kind, String schema, @Nullable String relation,
		String name) implements Comparable<ObjectId> {

	private static final Comparator<ObjectId> ORDER = Comparator.comparing(ObjectId::schema)
		.thenComparing((id) -> (id.relation() != null) ? id.relation() : id.name())
		.thenComparing(ObjectId::kind)
		.thenComparing(ObjectId::name);

	/**
	 * Names an object that belongs to no relation.
	 * @param kind what it is
	 * @param schema the schema
	 * @param name the name
	 * @return the id
	 */
	public static ObjectId of(Kind kind, String schema, String name) {
		return new ObjectId(kind, schema, null, name);
	}

	/**
	 * Names a table.
	 * @param schema the schema
	 * @param name the name
	 * @return the id
	 */
	public static ObjectId table(String schema, String name) {
		return of(Kind.TABLE, schema, name);
	}

	/**
	 * Names something that belongs to a table.
	 * @param kind what it is
	 * @param table the table, view or domain
	 * @param name the name
	 * @return the id
	 */
	public static ObjectId member(Kind kind, ObjectId table, String name) {
		return new ObjectId(kind, table.schema(), table.name(), name);
	}

	/**
	 * Returns the table that this belongs to.
	 * @return the table's id, or {@code null} where it belongs to none
	 */
	public @Nullable ObjectId table() {
		return (this.relation != null) ? table(this.schema, this.relation) : null;
	}

	/**
	 * Names another object of the same kind in the same place.
	 * @param other the other name
	 * @return the id
	 */
	public ObjectId renamed(String other) {
		return new ObjectId(this.kind, this.schema, this.relation, other);
	}

	/**
	 * Names what is called the same but is something else, such as the default of a
	 * column.
	 * @param other what it is
	 * @return the id
	 */
	public ObjectId inKind(Kind other) {
		return new ObjectId(other, this.schema, this.relation, this.name);
	}

	@Override
	public int compareTo(ObjectId other) {
		return ORDER.compare(this, other);
	}

	/**
	 * Returns the name for people and patterns.
	 * @return for example {@code public.users.email}
	 */
	@Override
	public String toString() {
		StringBuilder text = new StringBuilder(this.schema);
		if (this.relation != null) {
			text.append('.').append(this.relation);
		}
		if (!this.schema.equals(this.name) || this.kind != Kind.SCHEMA) {
			text.append(text.isEmpty() ? "" : ".").append(this.name);
		}
		return text.toString();
	}

}
