package io.appmigrations.internal.expand;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.table.Identities;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Sequence;
import io.appmigrations.model.Change;
import io.appmigrations.model.Note;

/**
 * A new identity column. PostgreSQL numbers the rows of an identity column when it is
 * added, all at once; until they have their numbers, another sequence makes them. The
 * column's own goes on where that one ends, in an instant.
 *
 * @param change the change that adds it
 * @param column the column
 * @param sequence the sequence that makes the numbers in the meantime
 * @param target the schema with the column
 */
record NewIdentity(Change change, Column column, Sequence sequence, Schema target) implements FilledColumn {

	/**
	 * Takes a name for the sequence.
	 * @param change the change that adds the column
	 * @param column the column
	 * @param target the schema with the column
	 * @param schemas what has names
	 */
	static NewIdentity of(Change change, Column column, Schema target, List<Schema> schemas) {
		String schema = column.id().schema();
		String name = FreeName.of(
				(free) -> schemas.stream()
					.flatMap((one) -> one.objects().keySet().stream())
					.anyMatch((id) -> id.schema().equals(schema) && id.name().equals(free)),
				String.valueOf(column.id().relation()), column.id().name(), "expand");
		return new NewIdentity(change, column, new Sequence(Sequence.idOf(schema, name), column.baseType(),
				Objects.requireNonNull(column.identity()).options(), false, null), target);
	}

	@Override
	public String value() {
		return "nextval(%s::regclass)".formatted(Names.literal(temporaryName()));
	}

	@Override
	public boolean replaces(Change other) {
		return other.object().equals(this.column.id());
	}

	@Override
	public List<Note> notes() {
		return Stream.concat(this.change.notes().stream(),
				Stream.of(Note.of("A sequence numbers new rows until all rows have a number; "
						+ "whoever inserts rows has to be allowed to use it.")))
			.toList();
	}

	@Override
	public List<String> begin() {
		List<String> sql = new ArrayList<>(createSequence());
		sql.addAll(writer().create(this.column.withIdentity(null).withNotNull(null), Set.of()));
		sql.add(setDefault());
		return sql;
	}

	@Override
	public List<String> beginBack() {
		return List.of(dropSequence());
	}

	@Override
	public List<SchemaObject> temporary() {
		return List.of(this.sequence, new Default(this.column.defaultId(), value()));
	}

	@Override
	public List<String> end() {
		return List.of(alter() + "drop default", Identities.add(this.column, writer()),
				"select setval(pg_get_serial_sequence(%s, %s), s.last_value, s.is_called) from %s s".formatted(
						Names.literal(names().relationOf(this.column.id())), Names.literal(this.column.id().name()),
						temporaryName()),
				dropSequence());
	}

	@Override
	public String endNote() {
		return "The sequence of the column continues where the other one ends.";
	}

	@Override
	public String endBackNote() {
		return "Locked first, so that nobody takes a number in between.";
	}

	@Override
	public List<String> endBack() {
		List<String> sql = new ArrayList<>();
		sql.add("lock table %s in access exclusive mode".formatted(names().relationOf(this.column.id())));
		sql.addAll(createSequence());
		sql.add("select setval(%s, s.last_value, s.is_called) from %s s".formatted(Names.literal(temporaryName()),
				names().qualified(this.column.id().schema(),
						Objects.requireNonNull(this.column.identity()).sequence())));
		sql.add(alter() + "drop identity");
		sql.add(setDefault());
		return sql;
	}

	private List<String> createSequence() {
		List<String> sql = new ArrayList<>(writer().create(this.sequence, Set.of()));
		sql.add("-- lint:ignore grants-to-public the sequence goes when all rows have a number\n"
				+ "grant usage on sequence %s to public".formatted(temporaryName()));
		return sql;
	}

	private String dropSequence() {
		return "drop sequence " + temporaryName();
	}

	private String setDefault() {
		return alter() + "set default " + value();
	}

	private String alter() {
		return "alter table %s alter column %s ".formatted(names().relationOf(this.column.id()),
				Names.quoted(this.column.id().name()));
	}

	private String temporaryName() {
		return names().of(this.sequence.id());
	}

	private Names names() {
		return new Names(this.target.defaultSchema());
	}

	private SqlWriter writer() {
		return new SqlWriter(this.target);
	}

}
