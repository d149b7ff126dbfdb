package io.appmigrations.internal.online;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.appmigrations.internal.online.OnlineForm.Sort;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * The online form of one statement {@code alter table}.
 */
final class OnlineAlteration {

	private final String sql;

	private final QualifiedName name;

	private final Relations relations;

	private final SqlTokens action;

	/** The table as the statement writes it. */
	private final String table;

	/** What stands before the table in statements that follow. */
	private final String alter;

	/** Whether tables that inherit stay as they are. */
	private final boolean only;

	OnlineAlteration(String sql, StatementShape shape, QualifiedName name, Relations relations) {
		this.sql = sql;
		this.name = name;
		this.relations = relations;
		this.action = shape.rest();
		this.table = nameAt(shape.nameOffset());
		this.only = shape.has("only");
		this.alter = "alter table " + (shape.has("if exists") ? "if exists " : "") + (this.only ? "only " : "");
	}

	@Nullable OnlineForm form() {
		if (this.action.hasSeveralParts()) {
			return null;
		}
		if (this.action.accept("alter")) {
			this.action.accept("column");
			String column = nameAsWritten();
			return (column != null && !this.only && this.action.accept("set", "not", "null")) ? notNull(column) : null;
		}
		if (!this.action.accept("add")) {
			return null;
		}
		boolean isNamed = this.action.accept("constraint");
		SqlToken token = this.action.peek(0);
		String constraint = isNamed ? nameAsWritten() : null;
		if (token == null || (isNamed && constraint == null)) {
			return null;
		}
		if (isNamed) {
			return constraint(Objects.requireNonNull(constraint), token.name());
		}
		return isConstraint() ? null
				: OnlineColumn.of(this.sql, StatementShape.of(this.sql), this.name, this.relations, this.action.copy());
	}

	/** These words are no names of columns. */
	private boolean isConstraint() {
		return this.action.isNext("primary", "key") || this.action.isNext("unique")
				|| this.action.isNext("foreign", "key") || this.action.isNext("check");
	}

	private @Nullable OnlineForm constraint(String constraint, String constraintName) {
		int definition = this.action.offset();
		if (this.action.isNext("unique") || this.action.isNext("primary", "key")) {
			return key(constraint, constraintName, definition);
		}
		if (isLeftUnchecked(this.action.copy())) {
			return null;
		}
		if (this.action.isNext("foreign", "key")) {
			return foreignKey(constraint);
		}
		if (this.action.isNext("check")) {
			return validated(Sort.VALIDATION, constraint, List.of());
		}
		return this.action.isNext("not", "null") ? validated(Sort.NOT_NULL, constraint, List.of()) : null;
	}

	/** Whether no row is looked at anyway. */
	private static boolean isLeftUnchecked(SqlTokens definition) {
		while (!definition.isAtEnd()) {
			if (definition.isNext("not", "valid") || definition.isNext("not", "enforced")) {
				return true;
			}
			if (definition.parenthesized() == null) {
				definition.next();
			}
		}
		return false;
	}

	private @Nullable String nameAsWritten() {
		SqlToken token = this.action.next();
		return (token != null) ? token.text() : null;
	}

	private OnlineForm validated(Sort sort, String constraint, List<String> first) {
		List<String> within = new ArrayList<>(first);
		within.add(this.sql + " not valid");
		return new OnlineForm(sort, List.of(), within, List.of(List.of(validate(constraint))));
	}

	private String validate(String constraint) {
		return "%s%s validate constraint %s".formatted(this.alter, this.table, constraint);
	}

