package io.appmigrations.internal.lint.examine;

import java.util.List;

import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.online.Relations;
import io.appmigrations.internal.online.SectionRewrite;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * What to write instead of a statement, so that nobody waits for long: its online form as
 * generated revisions have it, or advice where there is none.
 */
public final class SafeForm {

	private static final String OFF = "-- migrate:upgrade transaction:off\n";

	private static final String PARTITIONS = "-- for these partitions: a database that has others needs the statements for them too\n";

	private static final String EXPAND = """
			-- 1. add a column of the new kind, without a volatile default, and a trigger that fills it
			-- 2. fill it in batches: update in a section with batch:TABLE.KEY
			-- 3. in a later revision, use it instead of the old one""";

	private SafeForm() {
	}

	/**
	 * Finds what to write.
	 * @param examined the revision
	 * @param facts the statement
	 * @return the SQL that can be pasted, or words; {@code null} where there is no other
	 * form
	 */
	public static @Nullable String of(Examined examined, StatementFacts facts) {
		String sql = facts.statement().text();
		Relations relations = examined.relationsBefore(facts);
		List<List<String>> units = SectionRewrite.of(sql, relations);
		StatementShape shape = StatementShape.of(sql);
		return units.isEmpty() ? advice(shape, facts)
				: OFF + (isOfPartitions(shape, relations) ? PARTITIONS : "") + String.join("\n", lines(units));
	}

	private static boolean isOfPartitions(StatementShape shape, Relations relations) {
		QualifiedName table = shape.is("create", "index") ? shape.relation() : shape.name();
		return table != null && !relations.partitions(table).isEmpty();
	}

	private static List<String> lines(List<List<String>> units) {
		return units.stream().flatMap((unit) -> {
			String block = String.join(";\n", unit) + ";";
			return ((unit.size() > 1) ? "begin;\n%s\ncommit;".formatted(block) : block).lines();
		}).toList();
	}

	private static @Nullable String advice(StatementShape shape, StatementFacts facts) {
		return switch (shape.verb()) {
			case "create" -> shape.kind().equals("index") ? """
					-- on a partitioned table: create the index on it alone, build one of each partition, attach them
					create index ... on only ...;
					create index concurrently ... on PARTITION ...;
					alter index ... attach partition ...;""" : null;
			case "alter" -> shape.kind().equals("table") ? alterTable(shape
				.rest(), !facts.rewritten().isEmpty()) : shape.kind().equals("domain")
						? "Add the constraint NOT VALID, and check it with VALIDATE CONSTRAINT when there are no writes."
						: null;
			case "drop" -> shape.kind().equals("index")
					? "Use drop index concurrently, in a separate statement for each index and without cascade." : null;
			case "refresh" -> "Create a unique index of the materialized view, then refresh it concurrently.";
			case "do", "call" -> !facts.indexed().isEmpty() || !facts.rewritten().isEmpty()
					? "Write what builds the index or rewrites the table as a statement of the revision, which then has "
							+ "an online form."
					: "Read or change the rows before the lock is taken: in a transaction of its own, or in "
							+ "batches (batch:TABLE.KEY).";
			case "cluster", "vacuum" -> "pg_repack does the same without a lock.";
			default -> null;
		};
	}

	private static @Nullable String alterTable(SqlTokens action, boolean rewrites) {
		if (action.hasSeveralParts()) {
			// one rewrite for all of them
			return areTypes(action.copy()) ? EXPAND
					: "Write each action as a separate statement, to see which of them takes the time.";
		}
		if (action.isNext("attach")) {
			return "First add a check constraint that implies the bounds to the new table (and its opposite to the "
					+ "default partition), NOT VALID, and validate it.";
		}
		if (!action.accept("add")) {
			return EXPAND;
		}
		action.accept("column");
		if (!rewrites && isConstrained(action.copy(), "primary", "key")) {
			return "Add the column without the key, fill it in batches (batch:TABLE.KEY), make it NOT NULL by a validated "
					+ "check, create a unique index concurrently, and add the key USING INDEX.";
		}
		if (!rewrites && (isConstrained(action.copy(), "check") || isConstrained(action.copy(), "references")
				|| isConstrained(action.copy(), "unique"))) {
			return "Add the column without its constraint, then the constraint in a statement of its own: NOT VALID and "
					+ "VALIDATE for a check or a foreign key, USING INDEX for a unique one.";
		}
		return (action.isNext("constraint") || action.isNext("exclude") || action.isNext("unique")
				|| action.isNext("check") || action.isNext("primary", "key") || action.isNext("foreign", "key")) ? null
						: EXPAND;
	}

	/** Whether all actions give columns other types. */
	private static boolean areTypes(SqlTokens actions) {
		while (!actions.isAtEnd()) {
			SqlTokens action = actions.copy();
			action.accept("alter");
			action.accept("column");
			if (action.name() == null || !(action.isNext("type") || action.isNext("set", "data", "type"))) {
				return false;
			}
			actions.toNextPart();
		}
		return true;
	}

	/** Whether a new column has a constraint of a kind. */
	private static boolean isConstrained(SqlTokens column, String... kind) {
		column.accept("if", "not", "exists");
		column.name();
		while (!column.isAtEnd()) {
			if (column.isNext(kind)) {
				return true;
			}
			if (column.parenthesized() == null) {
				column.next();
			}
		}
		return false;
	}

}
