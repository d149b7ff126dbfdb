package io.appmigrations.internal.conversion;

/**
 * How the values of one of the server's own types become those of another. Where several
 * casts would do it is the one that keeps most, whatever the time zone and the formats of
 * the session are; a cast that merely exists, such as that of {@code uuid} to
 * {@code bytea} over text, is none.
 */
final class ValueConversion {

	private static final String WRITTEN = "Keeps the meaning of the text of %s, but not its notation.";

	private static final String LARGE_OBJECTS = "Treats %s as the numbers of large objects, as @Lob stores them; the large objects are kept.";

	private static final String NEW_LARGE_OBJECTS = "Creates a large object for each value of %s.";

	private static final String UTF_8 = "Treats the bytes of %s as text in UTF-8.";

	private ValueConversion() {
	}

	/**
	 * Finds how values are converted.
	 * @param from the type as it is, no array
	 * @param to the new type, no array
	 */
	static Conversion between(SqlType from, SqlType to) {
		if (to.isString()) {
			return from.isString() ? StringConversion.between(from, to) : toString(from, to);
		}
		if (from.isString()) {
			return StringConversion.to(from, to);
		}
		if (from.isNumber() && to.isNumber()) {
			return NumberConversion.between(from, to);
		}
		if ((from.isTime() || from.is("interval")) && (to.isTime() || to.is("interval"))) {
			return TimeConversion.between(from, to);
		}
		if (to.isJson() && (from.isNumber() || from.is("boolean", "uuid"))) {
			return asJson(to);
		}
		return switch (from.name()) {
			case "money" -> NumberConversion.ofMoney(to);
			case "boolean" -> ofBoolean(to);
			case "interval" -> TimeConversion.nanosOf(to);
			case "oid" -> ofLargeObject(to);
			case "uuid" -> to.is("bytea") ? Conversion.computed("uuid_send(%s)") : Conversion.unknown();
			case "bytea" -> ofBytes(to);
			case "bit", "bit varying" -> ofBits(from, to);
			default -> from.isNumber() ? ofNumber(from, to) : ofOther(from, to);
		};
	}

	/** The text that PostgreSQL writes, as far as the session has no say in it. */
	private static Conversion toString(SqlType from, SqlType to) {
		boolean tooShort = from.maxLength() > to.maxLength();
		if (to.is("\"char\"") || (from.is("boolean") && tooShort)) {
			return Conversion.unknown();
		}
		Conversion conversion = switch (from.name()) {
			case "bytea" ->
				Conversion.computed("convert_from(%s, 'UTF8')").failing("not text in UTF-8").remarking(UTF_8);
			case "oid" -> Conversion.computed("convert_from(lo_get(%s), 'UTF8')")
				.failing("not large objects with text")
				.remarking(LARGE_OBJECTS);
			case "money" -> Conversion.cast("numeric");
			// as it is written, where a cast adds /32
			case "inet" -> Conversion.computed("abbrev(%s)");
			case "boolean" -> to.is("name") ? Conversion.cast("text") : Conversion.assigned();
			case "timestamp with time zone" -> TimeConversion.text();
			case "xml" -> Conversion.assigned().losing("the encoding that an XML declaration names");
			default -> Conversion.assigned();
		};
		if (to.is("name")) {
			return conversion.losingIf(tooShort, "values longer than 63 bytes are truncated");
		}
		return conversion.failingIf(tooShort, "longer than %s characters".formatted(to.maxLength()));
	}

	/** The same value in JSON. */
	static Conversion asJson(SqlType to) {
		return Conversion.computed("to_%s(%%s)".formatted(to.name()));
	}

	private static Conversion ofBoolean(SqlType to) {
		if (to.is("bit") && to.modifier(1) == 1) {
			return Conversion.cast("integer", "bit(1)");
		}
		return to.isNumber() ? Conversion.cast("integer").saying(NumberConversion.ofDigits(1, to))
				: Conversion.unknown();
	}

	private static Conversion ofNumber(SqlType from, SqlType to) {
		return switch (to.name()) {
			case "boolean" -> Conversion.computed("%s <> 0").losing("every number except 0 becomes 1 (true)");
			case "money" -> NumberConversion.toMoney(from);
			case "interval" -> TimeConversion.ofNanos(from);
			case "oid" -> from.isInteger() ? Conversion.cast("bigint").failing("negative, or over 4294967295")
					: Conversion.unknown();
			case "bit" -> toBits(from, to.modifier(1));
			default -> Conversion.unknown();
		};
	}

