package io.appmigrations.model;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The identity of a database object.
 *
 * @param kind the kind of the object
 * @param schema the schema, empty for an object without one
 * @param relation the table, view or domain that it belongs to, or {@code null}
 * @param name the name as in the catalog; for functions, operators and casts, the
 * signature as in SQL
 */
public record ObjectId(Kind kind, String schema, @Nullable String relation,
		String name) implements Comparable<ObjectId> {

	private static final Pattern SIGNATURE = Pattern
		.compile("(?:\"(?<quoted>(?:[^\"]|\"\")*+)\"|(?<plain>[^\"(]*))\\(.*");

	private static final List<Kind> RELATIONS = List.of(Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW,
			Kind.FOREIGN_TABLE, Kind.DOMAIN);

	/**
	 * Returns the id of an object that belongs to no relation.
	 * @param kind the kind of the object
	 * @param schema the schema
	 * @param name the name
	 * @return the id
	 */
	public static ObjectId of(Kind kind, String schema, String name) {
		return new ObjectId(kind, schema, null, name);
	}

	/**
	 * Returns the id of a table.
	 * @param schema the schema
	 * @param name the name
	 * @return the id
	 */
	public static ObjectId table(String schema, String name) {
		return of(Kind.TABLE, schema, name);
	}

	/**
	 * Returns the ids that {@link #relation()} can stand for.
	 * @param schema the schema
	 * @param name the relation
	 * @return the ids of a table, a view, a domain and so on of that name
	 */
	public static List<ObjectId> relations(String schema, String name) {
		return RELATIONS.stream().map((kind) -> of(kind, schema, name)).toList();
	}

	/**
	 * Returns the id of an object that belongs to a table.
	 * @param kind the kind of the object
	 * @param table the table, view or domain
	 * @param name the name
	 * @return the id
	 */
	public static ObjectId member(Kind kind, ObjectId table, String name) {
		return new ObjectId(kind, table.schema(), table.name(), name);
	}

	/**
	 * Returns the table that the object belongs to.
	 * @return the table's id, or {@code null} if it belongs to none
	 */
	public @Nullable ObjectId table() {
		return (this.relation != null) ? table(this.schema, this.relation) : null;
	}

	/**
	 * Returns the name without a routine's arguments.
	 * @return the name as it is in the catalog, without quotes
	 */
	public String bareName() {
		Matcher signature = SIGNATURE.matcher(this.name);
		if (!this.kind.isRoutine() || !signature.matches()) {
			return this.name;
		}
		String quoted = signature.group("quoted");
		return (quoted != null) ? quoted.replace("\"\"", "\"") : signature.group("plain");
	}

	/**
	 * Returns the id of another object of the same kind in the same place.
	 * @param other the other name
	 * @return the id
	 */
	public ObjectId renamed(String other) {
		return new ObjectId(this.kind, this.schema, this.relation, other);
	}

	/**
	 * Returns the id of an object with the same name but of another kind, such as the
	 * default of a column.
	 * @param other the other kind
	 * @return the id
	 */
	public ObjectId inKind(Kind other) {
		return new ObjectId(other, this.schema, this.relation, this.name);
	}

	/**
	 * Orders by schema, relation, kind and name. Written out for speed, since everything
	 * is kept in this order.
	 */
	@Override
	public int compareTo(ObjectId other) {
		int order = this.schema.compareTo(other.schema);
		if (order == 0) {
			order = relationOrName().compareTo(other.relationOrName());
		}
		if (order == 0) {
			order = this.kind.compareTo(other.kind);
		}
		return (order != 0) ? order : this.name.compareTo(other.name);
	}

	private String relationOrName() {
		return (this.relation != null) ? this.relation : this.name;
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
