package io.appmigrations.internal.declaration;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SequenceOptions;
import io.appmigrations.model.ConstraintType;
import org.jspecify.annotations.Nullable;

/**
 * Reads statements of plain forms: those that Hibernate writes, and most of what people
 * write. Whatever else there is in a statement makes it one that only PostgreSQL can
 * read.
 */
public final class DeclarationReader {

	private static final List<String> AFTER_TYPE = List.of("not", "null", "default", "generated", "primary", "unique",
			"check", "references", "constraint", "collate", "storage", "compression", ";");

	/** They make a sequence of their own. */
	private static final Pattern SERIAL = Pattern.compile("(?i)(small|big)?serial[248]?");

	private final Tokens tokens;

	private DeclarationReader(Tokens tokens) {
		this.tokens = tokens;
	}

	/**
	 * Reads a statement.
	 * @param sql the statement
	 * @return what it declares, or {@code null} where it is of no plain form
	 */
	public static @Nullable Declaration read(String sql) {
		try {
			return new DeclarationReader(new Tokens(sql)).statement();
		}
		catch (Tokens.UnknownForm ex) {
			return null;
		}
	}

	private Declaration statement() {
		Declaration declaration;
		if (this.tokens.accept("create", "table")) {
			declaration = table();
		}
		else if (this.tokens.accept("create", "unique", "index")) {
			declaration = index(true);
		}
		else if (this.tokens.accept("create", "index")) {
			declaration = index(false);
		}
		else if (this.tokens.accept("create", "sequence")) {
			declaration = sequence();
		}
		else if (this.tokens.accept("alter", "table")) {
			declaration = newConstraint();
		}
		else {
			this.tokens.expect("comment", "on");
			declaration = comment();
		}
		this.tokens.end();
		return declaration;
	}

	private RelationName relation() {
		String first = this.tokens.name();
		return this.tokens.accept(".") ? new RelationName(first, this.tokens.name()) : new RelationName(null, first);
	}

	private Declaration table() {
		if (this.tokens.isNext("if", "not")) {
			throw new Tokens.UnknownForm();
		}
		RelationName relation = relation();
		List<ColumnDeclaration> columns = new ArrayList<>();
		List<ConstraintDeclaration> constraints = new ArrayList<>();
		this.tokens.expect("(");
		do {
			if (isConstraint()) {
				constraints.add(constraint(null));
			}
			else {
				columns.add(column(constraints));
			}
		}
		while (this.tokens.accept(","));
		this.tokens.expect(")");
		return new Declaration.NewTable(relation, columns, constraints);
	}

	private boolean isConstraint() {
		return this.tokens.isNext("constraint") || this.tokens.isNext("primary") || this.tokens.isNext("unique")
				|| this.tokens.isNext("check") || this.tokens.isNext("foreign") || this.tokens.isNext("exclude")
				|| this.tokens.isNext("like");
	}

	/** Reads a constraint of a table, or of a column, which it is written behind. */
	private ConstraintDeclaration constraint(@Nullable String column) {
		String name = this.tokens.accept("constraint") ? this.tokens.name() : null;
		if (this.tokens.accept("primary", "key")) {
			return key(ConstraintType.PRIMARY_KEY, name, columns(column));
		}
		if (this.tokens.accept("unique")) {
			return key(ConstraintType.UNIQUE, name, columns(column));
		}
		if (this.tokens.accept("check")) {
			return check(name);
		}
		if (column == null) {
			this.tokens.expect("foreign", "key");
		}
		List<String> columns = columns(column);
		this.tokens.expect("references");
		return foreignKey(name, columns);
	}

	private List<String> columns(@Nullable String column) {
		return (column != null) ? List.of(column) : this.tokens.names();
	}

	private static ConstraintDeclaration key(ConstraintType type, @Nullable String name, List<String> columns) {
		return new ConstraintDeclaration(type, name, columns, null, null);
	}

	private ConstraintDeclaration check(@Nullable String name) {
		Tokens.Text condition = this.tokens.parenthesized();
		return new ConstraintDeclaration(ConstraintType.CHECK, name, condition.names(), condition.sql(), null);
	}

