package io.appmigrations.internal.conversion;

import java.util.List;

/**
 * Numbers and money.
 */
final class NumberConversion {

	/** From the smallest to the biggest, with the digits that each may need. */
	private static final List<String> INTEGERS = List.of("smallint", "integer", "bigint");

	private static final List<Integer> DIGITS = List.of(5, 10, 19);

	/** {@code money} has the digits of {@code bigint}, two of them after the point. */
	private static final SqlType MONEY = new SqlType("numeric", List.of(19, 2), "", false);

	private static final int UNLIMITED = Integer.MAX_VALUE;

	private NumberConversion() {
	}

	static Conversion between(SqlType from, SqlType to) {
		if (from.isInteger()) {
			return ofInteger(from, to);
		}
		return from.isFloat() ? ofFloat(to) : ofNumeric(from, to);
	}

	private static Conversion ofInteger(SqlType from, SqlType to) {
		int size = INTEGERS.indexOf(from.name());
		if (to.isInteger()) {
			return Conversion.assigned().failingIf(size > INTEGERS.indexOf(to.name()), outOfRange(to));
		}
		return to.isFloat() ? Conversion.assigned().losingIf(size > (to.is("real") ? 0 : 1), rounded(to))
				: Conversion.assigned().saying(ofDigits(DIGITS.get(size), to));
	}

	/** What becomes of whole numbers of so many digits. */
	static Conversion ofDigits(int digits, SqlType to) {
		if (!to.is("numeric") || !to.isLimited()) {
			return Conversion.assigned();
		}
		return Conversion.assigned()
			.losingIf(to.scale() < 0, rounded(to))
			.failingIf(digits > wholeDigits(to), outOfRange(to));
	}

	private static Conversion ofFloat(SqlType to) {
		if (to.isFloat()) {
			return to.is("real") ? Conversion.assigned().losing(rounded(to)).failing(outOfRange(to))
					: Conversion.assigned()
						.remarking("The stored values of %s do not change, but they are shown with more digits.");
		}
		if (to.isInteger()) {
			return Conversion.assigned().losing(rounded(to)).failing(outOfRange(to));
		}
		// a cast keeps 6 or 15 digits only, the text has all that matter
		return Conversion.cast("text", "numeric")
			.losingIf(to.isLimited(), rounded(to))
			.failingIf(to.isLimited(), outOfRange(to));
	}

	private static Conversion ofNumeric(SqlType from, SqlType to) {
		if (to.isInteger()) {
			return Conversion.assigned()
				.losingIf(!from.isLimited() || from.scale() > 0, rounded(to))
				.failing(outOfRange(to));
		}
		if (to.isFloat()) {
			int kept = to.is("real") ? 6 : 15;
			boolean tooLong = from.modifier(UNLIMITED) > kept || Math.abs(from.scale()) > kept;
			Conversion conversion = Conversion.assigned().failingIf(!from.isLimited(), outOfRange(to));
			return tooLong ? conversion.losing(rounded(to))
					: conversion.remarking("The values of %s become approximate.");
		}
		if (!to.isLimited()) {
			return Conversion.assigned();
		}
		boolean rounds = !from.isLimited() || from.scale() > to.scale();
		boolean fails = !from.isLimited() || wholeDigits(from) > wholeDigits(to)
				|| (rounds && wholeDigits(from) == wholeDigits(to));
		return Conversion.assigned().losingIf(rounds, rounded(to)).failingIf(fails, outOfRange(to));
	}

	private static int wholeDigits(SqlType numeric) {
		return numeric.modifiers().get(0) - numeric.scale();
	}

	static Conversion ofMoney(SqlType to) {
		if (to.is("bigint")) {
			return Conversion.cast("numeric").losing(rounded(to));
		}
		return to.isNumber() ? Conversion.cast("numeric").saying(between(MONEY, to)) : Conversion.unknown();
	}

	static Conversion toMoney(SqlType from) {
		Conversion conversion = from.isFloat() ? Conversion.cast("text", "numeric", "money")
				: Conversion.cast("numeric", "money");
		boolean whole = from.isInteger() || (from.isLimited() && from.scale() <= MONEY.scale());
		boolean fits = from.is("smallint", "integer");
		return conversion.losingIf(!whole, rounded(MONEY)).failingIf(!fits, "out of the range of money");
	}

	/** Reads a number from text. */
	static Conversion parsed(SqlType to) {
		Conversion conversion = to.is("money") ? Conversion.cast("numeric", "money") : Conversion.cast(to.name());
		return conversion.losing("the notation of numbers is lost, such as 007 or 1e3")
			.losingIf(to.is("money"), rounded(MONEY))
			.losingIf(to.isFloat() || to.isLimited(), rounded(to))
			.failing("not numbers", outOfRange(to));
	}

	private static String outOfRange(SqlType to) {
		return "out of the range of "
				+ (to.isLimited() ? "%s(%s,%s)".formatted(to.name(), to.modifiers().get(0), to.scale()) : to.name());
	}

	private static String rounded(SqlType to) {
		if (to.isFloat()) {
			return "digits after the first %s are lost".formatted(to.is("real") ? 6 : 15);
		}
		return (to.scale() == 0) ? "rounded to whole numbers"
				: (to.scale() < 0) ? "rounded to 1e%s".formatted(-to.scale())
						: "rounded to %s digits after the point".formatted(to.scale());
	}

}
