package io.appmigrations.internal.family;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * How statements create, drop and name the objects of a family.
 */
abstract class FamilyWriting extends FamilyReading {

	/**
	 * Writes the name of an object that belongs to no table.
	 * @param id the object
	 * @param names how names are written
	 * @return its name, or its signature
	 */
	protected String name(ObjectId id, Names names) {
		return names.qualified(id.schema(), id.name());
	}

	/** Always with the schema, for kinds of which the server may have the same name. */
	protected static String withSchema(ObjectId id) {
		return Names.quoted(id.schema()) + "." + Names.quoted(id.name());
	}

	/**
	 * Writes the name of the relation that an object belongs to.
	 * @param id the object
	 * @param relation the name of the relation
	 * @param names how names are written
	 * @return the name
	 */
	protected String relation(ObjectId id, String relation, Names names) {
		return names.qualified(id.schema(), relation);
	}

	/**
	 * Writes what creates an object, without its comment and its owner.
	 * @param object the object
	 * @param parts what the statements create along with it
	 * @param writer writes for the schema that the object is in
	 * @return the statements
	 */
	protected List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
		if (object instanceof Definition definition) {
			return definition.create();
		}
		throw new IllegalArgumentException("Nothing creates " + object);
	}

	/**
	 * Writes what drops an object.
	 * @param object the object
	 * @param writer writes for the schema that the object is in
	 * @return the statement
	 */
	protected String drop(SchemaObject object, SqlWriter writer) {
		String drop = (object instanceof Definition definition) ? definition.drop() : null;
		return (drop != null) ? drop : "drop " + reference(object.id(), writer);
	}

	/**
	 * Writes how {@code comment on}, {@code drop} and the like name an object.
	 * @param id the object
	 * @param writer writes for the schema that the object is in
	 * @return the kind and the name
	 */
	protected String reference(ObjectId id, SqlWriter writer) {
		return "%s %s".formatted(id.kind().keyword(), writer.names().of(id));
	}

	/**
	 * Writes the comments of an object that was created.
	 * @param object the object
	 * @param writer writes for the schema that the object is in
	 * @return the statements
	 */
	protected List<String> comments(SchemaObject object, SqlWriter writer) {
		return (object.comment() != null) ? List.of(writer.comment(object.id(), object.comment())) : List.of();
	}

	/** For kinds whose names are unique only within a table or view. */
	protected static String ofRelation(ObjectId id, SqlWriter writer) {
		return "%s %s on %s".formatted(id.kind().keyword(), Names.quoted(id.name()), writer.names().relationOf(id));
	}

	/** With the schema where the name alone means something of the server's. */
	protected static String hidden(ObjectId id, SqlWriter writer) {
		String drop = "drop %s ".formatted(id.kind().keyword());
		return (writer.schema().get(id) instanceof Definition definition && definition.drop() != null
				&& definition.drop().startsWith(drop)) ? definition.drop().substring("drop ".length())
						: "%s %s".formatted(id.kind().keyword(), writer.names().of(id));
	}

	/** For what is renamed by its table. */
	protected static String renameOfTable(String what, ObjectId id, String newName, Names names) {
		return "alter table %s rename %s %s to %s".formatted(names.relationOf(id), what, Names.quoted(id.name()),
				Names.quoted(newName));
	}

	/**
	 * Writes what gives an object another name.
	 * @param id the object
	 * @param newName the name
	 * @param names how names are written
	 * @return the statement
	 */
	public String rename(ObjectId id, String newName, Names names) {
		return "alter %s %s rename to %s".formatted(id.kind().keyword(), names.of(id), Names.quoted(newName));
	}

	/** The names that an object takes which PostgreSQL allows once in a schema. */
	protected List<String> uniqueNames(SchemaObject object) {
		ObjectId id = object.id();
		List<String> names = new ArrayList<>();
		if (id.kind().isRelation()) {
			names.add(UniqueNames.relation(id.schema(), id.name()));
		}
		if (id.kind().isType()) {
			names.add("type " + id.schema() + "." + id.name());
		}
		if (id.kind().isRoutine()) {
			names.add("routine " + id.schema() + "." + id.name());
		}
		return names;
	}

	/** The name that an object takes among the constraints around it. */
	protected @Nullable String constraintName(SchemaObject object) {
		return null;
	}

	/** What privileges on objects of a kind are granted on, or nothing. */
	public String grantedOn(Kind kind) {
		return "";
	}

}
