package io.appmigrations.internal.expand;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.online.OnlineScript;
import io.appmigrations.internal.online.SchemaRelations;
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
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import org.jspecify.annotations.Nullable;

/**
 * The column before the change, or after it, as it comes into its place.
 */
final class Side {

	private final Column column;

	private final Schema schema;

	private final String temporary;

	private final List<SchemaObject> parts;

	/** The schema with the column under its temporary name. */
	private final Schema printed;

	private Side(Column column, Schema schema, String temporary, Schema printed) {
		this.column = column;
		this.schema = schema;
		this.temporary = temporary;
		this.parts = schema.objects()
			.values()
			.stream()
			.filter((object) -> object instanceof Index || object instanceof Constraint)
			.filter((object) -> schema.dependencies(object.id()).contains(column.id()))
			.toList();
		this.printed = printed;
	}

	static Side of(ObjectId id, Schema schema, String temporary) {
		return new Side(Objects.requireNonNull(schema.get(id, Column.class)), schema, temporary, schema);
	}

	/** The same, with parts as PostgreSQL prints them for the temporary name. */
	Side printed(Schema renamed) {
		return new Side(this.column, this.schema, this.temporary, renamed);
	}

	/** What has to be printed with the name that the column has at first. */
	Rename rename() {
		return new Rename(this.column.id(), this.temporary);
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
		return FreeName.of(
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
			changes
				.add(new Change(Action.CREATE, other.id(), like.subject(), writer.create(other, Set.of()), List.of()));
		}
		return changes
			.isEmpty()
					? List.of()
					: OnlineScript
						.of(changes, false, this.schema, this.schema,
								new SchemaRelations(changes, this.schema, this.schema, this.schema,
										(function) -> false))
						.units();
	}

	private String temporary(SchemaObject part) {
		return FreeName.of(
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
			sql.add((part instanceof Index) ? "drop index " + names().qualified(part.id().schema(), part.id().name())
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
