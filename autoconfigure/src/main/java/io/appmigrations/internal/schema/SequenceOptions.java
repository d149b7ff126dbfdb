package io.appmigrations.internal.schema;

/**
 * The options of a sequence, its own or an identity column's.
 *
 * @param start the first value
 * @param increment the step
 * @param min the lowest value
 * @param max the highest value
 * @param cache how many values a session takes at once
 * @param cycle whether it begins again at the end
 */
public record SequenceOptions(long start, long increment, long min, long max, long cache, boolean cycle) {

	/**
	 * Returns what PostgreSQL gives a sequence of a type without options (manual,
	 * {@code CREATE SEQUENCE}).
	 * @param type the type of its values
	 * @param increment the step, whose sign chooses the bounds
	 * @return the defaults
	 */
	public static SequenceOptions defaults(String type, long increment) {
		long highest = highest(type);
		return (increment > 0) ? new SequenceOptions(1, increment, 1, highest, 1, false)
				: new SequenceOptions(-1, increment, -highest - 1, -1, 1, false);
	}

	/**
	 * Returns the options with another type of values: a bound that is the type's own
	 * becomes the other type's, as PostgreSQL does it ({@code init_params} of its
	 * {@code sequence.c}).
	 * @param from the type
	 * @param to the other type
	 * @return the options
	 */
	public SequenceOptions retyped(String from, String to) {
		long before = highest(from);
		long after = highest(to);
		return new SequenceOptions(this.start, this.increment, (this.min == -before - 1) ? -after - 1 : this.min,
				(this.max == before) ? after : this.max, this.cache, this.cycle);
	}

	private static long highest(String type) {
		return switch (type) {
			case "smallint" -> Short.MAX_VALUE;
			case "integer" -> Integer.MAX_VALUE;
			default -> Long.MAX_VALUE;
		};
	}

}
