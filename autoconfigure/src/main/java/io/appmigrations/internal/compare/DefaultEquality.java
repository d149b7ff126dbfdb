package io.appmigrations.internal.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.TokenType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Defaults that are written differently may be equal; PostgreSQL says whether.
 */
final class DefaultEquality {

	private static final Set<String> NOW = Set.of("now()", "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP(6)",
			"transaction_timestamp()");

	/** Types whose values have an equality, so that two literals can be compared. */
	private static final Set<String> COMPARABLE = Set.of("character varying", "text", "character", "smallint",
			"integer", "bigint", "numeric", "real", "double precision", "boolean", "date", "uuid", "interval",
			"timestamp without time zone", "timestamp with time zone", "time without time zone");

	private final Schema actual;

	private final Schema desired;

	/** The defaults whose expressions say the same. */
	private final Set<ObjectId> equal = new HashSet<>();

	/** Those that PostgreSQL has to be asked about. */
	private final List<ObjectId> asked = new ArrayList<>();

	private final List<String> questions = new ArrayList<>();

	private DefaultEquality(Schema actual, Schema desired) {
		this.actual = actual;
		this.desired = desired;
	}

	/**
	 * Writes defaults that say the same as the database does.
	 * @param connection where to ask, in one query where there is a question
	 * @param actual what the database has
	 * @param desired what the model declares
	 * @return the latter, with its equal defaults as the former has them
	 */
	static Schema unified(MigrationConnection connection, Schema actual, Schema desired) {
		DefaultEquality equality = new DefaultEquality(actual, desired);
		desired.all(Default.class).forEach(equality::compare);
		equality.ask(connection);
		return desired.map((object) -> equality.equal.contains(object.id())
				? Objects.requireNonNull(actual.get(object.id())) : object);
	}

	private void compare(Default declared) {
		Column column = this.desired.get(declared.id().inKind(Kind.COLUMN), Column.class);
		if (!(this.actual.get(declared.id()) instanceof Default present) || column == null
				|| present.expression().equals(declared.expression())) {
			return;
		}
		if (NOW.contains(present.expression()) && NOW.contains(declared.expression())) {
			this.equal.add(declared.id());
		}
		else if (COMPARABLE.contains(column.baseType()) && isLiteral(present.expression())
				&& isLiteral(declared.expression()) && isOfSameType(column)) {
			this.asked.add(declared.id());
			this.questions.add("(%s)::%s is not distinct from (%s)::%2$s".formatted(present.expression(), column.type(),
					declared.expression()));
		}
	}

	/** A constant as PostgreSQL prints it, perhaps with its type. */
	private static boolean isLiteral(String expression) {
		SqlTokens tokens = SqlTokens.of(expression);
		boolean negative = tokens.accept("-");
		SqlToken value = tokens.next();
		boolean constant = value != null && (value.type() == TokenType.NUMBER
				|| (!negative && (value.type() == TokenType.STRING || value.is("true") || value.is("false"))));
		if (tokens.accept("::")) {
			SqlToken type = tokens.next();
			constant &= type != null && type.type() == TokenType.WORD;
			while (tokens.name() != null) {
				// its other words
			}
			tokens.parenthesized();
		}
		return constant && tokens.isAtEnd();
	}

	private boolean isOfSameType(Column column) {
		return this.actual.get(column.id()) instanceof Column present && present.type().equals(column.type());
	}

	private void ask(MigrationConnection connection) {
		if (this.questions.isEmpty()) {
			return;
		}
		this.equal.addAll(connection.query("select " + String.join(", ", this.questions), (rows) -> {
			rows.next();
			Set<ObjectId> yes = new HashSet<>();
			for (int i = 0; i < this.asked.size(); i++) {
				if (rows.getBoolean(i + 1)) {
					yes.add(this.asked.get(i));
				}
			}
			return yes;
		}));
	}

}
