package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.appmigrations.internal.diff.Alterations.Alteration;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Sequence;
import io.appmigrations.internal.schema.SequenceOptions;

/**
 * Alters sequences, also those of identity columns.
 */
final class SequenceAlterations {

	private final SqlWriter writer;

	private final Names names;

	SequenceAlterations(SqlWriter writer) {
		this.writer = writer;
		this.names = writer.names();
	}

	/** Writes what makes an identity of a column into another. */
	void identity(Column old, Column column, String prefix, List<String> sql) {
		Column.Identity before = old.identity();
		Column.Identity identity = column.identity();
		if (identity == null || identity.equals(before)) {
			return;
		}
		if (before == null) {
			sql.add(prefix + "add" + this.writer.identity(identity, column));
			sql.add(ContinuedSequences.continueIdentity(column, identity.options(), this.names));
			return;
		}
		if (!before.sequence().equals(identity.sequence())) {
			sql.add("alter sequence %s rename to %s".formatted(
					this.names.qualified(column.id().schema(), before.sequence()), Names.quoted(identity.sequence())));
		}
		List<String> clauses = new ArrayList<>();
		if (before.always() != identity.always()) {
			clauses.add("set generated " + (identity.always() ? "always" : "by default"));
		}
		SequenceOptions usual = before.options().retyped(old.baseType(), column.baseType());
		SqlWriter.options(identity.options(), usual).forEach((clause) -> clauses.add("set " + clause));
		if (isApart(before.options(), identity.options())) {
			clauses.add("restart");
		}
		// also where the bounds follow from the type
		moveIntoBounds(before.options(), identity.options(),
				this.names.qualified(column.id().schema(), identity.sequence()), sql);
		if (!clauses.isEmpty()) {
			sql.add(prefix + String.join(" ", clauses));
		}
	}

	Alteration alter(Sequence old, Sequence sequence) {
		String prefix = "alter sequence %s".formatted(this.names.of(sequence.id()));
		List<String> sql = new ArrayList<>();
		String type = old.type().equals(sequence.type()) ? "" : " as " + sequence.type();
		SequenceOptions usual = old.options().retyped(old.type(), sequence.type());
		String clauses = SqlWriter.options(sequence.options(), usual)
			.stream()
			.map((clause) -> " " + clause)
			.collect(Collectors.joining());
		if (!type.isEmpty() || !clauses.isEmpty()) {
			moveIntoBounds(old.options(), sequence.options(), this.names.of(sequence.id()), sql);
			sql.add(prefix + type + clauses + (isApart(old.options(), sequence.options()) ? " restart" : ""));
		}
		if (old.unlogged() != sequence.unlogged()) {
			sql.add(prefix + (sequence.unlogged() ? " set unlogged" : " set logged"));
		}
		return Alteration.of(sql);
	}

	/** PostgreSQL refuses bounds that the last value is outside of. */
	private static void moveIntoBounds(SequenceOptions old, SequenceOptions options, String name, List<String> sql) {
		if (isApart(old, options) || (options.min() <= old.min() && options.max() >= old.max())) {
			return;
		}
		sql.add("""
				select setval(%s, least(greatest(last_value, %s), %s), is_called and last_value between %s and %s)
				from %s""".formatted(Names.literal(name), options.min(), options.max(), options.min(), options.max(),
				name));
	}

	private static boolean isApart(SequenceOptions old, SequenceOptions options) {
		return options.min() > old.max() || options.max() < old.min();
	}

}
