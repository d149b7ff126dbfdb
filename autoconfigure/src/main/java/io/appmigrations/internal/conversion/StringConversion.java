package io.appmigrations.internal.conversion;

/**
 * Strings, and what is read from them. {@code ALTER COLUMN TYPE} assigns: what is too
 * long is an error, but for blanks at the end.
 */
final class StringConversion {

	private StringConversion() {
	}

	static Conversion between(SqlType from, SqlType to) {
		boolean tooShort = from.maxLength() > to.maxLength();
		Conversion conversion = Conversion.assigned();
		if (to.is("\"char\"")) {
			Conversion assigned = from.is("name", "citext") ? Conversion.cast("text") : conversion;
			return assigned.losing("only the first character is kept");
		}
		if (to.is("name")) {
			return conversion.losingIf(tooShort, "values longer than 63 bytes are truncated");
		}
		if (to.isPadded()) {
			conversion = conversion.losingIf(!from.isPadded() && !from.is("\"char\""),
					"trailing blanks are no longer significant");
		}
		else {
			conversion = conversion.losingIf(tooShort && !from.isPadded(),
					"trailing blanks beyond %s characters are removed".formatted(to.maxLength()));
		}
		return conversion.failingIf(tooShort, "longer than %s characters".formatted(to.maxLength()));
	}

	/** Reads a value from its text. */
	static Conversion to(SqlType from, SqlType to) {
		if (from.is("\"char\"")) {
			return Conversion.unknown();
		}
		Conversion conversion = (to.isNumber() || to.is("money")) ? NumberConversion.parsed(to)
				: (to.isTime() || to.is("interval")) ? TimeConversion.parsed(to) : ValueConversion.parsed(to);
		// without the blanks at the end
		return (from.isPadded() && !conversion.casts().isEmpty()) ? conversion.after("text") : conversion;
	}

}
