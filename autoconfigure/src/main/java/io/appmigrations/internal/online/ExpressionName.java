package io.appmigrations.internal.online;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.TokenType;
import org.jspecify.annotations.Nullable;

/**
 * The name that PostgreSQL gives the column of an index for an expression
 * ({@code FigureIndexColname}): of its function, its column or its type.
 */
final class ExpressionName {

	/** What joins expressions, so that they have no name. */
	private static final Set<String> OPERATORS = Set.of("and", "or", "not", "is", "isnull", "notnull", "in", "like",
			"ilike", "similar", "between");

	/** The names of types that are written in another way ({@code SystemTypeName}). */
	private static final Map<String, String> TYPES = Map.ofEntries(Map.entry("int", "int4"),
			Map.entry("integer", "int4"), Map.entry("smallint", "int2"), Map.entry("bigint", "int8"),
			Map.entry("real", "float4"), Map.entry("boolean", "bool"), Map.entry("decimal", "numeric"),
			Map.entry("dec", "numeric"), Map.entry("character", "bpchar"), Map.entry("char", "bpchar"),
			Map.entry("nchar", "bpchar"));

	/** No name, and PostgreSQL takes {@code expr}. */
	private static final Figured NONE = new Figured(0, "");

	/** A type to older servers, and nothing to newer ones. */
	private static final Figured BOOLEAN = new Figured(1, "bool");

	private final List<SqlToken> tokens;

	private int next;

	private ExpressionName(List<SqlToken> tokens) {
		this.tokens = tokens;
	}

	/**
	 * Finds the name of an element of an index.
	 * @param element what stands between two commas, also with a collation, a class of
	 * operators and an order
	 * @return the name, {@code null} where it is not known
	 */
	static @Nullable String ofElement(String element) {
		List<SqlToken> tokens = tokens(element);
		if (tokens.isEmpty()) {
			return null;
		}
		ExpressionName reader = new ExpressionName(tokens);
		boolean isColumn = tokens.get(0).type().isName() && !(tokens.size() > 1 && (tokens.get(1).is("(")
				|| tokens.get(1).is(".") || (tokens.get(0).is("collation") && tokens.get(1).is("for"))));
		if (isColumn) {
			return GivenNames.cut(tokens.get(0).name());
		}
		// the rest belongs to the element
		Figured figured = reader.primary();
		return (figured == null || figured.equals(BOOLEAN)) ? null
				: (figured.strength() == 0) ? "expr" : GivenNames.cut(figured.name());
	}

