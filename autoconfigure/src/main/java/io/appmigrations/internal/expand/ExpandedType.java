package io.appmigrations.internal.expand;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.appmigrations.internal.conversion.Conversion;
import io.appmigrations.internal.conversion.TypeConversion;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.online.OnlineScript;
import io.appmigrations.internal.online.SchemaRelations;
import io.appmigrations.internal.online.SectionScript;
import io.appmigrations.internal.online.SectionScript.Piece;
import io.appmigrations.internal.online.SectionScript.Unit;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import org.jspecify.annotations.Nullable;

/**
 * A column that gets another type. A column of the new type stands beside it, a trigger
 * keeps both in step, and in the end it takes the place of the other.
 */
final class ExpandedType implements Expansion {

	private final Change change;

	private final Side old;

	private final Side side;

	private final Conversion there;

	private final Conversion back;

	private final Names names;

	private final String key;

	/** The name of the trigger and of its function. */
	private final String trigger;

	/**
	 * Takes the names that it needs.
	 * @param change the change of the type
	 * @param start the schema before it
	 * @param target the schema after it
	 * @param everything what the database has, also what is not compared
	 * @param key the key of the table, as the option of a section has it
	 */
	ExpandedType(Change change, Schema start, Schema target, Schema everything, String key) {
		this.change = change;
		ObjectId id = change.object();
		this.old = Side.of(id, start, freeColumn(id, "old", start, target));
		this.side = Side.of(id, target, freeColumn(id, "new", start, target));
		this.there = new TypeConversion(start, target).between(this.old.column(), this.side.column());
		this.back = new TypeConversion(target, start).between(this.side.column(), this.old.column());
		this.names = new Names(target.defaultSchema());
		this.key = key;
		this.trigger = free(
				(name) -> Stream.of(start, target, everything)
					.anyMatch((schema) -> schema
						.get(ObjectId.of(Kind.FUNCTION, id.schema(), Names.quoted(name) + "()")) != null),
				String.valueOf(id.relation()), id.name(), "expand");
	}

	private static String freeColumn(ObjectId column, String label, Schema start, Schema target) {
		return free((name) -> start.get(column.renamed(name)) != null || target.get(column.renamed(name)) != null,
				column.name(), "", label);
	}

	private static String free(Predicate<String> isTaken, String first, String second, String label) {
		String name = NamingConvention.joined(first, second, label);
		for (int i = 1; isTaken.test(name); i++) {
			name = NamingConvention.joined(first, second, label + i);
		}
		return name;
	}

	/** What has to be printed with the name that the column has at first. */
	Rename rename() {
		return new Rename(this.side.column().id(), this.side.temporary());
	}

	/** The same on the way back. */
	Rename renameBack() {
		return new Rename(this.old.column().id(), this.old.temporary());
	}

	/** Sets what is printed so. */
	ExpandedType printed(Schema renamedStart, Schema renamedTarget) {
		this.old.printed = renamedStart;
		this.side.printed = renamedTarget;
		return this;
	}

	/** Why the column cannot be expanded, as far as its values and parts say. */
	@Nullable String reason() {
		if (!this.there.known() || !this.back.known()) {
			return "the old values can only be computed by hand";
		}
		return this.old.parts().equals(this.side.parts()) ? null
				: "an index or a constraint of the column is added or dropped at the same time";
	}

	@Override
	public ObjectId column() {
		return this.side.column().id();
	}

	@Override
	public boolean replaces(Change other) {
		ObjectId id = other.object();
		return id.equals(column()) || id.equals(column().inKind(Kind.DEFAULT)) || this.side.parts().contains(id)
				|| this.old.parts().contains(id);
	}

	@Override
	public boolean replacesBack(Change other) {
		return replaces(other);
	}

	@Override
	public SectionScript begin() {
		return one(piece(List.of(), this.side.add()), inStep(this.side, this.there, this.back));
	}

	@Override
	public SectionScript beginBack() {
		List<String> sql = new ArrayList<>(withoutTrigger());
		sql.add("%s drop column %s".formatted(this.side.alter(), Names.quoted(this.side.temporary())));
		return one(piece(List.of(), sql));
	}

	@Override
	public SectionScript fill() {
		List<Note> notes = new ArrayList<>(List.of(Note.of("The trigger computes the value of the new column.")));
		notes.addAll(inBatches(this.change.notes()));
		return new SectionScript(List.of(new Unit(List.of(piece(notes, List.of(fill(this.side)))))), false, this.key);
	}

	/** A part of the rows may have been changed when it fails. */
	private static List<Note> inBatches(List<Note> notes) {
		return notes.stream()
			.map((note) -> (note.effect() == Note.Effect.MAY_FAIL) ? Note.mayFail(note.detail()) : note)
			.toList();
	}

