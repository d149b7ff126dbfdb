package io.appmigrations.model;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

	private static final Pattern SIGNATURE = Pattern
		.compile("(?:\"(?<quoted>(?:[^\"]|\"\")*+)\"|(?<plain>[^\"(]*))\\(.*");

	private static final List<Kind> RELATIONS = List.of(Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW,
			Kind.FOREIGN_TABLE, Kind.DOMAIN);

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
	 * Names what {@link #relation()} may stand for.
	 * @param schema the schema
	 * @param name the relation
	 * @return the ids of a table, a view, a domain and so on of that name
	 */
	public static List<ObjectId> relations(String schema, String name) {
		return RELATIONS.stream().map((kind) -> of(kind, schema, name)).toList();
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

	/**
	 * Orders by schema, relation, kind and name. Written out, for everything is kept in
	 * this order.
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