	private static List<SqlToken> tokens(String sql) {
		List<SqlToken> all = new ArrayList<>();
		SqlTokens tokens = SqlTokens.of(sql);
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			all.add(token);
		}
		return all;
	}

	/** What the whole of an expression is called. */
	private static @Nullable Figured of(List<SqlToken> tokens) {
		if (tokens.isEmpty() || List.of("select", "with", "values").stream().anyMatch(tokens.get(0)::is)) {
			return null;
		}
		int zone = -1;
		int depth = 0;
		for (int i = 0; i < tokens.size(); i++) {
			SqlToken token = tokens.get(i);
			depth -= isClosing(token) ? 1 : 0;
			if (depth == 0 && !isBehindDot(tokens, i)) {
				boolean isOperator = token.type() == TokenType.OPERATOR && !token.is("::");
				if (token.is(",")) {
					return new Figured(2, "row");
				}
				if (isOperator || OPERATORS.stream().anyMatch(token::is)) {
					// of its own, unless a row is part of it
					return tokens.stream().anyMatch((one) -> one.is("overlaps") || one.is("normalized")) ? null : NONE;
				}
				if (token.is("overlaps")) {
					return null;
				}
				zone = isAtTimeZone(tokens, i) ? i : zone;
			}
			depth += isOpening(token) ? 1 : 0;
		}
		if (zone > 0) {
			return new Figured(2, "timezone");
		}
		ExpressionName reader = new ExpressionName(tokens);
		Figured figured = reader.postfix();
		return (reader.next == tokens.size()) ? figured : null;
	}

	private static boolean isOpening(SqlToken token) {
		return token.is("(") || token.is("[") || token.is("case");
	}

	private static boolean isClosing(SqlToken token) {
		return token.is(")") || token.is("]") || token.is("end");
	}

	private static boolean isBehindDot(List<SqlToken> tokens, int place) {
		return place > 0 && tokens.get(place - 1).is(".");
	}

	private static boolean isAtTimeZone(List<SqlToken> tokens, int place) {
		return place > 0 && place + 1 < tokens.size() && tokens.get(place).is("at")
				&& ((tokens.get(place + 1).is("time") && place + 2 < tokens.size() && tokens.get(place + 2).is("zone"))
						|| tokens.get(place + 1).is("local"));
	}

	private boolean is(String... words) {
		for (int i = 0; i < words.length; i++) {
			if (this.next + i >= this.tokens.size() || !this.tokens.get(this.next + i).is(words[i])) {
				return false;
			}
		}
		return true;
	}

	private boolean accept(String... words) {
		boolean found = is(words);
		this.next += found ? words.length : 0;
		return found;
	}

	private boolean isName() {
		return this.next < this.tokens.size() && this.tokens.get(this.next).type().isName();
	}

	private boolean isString() {
		return this.next < this.tokens.size() && this.tokens.get(this.next).type().isString();
	}

	/** What is in the parentheses or brackets that are next. */
	private List<SqlToken> inner() {
		int start = this.next + 1;
		int depth = 0;
		do {
			SqlToken token = this.tokens.get(this.next++);
			depth += (token.is("(") || token.is("[")) ? 1 : (token.is(")") || token.is("]")) ? -1 : 0;
		}
		while (depth > 0 && this.next < this.tokens.size());
		return this.tokens.subList(start, Math.max(start, this.next - 1));
	}

	private @Nullable Figured postfix() {
		Figured figured = primary();
		while (figured != null && this.next < this.tokens.size()) {
			if (is("[")) {
				inner();
			}
			else if (accept(".")) {
				figured = isName() ? new Figured(2, this.tokens.get(this.next++).name()) : null;
			}
			else if (accept("::")) {
				String type = type();
				figured = (type == null) ? null : figured.orType(type);
			}
			else if (accept("collate")) {
				qualified();
			}
			else {
				return null;
			}
		}
		return figured;
	}

	private @Nullable Figured primary() {
		if (is("(")) {
			return of(inner());
		}
		if (is("case")) {
			return ofCase();
		}
		if (accept("array")) {
			return skipped("array");
		}
		if (is("row", "(")) {
			this.next++;
			return skipped("row");
		}
		if (accept("collation", "for")) {
			return skipped("pg_collation_for");
		}
		if (is("cast", "(") || is("treat", "(")) {
			boolean isCast = is("cast");
			this.next++;
			return isCast ? ofCast(inner()) : null;
		}
		if (is("trim", "(")) {
			this.next++;
			List<SqlToken> inner = inner();
			boolean isOneSide = !inner.isEmpty() && (inner.get(0).is("leading") || inner.get(0).is("trailing"));
			return new Figured(2, !isOneSide ? "btrim" : inner.get(0).is("leading") ? "ltrim" : "rtrim");
		}
		if (isName()) {
			return named();
		}
		if (is(":") || this.next >= this.tokens.size()) {
			return null;
		}
		// a constant
		this.next++;
		return NONE;
	}

	private @Nullable Figured skipped(String name) {
		if (!is("(") && !is("[")) {
			return null;
		}
		inner();
		return new Figured(2, name);
	}

	private @Nullable Figured named() {
		int start = this.next;
		SqlToken first = this.tokens.get(start);
		if (first.is("true") || first.is("false")) {
			this.next++;
			return BOOLEAN;
		}
		if (first.is("null")) {
			this.next++;
			return NONE;
		}
		String type = type();
		if (type != null && isString()) {
			this.next++;
			if (first.is("interval")) {
				while (isName()) {
					this.next++;
					accept("to");
				}
			}
			return new Figured(1, type);
		}
		this.next = start;
		String name = qualified();
		if (is("(")) {
			inner();
		}
		return new Figured(2, name);
	}

	private String qualified() {
		String name = "";
		do {
			name = isName() ? this.tokens.get(this.next++).name() : name;
		}
		while (accept("."));
		return name;
	}

	/** The name of the type that is next, as the catalog has it. */
	private @Nullable String type() {
		accept("setof");
		if (!isName()) {
			return null;
		}
		SqlToken first = this.tokens.get(this.next);
		String name = first.name();
		boolean isQualified = this.next + 1 < this.tokens.size() && this.tokens.get(this.next + 1).is(".");
		if (isQualified || first.type() != TokenType.WORD) {
			name = qualified();
			modifiers();
			return name;
		}
		this.next++;
		if (first.is("double") && accept("precision")) {
			name = "float8";
		}
		else if (first.is("float")) {
			name = ofFloat();
		}
		else if (first.is("bit")) {
			name = accept("varying") ? "varbit" : "bit";
		}
		else if (first.is("national") && (accept("character") || accept("char"))) {
			name = accept("varying") ? "varchar" : "bpchar";
		}
		else if ((first.is("character") || first.is("char") || first.is("nchar")) && accept("varying")) {
			name = "varchar";
		}
		else if (first.is("time") || first.is("timestamp")) {
			modifiers();
			name += accept("with", "time", "zone") ? "tz" : "";
			accept("without", "time", "zone");
		}
		else {
			name = TYPES.getOrDefault(name, name);
		}
		modifiers();
		return name;
	}

	private String ofFloat() {
		if (!is("(")) {
			return "float8";
		}
		List<SqlToken> precision = inner();
		return (!precision.isEmpty() && precision.get(0).text().matches("\\d|1\\d|2[0-4]")) ? "float4" : "float8";
	}

	private void modifiers() {
		if (is("(")) {
			inner();
		}
		accept("array");
		while (is("[")) {
			inner();
		}
	}

	private static @Nullable Figured ofCast(List<SqlToken> inner) {
		int depth = 0;
		for (int i = 0; i < inner.size(); i++) {
			depth += isOpening(inner.get(i)) ? 1 : isClosing(inner.get(i)) ? -1 : 0;
			if (depth == 0 && inner.get(i).is("as")) {
				Figured value = of(inner.subList(0, i));
				String type = new ExpressionName(inner.subList(i + 1, inner.size())).type();
				return (value != null && type != null) ? value.orType(type) : null;
			}
		}
		return null;
	}

	private @Nullable Figured ofCase() {
		int depth = 0;
		int otherwise = -1;
		for (; this.next < this.tokens.size(); this.next++) {
			SqlToken token = this.tokens.get(this.next);
			depth += isOpening(token) ? 1 : isClosing(token) ? -1 : 0;
			if (depth == 1 && token.is("else")) {
				otherwise = this.next + 1;
			}
			if (depth == 0) {
				Optional<Figured> value = (otherwise < 0) ? Optional.of(NONE)
						: Optional.ofNullable(of(this.tokens.subList(otherwise, this.next)));
				this.next++;
				return value.map((one) -> (one.strength() > 1) ? one : new Figured(1, "case")).orElse(null);
			}
		}
		return null;
	}

	/**
	 * A name, and how good it is.
	 *
	 * @param strength 0 for no name, 1 for one to which that of a function or a column is
	 * preferred
	 * @param name the name
	 */
	private record Figured(int strength, String name) {

		Figured {
			Objects.requireNonNull(name);
		}

		Figured orType(String type) {
			return (this.strength > 1) ? this : new Figured(1, type);
		}

	}

}
