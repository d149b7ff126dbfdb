package io.appmigrations.internal.conversion;

import java.util.List;

/**
 * Dates, times and intervals. The casts between those with a time zone and those without
 * depend on the session's; here it is UTC, said in the statement.
 */
final class TimeConversion {

	private static final String AS_UTC = "Treats the times of %s as UTC: write another time zone if they are in one.";

	private static final String IN_UTC = "Writes the times of %s in UTC: write another time zone if they are to be in one.";

	private static final String DURATION = "Treats %s as a Duration as Hibernate stores it, in nanoseconds.";

	private static final String DATE_LOST = "the date is lost";

	private static final String TIME_LOST = "the time of day is lost";

	private static final List<String> UNITS = List.of("year", "month", "day", "hour", "minute", "second");

	private static final int DEFAULT_PRECISION = 6;

	private TimeConversion() {
	}

	static Conversion between(SqlType from, SqlType to) {
		Conversion conversion = switch (from.name()) {
			case "date" -> ofDate(to);
			case "timestamp without time zone" -> ofTimestamp(to);
			case "timestamp with time zone" -> ofInstant(to);
			case "time without time zone" -> ofTime(from, to);
			case "time with time zone" -> ofTimeWithZone(to);
			default -> ofInterval(from, to);
		};
		boolean rounds = !from.is("date") && !to.is("date") && smallestUnit(from).equals("second")
				&& to.modifier(DEFAULT_PRECISION) < from.modifier(DEFAULT_PRECISION);
		return (rounds && conversion.known())
				? conversion.losing("seconds are rounded to %s digits after the point".formatted(to.modifier(0)))
				: conversion;
	}

	private static Conversion ofDate(SqlType to) {
		return switch (to.name()) {
			case "timestamp without time zone" -> Conversion.assigned();
			case "timestamp with time zone" ->
				Conversion.computed("%s::timestamp at time zone 'UTC'").remarking(AS_UTC);
			default -> Conversion.unknown();
		};
	}

	private static Conversion ofTimestamp(SqlType to) {
		return switch (to.name()) {
			case "date" -> Conversion.assigned().losing(TIME_LOST);
			case "timestamp without time zone" -> Conversion.assigned();
			case "timestamp with time zone" -> Conversion.computed("%s at time zone 'UTC'").remarking(AS_UTC);
			case "time without time zone" -> Conversion.assigned().losing(DATE_LOST);
			case "time with time zone" ->
				Conversion.computed("(%s::time || '+00')::timetz").losing(DATE_LOST).remarking(AS_UTC);
			default -> Conversion.unknown();
		};
	}

	private static Conversion ofInstant(SqlType to) {
		return switch (to.name()) {
			case "date" -> Conversion.computed("(%s at time zone 'UTC')::date").losing(TIME_LOST).remarking(IN_UTC);
			case "timestamp without time zone" -> Conversion.computed("%s at time zone 'UTC'").remarking(IN_UTC);
			case "timestamp with time zone" -> Conversion.assigned();
			case "time without time zone" ->
				Conversion.computed("(%s at time zone 'UTC')::time").losing(DATE_LOST).remarking(IN_UTC);
			case "time with time zone" -> Conversion.computed("((%s at time zone 'UTC')::time || '+00')::timetz")
				.losing(DATE_LOST)
				.remarking(IN_UTC);
			default -> Conversion.unknown();
		};
	}

	private static Conversion ofTime(SqlType from, SqlType to) {
		return switch (to.name()) {
			case "time without time zone" -> Conversion.assigned();
			case "interval" -> ofInterval(from, to);
			case "time with time zone" -> Conversion.computed("(%s || '+00')::timetz").remarking(AS_UTC);
			default -> Conversion.unknown();
		};
	}

	private static Conversion ofTimeWithZone(SqlType to) {
		return switch (to.name()) {
			case "time without time zone" -> Conversion.computed("(%s at time zone 'UTC')::time")
				.losing("the offset from UTC is lost")
				.remarking(IN_UTC);
			case "time with time zone" -> Conversion.assigned();
			default -> Conversion.unknown();
		};
	}

	private static Conversion ofInterval(SqlType from, SqlType to) {
		if (to.is("time without time zone")) {
			return Conversion.assigned().losing("whole days are lost");
		}
		if (!to.is("interval")) {
			return Conversion.unknown();
		}
		String unit = smallestUnit(to);
		return Conversion.assigned()
			.losingIf(UNITS.indexOf(unit) < UNITS.indexOf(smallestUnit(from)),
					"everything less than a " + unit + " is lost");
	}

	private static String smallestUnit(SqlType interval) {
		return interval.fields().isEmpty() ? "second" : interval.fields().replaceFirst(".* ", "");
	}

	/** Hibernate's column of a {@code Duration}. */
	private static boolean isNanos(SqlType number) {
		return number.is("bigint") || (number.is("numeric") && number.modifier(0) == 21 && number.scale() == 0);
	}

	static Conversion ofNanos(SqlType from) {
		return isNanos(from) ? Conversion.computed("make_interval(secs => %s / 1e9)")
			.losing("rounded to microseconds")
			.failingIf(!from.isInteger(), "out of the range of interval")
			.remarking(DURATION) : Conversion.unknown();
	}

	static Conversion nanosOf(SqlType to) {
		return isNanos(to) ? Conversion.computed("extract(epoch from %s) * 1e9")
			.losing("a day counts as 24 hours, a month as 30 days, a year as 365.25 days")
			.failing("out of the range of " + to.name())
			.remarking(DURATION) : Conversion.unknown();
	}

	/** An instant as text, whatever the time zone of the session is. */
	static Conversion text() {
		return Conversion.computed("regexp_replace((%s at time zone 'UTC')::text, '^(.*[0-9])( BC)?$', '\\1+00\\2')");
	}

	/** Reads a time from text. */
	static Conversion parsed(SqlType to) {
		Conversion conversion = switch (to.name()) {
			case "date" -> Conversion.cast("date").losing("a time of day in the text is lost");
			case "time without time zone" ->
				Conversion.cast("time").losing("a date or a time zone in the text is lost");
			case "time with time zone" -> Conversion.computed(zoned("timetz", "(%1$s || '+00')::timetz"))
				.losing("a date in the text is lost")
				.remarking(AS_UTC);
			case "timestamp without time zone" ->
				Conversion.cast("timestamp").losing("a time zone in the text is lost");
			case "timestamp with time zone" ->
				Conversion.computed(zoned("timestamptz", "%1$s::timestamp at time zone 'UTC'"))
					.losing("the notation of the time is lost, such as its offset from UTC")
					.remarking(AS_UTC);
			default -> Conversion.cast("interval").losing("the notation of the interval is lost");
		};
		return conversion.failing("not the text of a " + to.name());
	}

	private static String zoned(String type, String withoutZone) {
		return "case when %1$s ~ ':[0-9.]+ *[-+zZ]' then %1$s::" + type + " else " + withoutZone + " end";
	}

}
