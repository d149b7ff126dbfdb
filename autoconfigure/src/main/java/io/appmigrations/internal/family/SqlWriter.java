package io.appmigrations.internal.family;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Owner;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Writes the statements that create and drop the objects of a schema: what their families
 * say, with comments and owners.
 */
public final class SqlWriter {

	private final Schema schema;

	private final Names names;

	/**
	 * Creates a writer.
	 * @param schema the schema that the objects belong to
	 */
	public SqlWriter(Schema schema) {
		this.schema = schema;
		this.names = new Names(schema.defaultSchema());
	}

	/**
	 * Returns how names are written.
	 * @return the names
	 */
	public Names names() {
		return this.names;
	}

	public Schema schema() {
		return this.schema;
	}

	private static Family familyOf(ObjectId id) {
		return Families.of(id.kind());
	}

	/**
	 * Writes what creates an object.
	 * @param object the object
	 * @param parts what the statement creates along with it
	 * @return the statements, those for comments last
	 */
	public List<String> create(SchemaObject object, Set<ObjectId> parts) {
		List<String> sql = new ArrayList<>(familyOf(object.id()).create(object, parts, this));
		sql.addAll(familyOf(object.id()).comments(object, this));
		parts.stream()
			.map(this.schema::get)
			.filter(Objects::nonNull)
			.sorted(Comparator.comparingInt(SqlWriter::position))
			.forEach((part) -> sql.addAll(familyOf(part.id()).comments(part, this)));
		Owner owner = this.schema.owner(object.id());
		if (owner != null && owner.assignable()) {
			sql.add(owner(object.id(), owner));
		}
		return sql;
	}

	private static int position(SchemaObject object) {
		return (object instanceof Column column) ? column.position() : Integer.MAX_VALUE;
	}

	/** The parts of a type. */
	public <T extends SchemaObject> Stream<T> parts(Set<ObjectId> parts, Class<T> type) {
		return parts.stream().map((part) -> this.schema.get(part, type)).filter(Objects::nonNull);
	}

	/** Everything but the login's own is given back to whoever had it. */
	private String owner(ObjectId id, Owner owner) {
		return "alter %s owner to %s".formatted(familyOf(id).reference(id, this), owner.role());
	}

	/**
	 * Says whom an object belonged to where the login may not give it back.
	 * @param id an object that is made again
	 * @return notes, none where nothing is lost
	 */
	public List<Note> ownerNotes(ObjectId id) {
		Owner owner = this.schema.owner(id);
		return (owner == null || owner.assignable()) ? List.of() : List.of(Note.ownerLost("""
				%s belongs to %s, but this database login cannot restore the owner (it is neither a superuser nor a \
				member of %2$s that may create objects there). Ask a login that can to run: %s;"""
			.formatted(familyOf(id).reference(id, this), owner.role(), owner(id, owner))));
	}

	/** Until all partitions have an index, that of their table is not valid. */
	public String only(@Nullable ObjectId table, boolean valid) {
		return (!valid && table != null && this.schema.get(table) instanceof Table above
				&& above.partitionKey() != null) ? "only " : "";
	}

	/**
	 * Writes what drops an object.
	 * @param object the object
	 * @return the statement
	 */
	public String drop(SchemaObject object) {
		return familyOf(object.id()).drop(object, this);
	}

	/**
	 * Writes a comment.
	 * @param id the object
	 * @param text the text, or {@code null} to remove it
	 * @return the statement
	 */
	public String comment(ObjectId id, @Nullable String text) {
		return "comment on %s is %s".formatted(familyOf(id).reference(id, this),
				(text != null) ? Names.literal(text) : "null");
	}

}
