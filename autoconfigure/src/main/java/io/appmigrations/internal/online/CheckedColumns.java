package io.appmigrations.internal.online;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;

/**
 * The columns that the expression of a check uses, told from functions, types, fields and
 * key words.
 */
final class CheckedColumns {

	/** The row as a whole. */
	private static final String ROW = "";

	private final QualifiedName table;

	private final Predicate<String> isColumn;

	private final List<SqlToken> tokens = new ArrayList<>();

	private final Set<String> found = new LinkedHashSet<>();

	private int next;

	private CheckedColumns(QualifiedName table, String expression, Predicate<String> isColumn) {
		this.table = table;
		this.isColumn = isColumn;
		SqlTokens all = SqlTokens.of(expression);
		for (SqlToken token = all.next(); token != null; token = all.next()) {
			this.tokens.add(token);
		}
	}

	/**
	 * Finds the column that gives the check its name.
	 * @param table the table
	 * @param expression the expression
	 * @param isColumn whether the table has a column of a name
	 * @return the only column that is used, or nothing where there is none, or several
	 */
	static List<String> single(QualifiedName table, String expression, Predicate<String> isColumn) {
		CheckedColumns columns = new CheckedColumns(table, expression, isColumn);
		columns.read();
		return (columns.found.size() == 1 && !columns.found.contains(ROW)) ? List.copyOf(columns.found) : List.of();
	}

	private void read() {
		while (this.next < this.tokens.size()) {
			if (is(0, "::") || is(0, "as")) {
				this.next++;
				type();
			}
			else if (is(0, "collate")) {
				this.next++;
				chain();
			}
			else if (is(0, "at") && is(1, "time") && is(2, "zone")) {
				this.next += 3;
			}
			else if (is(0, "operator") && is(1, "(")) {
				while (this.next < this.tokens.size() && !is(0, ")")) {
					this.next++;
				}
			}
			else if (is(0, "extract") && is(1, "(")) {
				this.next += 3;
			}
			else if (is(0, ".")) {
				// a field of what is in parentheses
				this.next++;
				chain();
			}
			else if (isName(0)) {
				name();
			}
			else {
				this.next++;
			}
		}
	}

	private void name() {
		List<String> chain = chain();
		boolean isLiteral = this.next < this.tokens.size() && this.tokens.get(this.next).type().isString();
		if (is(0, "(") || isLiteral) {
			// a function, a type, or a key word
			return;
		}
		String first = chain.get(0);
		boolean hasColumn = this.isColumn.test(first) || first.equals("tableoid");
		if (chain.size() == 1) {
			if (hasColumn) {
				this.found.add(first);
			}
			else if (first.equals(this.table.name())) {
				this.found.add(ROW);
			}
		}
		else {
			int column = first.equals(this.table.name()) ? 1 : 2;
			this.found.add((column < chain.size()) ? chain.get(column) : ROW);
		}
	}

	private List<String> chain() {
		List<String> chain = new ArrayList<>();
		while (isName(0)) {
			chain.add(GivenNames.cut(this.tokens.get(this.next++).name()));
			if (!is(0, ".")) {
				break;
			}
			this.next++;
		}
		return chain;
	}

	private void type() {
		boolean isLong = is(0, "double") || is(0, "character") || is(0, "national") || is(0, "bit") || is(0, "char");
		chain();
		if (isLong && (is(0, "precision") || is(0, "varying") || is(0, "character") || is(0, "char"))) {
			this.next++;
			this.next += is(0, "varying") ? 1 : 0;
		}
		if (is(0, "(")) {
			while (this.next < this.tokens.size() && !is(0, ")")) {
				this.next++;
			}
			this.next++;
		}
		if ((is(0, "with") || is(0, "without")) && is(1, "time") && is(2, "zone")) {
			this.next += 3;
		}
	}

	private boolean is(int ahead, String word) {
		return this.next + ahead < this.tokens.size() && this.tokens.get(this.next + ahead).is(word);
	}

	private boolean isName(int ahead) {
		return this.next + ahead < this.tokens.size() && this.tokens.get(this.next + ahead).type().isName();
	}

}
