package io.appmigrations.schema;

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
		long highest = switch (type) {
			case "smallint" -> Short.MAX_VALUE;
			case "integer" -> Integer.MAX_VALUE;
			default -> Long.MAX_VALUE;
		};
		return (increment > 0) ? new SequenceOptions(1, increment, 1, highest, 1, false)
				: new SequenceOptions(-1, increment, -highest - 1, -1, 1, false);
	}

}