	private ConstraintDeclaration foreignKey(@Nullable String name, List<String> columns) {
		RelationName table = relation();
		List<String> referenced = this.tokens.isNext("(") ? this.tokens.names() : List.of();
		String onUpdate = null;
		String onDelete = null;
		while (this.tokens.accept("on")) {
			if (this.tokens.accept("delete")) {
				onDelete = action();
			}
			else {
				this.tokens.expect("update");
				onUpdate = action();
			}
		}
		return new ConstraintDeclaration(ConstraintType.FOREIGN_KEY, name, columns, null,
				new ConstraintDeclaration.Reference(table, referenced, onUpdate, onDelete));
	}

	private @Nullable String action() {
		if (this.tokens.accept("no", "action")) {
			return null;
		}
		if (this.tokens.accept("set", "null")) {
			return "SET NULL";
		}
		if (this.tokens.accept("set", "default")) {
			return "SET DEFAULT";
		}
		if (this.tokens.accept("restrict")) {
			return "RESTRICT";
		}
		this.tokens.expect("cascade");
		return "CASCADE";
	}

	private ColumnDeclaration column(List<ConstraintDeclaration> constraints) {
		String name = this.tokens.name();
		String type = this.tokens.until(AFTER_TYPE).sql();
		if (SERIAL.matcher(type).matches()) {
			throw new Tokens.UnknownForm();
		}
		String defaultValue = null;
		Boolean identity = null;
		boolean notNull = false;
		while (!this.tokens.isNext(",") && !this.tokens.isNext(")")) {
			if (this.tokens.accept("not", "null")) {
				notNull = true;
			}
			else if (this.tokens.accept("default")) {
				if (defaultValue != null || this.tokens.isNext("null")) {
					throw new Tokens.UnknownForm();
				}
				defaultValue = this.tokens.until(AFTER_TYPE).sql();
			}
			else if (this.tokens.accept("generated", "by", "default", "as", "identity")) {
				identity = false;
			}
			else if (this.tokens.accept("generated", "always", "as", "identity")) {
				identity = true;
			}
			else if (!this.tokens.accept("null")) {
				constraints.add(constraint(name));
			}
		}
		return new ColumnDeclaration(name, type, defaultValue, notNull, identity);
	}

	private Declaration newConstraint() {
		this.tokens.accept("if", "exists");
		this.tokens.accept("only");
		RelationName relation = relation();
		this.tokens.expect("add");
		return new Declaration.NewConstraint(relation, constraint(null));
	}

	private Declaration index(boolean unique) {
		String name = this.tokens.name();
		this.tokens.expect("on");
		RelationName relation = relation();
		if (this.tokens.accept("using")) {
			this.tokens.expect("btree");
		}
		List<String> columns = new ArrayList<>();
		List<String> keys = new ArrayList<>();
		this.tokens.expect("(");
		do {
			String column = this.tokens.name();
			columns.add(column);
			keys.add(Names.quoted(column) + direction());
		}
		while (this.tokens.accept(","));
		this.tokens.expect(")");
		return new Declaration.NewIndex(relation, name, unique, columns,
				"btree (%s)".formatted(String.join(", ", keys)));
	}

	private String direction() {
		if (this.tokens.accept("desc")) {
			return " DESC";
		}
		this.tokens.accept("asc");
		return "";
	}

	private Declaration sequence() {
		RelationName relation = relation();
		long start = 1;
		long increment = 1;
		while (!this.tokens.isAtEnd() && !this.tokens.isNext(";")) {
			if (this.tokens.accept("start")) {
				this.tokens.accept("with");
				start = this.tokens.number();
			}
			else {
				this.tokens.expect("increment");
				this.tokens.accept("by");
				increment = this.tokens.number();
			}
		}
		if (increment <= 0 || start < 1) {
			throw new Tokens.UnknownForm();
		}
		SequenceOptions defaults = SequenceOptions.defaults("bigint", increment);
		return new Declaration.NewSequence(relation, new SequenceOptions(start, increment, defaults.min(),
				defaults.max(), defaults.cache(), defaults.cycle()));
	}

	private Declaration comment() {
		RelationName relation;
		String column = null;
		if (this.tokens.accept("table")) {
			relation = relation();
		}
		else {
			this.tokens.expect("column");
			String first = this.tokens.name();
			this.tokens.expect(".");
			String second = this.tokens.name();
			boolean qualified = this.tokens.accept(".");
			relation = qualified ? new RelationName(first, second) : new RelationName(null, first);
			column = qualified ? this.tokens.name() : second;
		}
		this.tokens.expect("is");
		String text = this.tokens.string();
		if (text.isEmpty()) {
			throw new Tokens.UnknownForm();
		}
		return new Declaration.NewComment(relation, column, text);
	}

}