	/**
	 * Both tables are locked, first the one that is written to first, as by those who add
	 * rows.
	 */
	private @Nullable OnlineForm foreignKey(String constraint) {
		String definition = this.sql.substring(this.action.offset());
		SqlTokens key = this.action.copy();
		while (!key.isAtEnd() && !key.accept("references")) {
			key.next();
		}
		int start = key.offset();
		QualifiedName target = key.qualifiedName();
		if (target != null && this.relations.isPartitioned(target)) {
			// PostgreSQL 14 leaves its parts not valid; each server names those of a
			// partitioned table in another order
			return null;
		}
		boolean isLocked = target != null && !target.equals(this.name) && this.relations.isInUse(target)
				&& this.relations.mayLock(target) && this.relations.mayLock(this.name);
		if (this.relations.isPartitioned(this.name)) {
			return (this.only || target == null) ? null : new PartitionedForm(this.name, this.relations)
				.foreignKey(constraint, definition, nameAt(start), isLocked);
		}
		return validated(Sort.VALIDATION, constraint, !isLocked ? List.of()
				: List.of("lock table %s, %s in share row exclusive mode".formatted(nameAt(start), this.table)));
	}

	/** A qualified name as the statement writes it. */
	private String nameAt(int start) {
		SqlTokens tokens = SqlTokens.of(this.sql.substring(start));
		StringBuilder written = new StringBuilder();
		for (SqlToken token = tokens.next(); token != null; token = tokens.accept(".") ? tokens.next() : null) {
			written.append(written.isEmpty() ? "" : ".").append(token.text());
		}
		return written.toString();
	}

	private @Nullable OnlineForm key(String constraint, String constraintName, int definition) {
		String kind = this.action.accept("primary", "key") ? "primary key" : "unique";
		if (kind.equals("unique")) {
			this.action.accept("unique");
		}
		boolean nullsAreEqual = this.action.accept("nulls", "not", "distinct");
		this.action.accept("nulls", "distinct");
		String columns = this.action.parenthesized();
		if (columns == null || isPeriod(columns)) {
			return null;
		}
		StringBuilder storage = new StringBuilder();
		if (this.action.accept("include")) {
			storage.append(" include ").append(this.action.parenthesized());
		}
		if (nullsAreEqual) {
			storage.append(" nulls not distinct");
		}
		if (this.action.accept("with")) {
			storage.append(" with ").append(this.action.parenthesized());
		}
		String rest = this.sql.substring(this.action.offset());
		if (this.relations.isPartitioned(this.name)) {
			return (this.only || kind.equals("primary key")) ? null : new PartitionedForm(this.name, this.relations)
				.unique(constraint, columns, storage.toString(), rest.isEmpty() ? "" : " " + rest);
		}
		String index = this.relations.hasIndex(this.name, constraintName)
				? OnlineForm.newName((name) -> this.relations.hasIndex(this.name, name), constraintName, "", "new")
				: constraint;
		return new OnlineForm(Sort.KEY,
				List.of(List.of("create unique index concurrently %s on %s %s%s".formatted(index, this.table, columns,
						storage))),
				List.of("%s%s using index %s%s".formatted(this.sql.substring(0, definition), kind, index,
						rest.isEmpty() ? "" : " " + rest)),
				List.of());
	}

	/** The index of such a key is of another kind. */
	private static boolean isPeriod(String columns) {
		SqlTokens tokens = SqlTokens.of(columns);
		while (!tokens.isAtEnd() && !tokens.isNext("without", "overlaps")) {
			tokens.next();
		}
		return !tokens.isAtEnd();
	}

	/**
	 * A check that is valid shows PostgreSQL that no row has null, so that it need not
	 * look.
	 */
	private OnlineForm notNull(String column) {
		String columnName = Objects.requireNonNull(SqlTokens.of(column).name());
		String check = OnlineForm.newName((one) -> this.relations.hasConstraint(this.name, one), this.name.name(),
				columnName, "not_null_check");
		return new OnlineForm(Sort.NOT_NULL, List.of(),
				List.of("%s%s add constraint %s check (%s is not null) not valid".formatted(this.alter, this.table,
						check, column)),
				List.of(List.of(validate(check)),
						List.of(this.sql, "%s%s drop constraint %s".formatted(this.alter, this.table, check))));
	}

}
