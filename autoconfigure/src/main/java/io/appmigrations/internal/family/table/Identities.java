package io.appmigrations.internal.family.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.sequence.SequenceClauses;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SequenceOptions;
import io.appmigrations.model.NamingConvention;

/**
 * Writes what makes columns identity columns.
 */
public final class Identities {

	private Identities() {
	}

	/** As in the definition of a column. */
	static String clause(Column.Identity identity, Column column, SqlWriter writer) {
		List<String> clauses = new ArrayList<>(SequenceClauses.ofNew(identity.options(), column.baseType()));
		if (!identity.sequence()
			.equals(NamingConvention.joined(String.valueOf(column.id().relation()), column.id().name(), "seq"))) {
			clauses.add(0, "sequence name " + writer.names().qualified(column.id().schema(), identity.sequence()));
		}
		String options = String.join(" ", clauses);
		return " generated %s as identity%s".formatted(identity.always() ? "always" : "by default",
				options.isEmpty() ? "" : " (" + options + ")");
	}

	/**
	 * Writes what makes a column that is there an identity column. Its sequence begins
	 * anew.
	 * @param column the column as it becomes
	 * @param writer writes names
	 * @return the statement
	 */
	public static String add(Column column, SqlWriter writer) {
		return "alter table %s alter column %s add%s".formatted(writer.names().relationOf(column.id()),
				Names.quoted(column.id().name()), clause(Objects.requireNonNull(column.identity()), column, writer));
	}

	/** Writes what makes an identity of a column into another. */
	static void alter(Column old, Column column, String prefix, SqlWriter writer, List<String> sql) {
		Column.Identity before = old.identity();
		Column.Identity identity = column.identity();
		if (identity == null || identity.equals(before)) {
			return;
		}
		if (before == null) {
			sql.add(add(column, writer));
			sql.add(continued(column, identity.options(), writer.names()));
			return;
		}
		if (!before.sequence().equals(identity.sequence())) {
			sql.add("alter sequence %s rename to %s".formatted(
					writer.names().qualified(column.id().schema(), before.sequence()),
					Names.quoted(identity.sequence())));
		}
		List<String> clauses = new ArrayList<>();
		if (before.always() != identity.always()) {
			clauses.add("set generated " + (identity.always() ? "always" : "by default"));
		}
		SequenceOptions usual = before.options().retyped(old.baseType(), column.baseType());
		SequenceClauses.of(identity.options(), usual).forEach((clause) -> clauses.add("set " + clause));
		if (SequenceClauses.areApart(before.options(), identity.options())) {
			clauses.add("restart");
		}
		// also where the bounds follow from the type
		SequenceClauses.moveIntoBounds(before.options(), identity.options(),
				writer.names().qualified(column.id().schema(), identity.sequence()), sql);
		if (!clauses.isEmpty()) {
			sql.add(prefix + String.join(" ", clauses));
		}
	}

	/**
	 * Writes what makes the sequence of a new identity column go on after the values that
	 * rows have. PostgreSQL says which sequence that is: another may have its name.
	 */
	private static String continued(Column column, SequenceOptions options, Names names) {
		String name = Names.quoted(column.id().name());
		boolean descending = options.increment() < 0;
		return "select setval(pg_get_serial_sequence(%s, %s), %s(%s(%s) %s %s, %s), false) from %s".formatted(
				Names.literal(names.relationOf(column.id())), Names.literal(column.id().name()),
				descending ? "least" : "greatest", descending ? "min" : "max", name, descending ? "-" : "+",
				Math.abs(options.increment()), options.start(), names.relationOf(column.id()));
	}

}