	private String fill(Side filled) {
		String name = name();
		return "update %s set %s = %s where %s is null and %s is not null".formatted(table(), name, name,
				Names.quoted(filled.temporary()), name);
	}

	@Override
	public SectionScript end() {
		List<String> drop = new ArrayList<>(withoutTrigger());
		drop.add("%s drop column %s".formatted(this.side.alter(), name()));
		List<Unit> units = new ArrayList<>(this.side.prepare(this.change));
		units.add(new Unit(List.of(
				piece(List.of(Note.of("The values are in %s.".formatted(Names.quoted(this.side.temporary())))), drop),
				piece(List.of(Note.of("lint:ignore renames-column code uses the name that the column gets")),
						this.side.take()))));
		return new SectionScript(units, false);
	}

	@Override
	public SectionScript endBack() {
		List<Unit> units = new ArrayList<>();
		units.add(new Unit(List.of(piece(List.of(), this.old.add()), inStep(this.old, this.back, this.there))));
		List<Note> notes = new ArrayList<>(
				List.of(Note.of("The rows are locked until all of them have their values.")));
		notes.addAll(this.back.notes(table() + "." + name()));
		units.add(new Unit(List.of(piece(notes, List.of(fill(this.old))))));
		units.addAll(this.old.prepare(this.change));
		List<String> swap = new ArrayList<>(withoutTrigger());
		swap.addAll(this.side.leave());
		swap.addAll(this.old.take());
		units.add(new Unit(List.of(piece(List.of(), swap), inStep(this.side, this.there, this.back))));
		return new SectionScript(units, false);
	}

	@Override
	public List<String> remarks() {
		return List
			.of("Run this revision once all instances work with both types of %s.%s.".formatted(table(), name()));
	}

	private List<String> withoutTrigger() {
		return List.of("drop trigger %s on %s".formatted(Names.quoted(this.trigger), table()),
				"drop function %s()".formatted(function()));
	}

	/**
	 * Whoever writes one of the columns has written the other. Values are compared as
	 * they are stored: types need no operators, and what is equal need not be the same.
	 */
	private Piece inStep(Side added, Conversion forth, Conversion back) {
		String name = name();
		String other = Names.quoted(added.temporary());
		String toOther = "new.%s := %s;".formatted(other, value(forth, "new." + name));
		String toFirst = "new.%s := %s;".formatted(name, value(back, "new." + other));
		String function = """
				create function %1$s() returns trigger language plpgsql set search_path from current as $$
				begin
					if tg_op = 'INSERT' then
						if new.%3$s is null then
							%4$s
						else
							%5$s
						end if;
					elsif row(new.%3$s)::record *<> row(old.%3$s)::record then
						%5$s
					elsif row(new.%2$s)::record *<> row(old.%2$s)::record or new.%3$s is null then
						%4$s
					end if;
					return new;
				end
				$$""".formatted(function(), name, other, toOther, toFirst);
		return piece(List.of(Note.of("Keeps %s and %s in step, whichever of them is written.".formatted(name, other))),
				List.of(function, "create trigger %s before insert or update on %s for each row execute function %s()"
					.formatted(Names.quoted(this.trigger), table(), function())));
	}

	private static String value(Conversion conversion, String old) {
		return conversion.isAssigned() ? old : conversion.of(old);
	}

	private String function() {
		return this.names.qualified(column().schema(), this.trigger);
	}

	private String table() {
		return this.names.relationOf(column());
	}

	private String name() {
		return Names.quoted(column().name());
	}

	private Piece piece(List<Note> notes, List<String> sql) {
		return new Piece(this.change.subject(), notes, sql);
	}

	private static SectionScript one(Piece... pieces) {
		return new SectionScript(List.of(new Unit(List.of(pieces))), true);
	}

	/**
	 * The column before the change, or after it, as it comes into its place.
	 */
	private static final class Side {

		private final Column column;

		private final Schema schema;

		private final String temporary;

		private final List<SchemaObject> parts;

		/** The schema with the column under its temporary name. */
		private Schema printed;

		private Side(Column column, Schema schema, String temporary) {
			this.column = column;
			this.schema = schema;
			this.temporary = temporary;
			this.parts = schema.objects()
				.values()
				.stream()
				.filter((object) -> object instanceof Index || object instanceof Constraint)
				.filter((object) -> schema.dependencies(object.id()).contains(column.id()))
				.toList();
			this.printed = schema;
		}

		static Side of(ObjectId id, Schema schema, String temporary) {
			return new Side(Objects.requireNonNull(schema.get(id, Column.class)), schema, temporary);
		}

		Column column() {
			return this.column;
		}

		String temporary() {
			return this.temporary;
		}

