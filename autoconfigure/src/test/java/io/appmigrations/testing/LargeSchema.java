package io.appmigrations.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.EnumType;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.NotNull;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.SequenceOptions;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A schema of many tables, each with five or more columns, an identity, a default, a
 * primary key, a unique key, a check, a foreign key to the table before it and an index.
 */
public final class LargeSchema {

	private final List<SchemaObject> objects = new ArrayList<>();

	private final Map<ObjectId, Set<ObjectId>> dependencies = new HashMap<>();

	private final Difference difference;

	private final boolean after;

	private LargeSchema(int tables, Difference difference, boolean after) {
		this.difference = difference;
		this.after = after;
		for (int i = 0; i < tables; i++) {
			add(table(i), table(Math.max(0, i - 1)));
		}
	}

	public static Schema before(int tables, Difference difference) {
		return new LargeSchema(tables, difference, false).schema();
	}

	/**
	 * Returns the schema with one change in each table.
	 */
	public static Schema after(int tables, Difference difference) {
		return new LargeSchema(tables, difference, true).schema();
	}

	private Schema schema() {
		return new Schema("public", this.objects, this.dependencies);
	}

	private static ObjectId table(int number) {
		return ObjectId.table("public", String.format(Locale.ROOT, "t%06d", number));
	}

	/** One of two, depending on whether the table differs by this. */
	private <T> T either(Difference by, T before, T after) {
		return (this.after && this.difference == by) ? after : before;
	}

	private void add(ObjectId table, ObjectId previous) {
		this.objects
			.add(new Table(table, false, null, List.of(), null, List.of(), false, false, "heap", List.of(), null));
		addColumns(table);
		addConstraints(table, previous);
		add(table,
				new Index(Index.idOf("public", table.name() + "_previous_idx"), table.name(), false,
						either(Difference.INDEX, "btree (previous)", "btree (previous, created)"), List.of("previous"),
						true, null));
		if (this.difference == Difference.POLICY) {
			add(table, definition(ObjectId.member(Kind.POLICY, table, "p"), "create policy p on %s using (%s)"
				.formatted(table.name(), either(Difference.POLICY, "true", "false"))));
			ObjectId view = ObjectId.of(Kind.VIEW, "public", "v" + table.name());
			this.objects
				.add(definition(view, "create view %s as select id from %s".formatted(view.name(), table.name())));
			this.dependencies.put(view, new HashSet<>(List.of(table, Column.idOf(table, "id"))));
		}
	}

	private void addColumns(ObjectId table) {
		add(table, column(table, 1, "id", "bigint", NotNull.PLAIN)
			.withIdentity(new Column.Identity(false, table.name() + "_id_seq", SequenceOptions.defaults("bigint", 1))));
		add(table,
				column(table, 2, "name",
						"character varying(%s)"
							.formatted(either(Difference.NARROWED, either(Difference.TYPE, "100", "200"), "10")),
						NotNull.PLAIN));
		add(table, column(table, 3, "previous", "bigint", null));
		Column created = column(table, 4, "created", "timestamp with time zone", NotNull.PLAIN);
		add(table, created);
		add(table, new Default(created.defaultId(), "now()"));
		if (either(Difference.COLUMN, true, false)) {
			add(table,
					column(table, 5, "note", "text", either(Difference.NOT_NULL, false, true) ? NotNull.PLAIN : null));
		}
		if (this.difference == Difference.ENUM) {
			ObjectId type = ObjectId.of(Kind.ENUM, "public", table.name() + "_state");
			this.objects
				.add(new EnumType(type, List.of("new", either(Difference.ENUM, "running", "old"), "done"), null));
			Column state = column(table, 6, "state", type.name(), null);
			add(table, state);
			this.dependencies.put(state.id(), new HashSet<>(List.of(table, type)));
		}
	}

	private void addConstraints(ObjectId table, ObjectId previous) {
		add(table, constraint(table, "pkey", ConstraintType.PRIMARY_KEY, "PRIMARY KEY (id)", "id", null));
		add(table, constraint(table, either(Difference.NAME, "name_key", "other"), ConstraintType.UNIQUE,
				"UNIQUE (name)", "name", null));
		add(table, constraint(table, "name_check", ConstraintType.CHECK, "CHECK (((name)::text <> ''::text))", "name",
				null));
		Constraint key = constraint(
				table, "previous_fkey", ConstraintType.FOREIGN_KEY, "FOREIGN KEY (previous) REFERENCES %s(id)%s"
					.formatted(previous.name(), either(Difference.FOREIGN_KEY, "", " ON DELETE CASCADE")),
				"previous", previous);
		add(table, key);
		Set<ObjectId> needed = new HashSet<>(List.of(table, Constraint.idOf(previous, previous.name() + "_pkey")));
		needed.add(previous);
		this.dependencies.put(key.id(), needed);
	}

	private void add(ObjectId table, SchemaObject part) {
		this.objects.add(part);
		this.dependencies.put(part.id(), Set.of(table));
	}

	private static Definition definition(ObjectId id, String create) {
		return new Definition(id, List.of(create), null, List.of(), null);
	}

	private static Column column(ObjectId table, int position, String name, String type, @Nullable NotNull notNull) {
		return new Column(Column.idOf(table, name), position, type, type.replaceFirst("\\(.*", ""), null, notNull, null,
				null, null, null, null, null);
	}

	private static Constraint constraint(ObjectId table, String suffix, ConstraintType type, String definition,
			String column, @Nullable ObjectId references) {
		Kind kind = (type == ConstraintType.FOREIGN_KEY) ? Kind.FOREIGN_KEY : Kind.CONSTRAINT;
		return new Constraint(ObjectId.member(kind, table, table.name() + "_" + suffix), type, definition, List.of(),
				List.of(column), references, false, true, null);
	}

	/**
	 * What differs in each table.
	 */
	public enum Difference {

		/** Nothing. */
		NONE,

		/** A column goes. */
		COLUMN,

		/** A type becomes longer. */
		TYPE,

		/** A type becomes shorter. */
		NARROWED,

		/** A column must not be null. */
		NOT_NULL,

		/** A foreign key does something else. */
		FOREIGN_KEY,

		/** An index has one more column. */
		INDEX,

		/** A unique key has another name. */
		NAME,

		/** The enum type of a column loses a value. */
		ENUM,

		/** The policy of the table is another one; there is a view too. */
		POLICY

	}

}