	private static Conversion toBits(SqlType from, int length) {
		String bits = "bit(%s)".formatted(length);
		String lost = "only the last %s bits are kept".formatted(length);
		return switch (from.name()) {
			case "smallint" -> Conversion.cast("integer", bits).losingIf(length < Short.SIZE, lost);
			case "integer" -> Conversion.cast(bits).losingIf(length < Integer.SIZE, lost);
			case "bigint" -> Conversion.cast(bits).losingIf(length < Long.SIZE, lost);
			default -> Conversion.unknown();
		};
	}

	private static Conversion ofBits(SqlType from, SqlType to) {
		boolean fixed = from.is("bit");
		int length = from.modifier(fixed ? 1 : Integer.MAX_VALUE);
		if (to.is("bit varying")) {
			return Conversion.assigned()
				.failingIf(length > to.modifier(Integer.MAX_VALUE), "longer than %s bits".formatted(to.modifier(0)));
		}
		if (to.is("bit")) {
			return fixed ? Conversion.unknown()
					: Conversion.assigned().failing("shorter or longer than %s bits".formatted(to.modifier(1)));
		}
		if (fixed && length == 1 && to.is("boolean")) {
			return Conversion.computed("%s = B'1'");
		}
		if (fixed && to.is("integer", "bigint")) {
			int size = to.is("integer") ? Integer.SIZE : Long.SIZE;
			return Conversion.cast(to.name()).failingIf(length > size, "more than %s bits".formatted(size));
		}
		return Conversion.unknown();
	}

	private static Conversion ofLargeObject(SqlType to) {
		if (to.is("bytea")) {
			return Conversion.computed("lo_get(%s)").failing("not large objects").remarking(LARGE_OBJECTS);
		}
		return to.isInteger()
				? Conversion.cast("bigint").failingIf(!to.is("bigint"), "out of the range of " + to.name())
				: Conversion.unknown();
	}

	private static Conversion ofBytes(SqlType to) {
		return switch (to.name()) {
			case "uuid" -> Conversion.computed("encode(%s, 'hex')::uuid").failing("not 16 bytes long");
			case "oid" -> Conversion.computed("lo_from_bytea(0, %s)").remarking(NEW_LARGE_OBJECTS);
			default -> Conversion.unknown();
		};
	}

	private static Conversion ofOther(SqlType from, SqlType to) {
		return switch (from.name() + " to " + to.name()) {
			case "json to jsonb" -> Conversion.assigned()
				.losing("if an object has a key twice, only the last one is kept; blanks and the order of keys are lost")
				.failing("written with \\u0000 or with numbers out of range");
			case "jsonb to json", "cidr to inet", "macaddr to macaddr8" -> Conversion.assigned();
			case "inet to cidr" -> Conversion.assigned().losing("bits to the right of the netmask become 0");
			case "macaddr8 to macaddr" ->
				Conversion.assigned().failing("not addresses of 6 bytes (FF:FE in the middle)");
			case "int4range to int8range", "int4multirange to int8multirange" -> Conversion.cast("text", to.name());
			case "int8range to int4range", "int8multirange to int4multirange" ->
				Conversion.cast("text", to.name()).failing("out of the range of integer");
			case "int4range to int4multirange", "int8range to int8multirange", "numrange to nummultirange",
					"tsrange to tsmultirange", "tstzrange to tstzmultirange", "daterange to datemultirange" ->
				Conversion.cast(to.name());
			default -> from.name().equals(to.name()) ? Conversion.assigned() : Conversion.unknown();
		};
	}

	/** What a string becomes that stands for a value of another type. */
	static Conversion parsed(SqlType to) {
		return switch (to.name()) {
			case "bytea" -> Conversion.computed("convert_to(%s, 'UTF8')").remarking("Stores the text of %s in UTF-8.");
			case "oid" -> Conversion.computed("lo_from_bytea(0, convert_to(%s, 'UTF8'))").remarking(NEW_LARGE_OBJECTS);
			case "bit",
					"bit varying" ->
				Conversion.cast("bit varying")
					.failing("not as many zeros and ones as %s takes".formatted(to.name()))
					.remarking(WRITTEN);
			case "json" -> Conversion.cast("json").failing("not JSON");
			case "jsonb" -> Conversion.cast("jsonb")
				.losing("if an object has a key twice, only the last one is kept; blanks and the order of keys are lost")
				.failing("not JSON");
			case "xml" -> Conversion.cast("xml").failing("not XML");
			case "boolean", "uuid", "inet" ->
				Conversion.cast(to.name()).failing("not the text of a value of " + to.name()).remarking(WRITTEN);
			default -> Conversion.cast(to.name())
				.losing("a notation that differs from PostgreSQL's is lost")
				.failing("not the text of a value of " + to.name());
		};
	}

}