		/** The indexes and constraints of the column. */
		Set<ObjectId> parts() {
			return Set.copyOf(this.parts.stream().map(SchemaObject::id).toList());
		}

		private Names names() {
			return new Names(this.schema.defaultSchema());
		}

		private String table() {
			return names().relationOf(this.column.id());
		}

		String alter() {
			return "alter table " + table();
		}

		private String check() {
			return free(
					(name) -> this.schema.get(ObjectId.member(Kind.CONSTRAINT,
							Objects.requireNonNull(this.column.id().table()), name)) != null,
					String.valueOf(this.column.id().relation()), this.column.id().name(), "not_null_check");
		}

		/** Adds the column, which is not required yet and has no default. */
		List<String> add() {
			Column optional = this.column.withNotNull(null);
			return new SqlWriter(this.printed).create(new Column(this.column.id().renamed(this.temporary),
					optional.position(), optional.type(), optional.baseType(), optional.collation(), null, null, null,
					optional.storage(), optional.compression(), optional.statistics(), null), Set.of());
		}

		/** Gives the column what it is to have, in the form that locks nobody out. */
		List<Unit> prepare(Change like) {
			List<Change> changes = new ArrayList<>();
			if (this.column.isRequired()) {
				changes.add(new Change(Action.CREATE,
						ObjectId.member(Kind.CONSTRAINT, Objects.requireNonNull(this.column.id().table()), check()),
						like.subject(), List.of("%s add constraint %s check (%s is not null)".formatted(alter(),
								Names.quoted(check()), Names.quoted(this.temporary))),
						List.of()));
			}
			SqlWriter writer = new SqlWriter(this.printed);
			for (SchemaObject part : this.parts) {
				SchemaObject printedPart = Objects.requireNonNull(this.printed.get(part.id()));
				SchemaObject other = (printedPart instanceof Index index) ? index.renamed(temporary(part))
						: ((Constraint) printedPart).renamed(temporary(part));
				changes.add(new Change(Action.CREATE, other.id(), like.subject(), writer.create(other, Set.of()),
						List.of()));
			}
			return changes.isEmpty() ? List.of()
					: OnlineScript
						.of(changes, false, this.schema, this.schema,
								new SchemaRelations(changes, this.schema, this.schema))
						.units();
		}

		private String temporary(SchemaObject part) {
			return free(
					(name) -> this.schema.objects()
						.keySet()
						.stream()
						.anyMatch((id) -> id.schema().equals(part.id().schema()) && id.name().equals(name)),
					part.id().name(), "", "new");
		}

		/** Gives the column and what it has the names that they are to have. */
		List<String> take() {
			String name = Names.quoted(this.column.id().name());
			List<String> sql = new ArrayList<>();
			sql.add("%s rename column %s to %s".formatted(alter(), Names.quoted(this.temporary), name));
			for (SchemaObject part : this.parts) {
				String other = temporary(part);
				sql.add((part instanceof Index)
						? "alter index %s rename to %s".formatted(names().qualified(part.id().schema(), other),
								Names.quoted(part.id().name()))
						: "%s rename constraint %s to %s".formatted(alter(), Names.quoted(other),
								Names.quoted(part.id().name())));
			}
			Default value = this.schema.get(this.column.defaultId(), Default.class);
			if (value != null) {
				sql.add("%s alter column %s set default %s".formatted(alter(), name, value.expression()));
			}
			if (this.column.isRequired()) {
				sql.add("%s alter column %s set not null".formatted(alter(), name));
				sql.add("%s drop constraint %s".formatted(alter(), Names.quoted(check())));
			}
			sql.addAll(comment(name, this.column.comment()));
			return sql;
		}

		/** Leaves the name to another column, and keeps nothing but the values. */
		List<String> leave() {
			String name = Names.quoted(this.column.id().name());
			List<String> sql = new ArrayList<>();
			for (SchemaObject part : this.parts) {
				sql.add((part instanceof Index)
						? "drop index " + names().qualified(part.id().schema(), part.id().name())
						: "%s drop constraint %s".formatted(alter(), Names.quoted(part.id().name())));
			}
			if (this.column.isRequired()) {
				sql.add("%s alter column %s drop not null".formatted(alter(), name));
			}
			if (this.schema.get(this.column.defaultId()) != null) {
				sql.add("%s alter column %s drop default".formatted(alter(), name));
			}
			if (this.column.comment() != null) {
				sql.addAll(comment(name, ""));
			}
			sql.add("%s rename column %s to %s".formatted(alter(), name, Names.quoted(this.temporary)));
			return sql;
		}

		private List<String> comment(String name, @Nullable String comment) {
			return (comment == null) ? List.of() : List.of("comment on column %s.%s is %s".formatted(table(), name,
					comment.isEmpty() ? "null" : Names.literal(comment)));
		}

	}

}
