package io.appmigrations.internal.online;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.appmigrations.internal.online.OnlineForm.Sort;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * The online form of a new column that has constraints: the column by itself, which takes
 * an instant, then each constraint, which has a name, as one of the table.
 */
final class OnlineColumn {

	private static final Set<String> CONSTRAINTS = Set.of("check", "unique", "references");

	private final String sql;

	/** What stands before an action of the same table. */
	private final String alter;

	private final Relations relations;

	/** The column as the statement writes it. */
	private final String column;

	private final SqlTokens tokens;

	/** The statement without the constraints. */
	private final StringBuilder plain = new StringBuilder();

	private int copied;

	private final List<String> constraints = new ArrayList<>();

	private OnlineColumn(String sql, StatementShape shape, Relations relations, SqlTokens tokens, SqlToken column) {
		this.sql = sql;
		this.alter = sql.substring(0, shape.rest().offset());
		this.relations = relations;
		this.tokens = tokens;
		this.column = column.text();
	}

	/**
	 * Finds the online form.
	 * @param sql the statement
	 * @param shape its shape
	 * @param table the table
	 * @param relations what is there
	 * @param action what follows {@code add}
	 * @return the form, or {@code null} where the statement adds no column, none of its
	 * constraints takes long, or it rewrites the table anyway
	 */
	static @Nullable OnlineForm of(String sql, StatementShape shape, QualifiedName table, Relations relations,
			SqlTokens action) {
		if (!action.accept("column") && (action.isNext("exclude") || action.isNext("not", "null"))) {
			return null;
		}
		SqlToken column = action.next();
		if (column == null || !column.type().isName() || column.is("if")) {
			// where it exists, it gets no constraint
			return null;
		}
		return new OnlineColumn(sql, shape, relations, action, column).form();
	}

	private @Nullable OnlineForm form() {
		if (!readConstraints() || this.constraints.isEmpty()) {
			return null;
		}
		this.plain.append(this.sql, this.copied, this.sql.length());
		String first = this.plain.toString().stripTrailing();
		if (SlowStatement.rewrites(first, this.relations)) {
			return null;
		}
		List<String> within = new ArrayList<>(List.of(first));
		List<List<String>> after = new ArrayList<>();
		for (String constraint : this.constraints) {
			OnlineForm form = OnlineForm.of(this.alter + "add " + constraint, this.relations);
			if (form == null) {
				return null;
			}
			if (after.isEmpty() && form.before().isEmpty() && form.within().size() == 1) {
				within.addAll(form.within());
			}
			else {
				after.addAll(form.before());
				after.add(form.within());
			}
			after.addAll(form.after());
		}
		return new OnlineForm(Sort.COLUMN, List.of(), within,
				after.stream().filter((unit) -> !unit.isEmpty()).toList());
	}

	/** Whether all that is written is understood. */
	private boolean readConstraints() {
		boolean isFilled = hasDefault();
		while (!this.tokens.isAtEnd()) {
			int start = this.tokens.offset();
			String name = null;
			if (this.tokens.isNext("constraint")) {
				SqlToken written = this.tokens.peek(1);
				SqlToken kind = this.tokens.peek(2);
				if (written != null && kind != null && CONSTRAINTS.stream().anyMatch(kind::is)) {
					name = written.text();
					this.tokens.accept("constraint");
					this.tokens.next();
				}
			}
			if (this.tokens.isNext("primary", "key") || this.tokens.isNext("enforced")
					|| this.tokens.isNext("not", "enforced") || this.tokens.isNext("generated")) {
				// null in the rows that are there is no key
				return false;
			}
			if (CONSTRAINTS.stream().anyMatch(this.tokens::isNext)) {
				if (name == null) {
					return false;
				}
				readConstraint(start, name, isFilled);
			}
			else if (this.tokens.parenthesized() == null) {
				this.tokens.next();
			}
		}
		return true;
	}

	/** PostgreSQL does not look for null in the other table. */
	private boolean hasDefault() {
		SqlTokens all = this.tokens.copy();
		while (!all.isAtEnd() && !all.isNext("default")) {
			if (all.parenthesized() == null) {
				all.next();
			}
		}
		return !all.isAtEnd();
	}

	private void readConstraint(int start, String name, boolean isFilled) {
		int begin = this.tokens.offset();
		String constraint;
		boolean isSlow = true;
		if (this.tokens.accept("check")) {
			constraint = "check " + this.tokens.parenthesized();
			constraint += this.tokens.accept("no", "inherit") ? " no inherit" : "";
		}
		else if (this.tokens.accept("unique")) {
			constraint = "unique ";
			int nulls = this.tokens.offset();
			if (this.tokens.accept("nulls", "not", "distinct") || this.tokens.accept("nulls", "distinct")) {
				constraint += this.sql.substring(nulls, this.tokens.offset()).strip() + " ";
			}
			constraint += "(%s)".formatted(this.column);
			int storage = this.tokens.offset();
			if (this.tokens.accept("with")) {
				this.tokens.parenthesized();
				constraint += " " + this.sql.substring(storage, this.tokens.offset()).strip();
			}
		}
		else {
			this.tokens.accept("references");
			this.tokens.qualifiedName();
			this.tokens.parenthesized();
			acceptActions();
			constraint = "foreign key (%s) %s".formatted(this.column,
					this.sql.substring(begin, this.tokens.offset()).strip());
			isSlow = isFilled;
		}
		int attributes = this.tokens.offset();
		acceptAttributes();
		String deferrable = this.sql.substring(attributes, this.tokens.offset()).strip();
		if (isSlow) {
			this.plain.append(this.sql, this.copied, start);
			this.copied = this.tokens.offset();
			this.constraints
				.add("constraint %s %s%s".formatted(name, constraint, deferrable.isEmpty() ? "" : " " + deferrable));
		}
	}

	private void acceptActions() {
		while (this.tokens.accept("match")) {
			this.tokens.next();
		}
		while (this.tokens.accept("on", "delete") || this.tokens.accept("on", "update")) {
			if (this.tokens.accept("set") || this.tokens.accept("no")) {
				this.tokens.next();
				this.tokens.parenthesized();
			}
			else {
				this.tokens.next();
			}
		}
	}

	private void acceptAttributes() {
		while (this.tokens.accept("deferrable") || this.tokens.accept("not", "deferrable")
				|| this.tokens.accept("initially", "deferred") || this.tokens.accept("initially", "immediate")) {
			// as many as there are
		}
	}

}
