package io.appmigrations.internal.family.sequence;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SequenceOptions;

/**
 * Writes the options of sequences, also of those of identity columns.
 */
public final class SequenceClauses {

	private SequenceClauses() {
	}

	/**
	 * Writes the options that are not what they would be anyway.
	 */
	public static List<String> of(SequenceOptions options, SequenceOptions usual) {
		List<String> clauses = new ArrayList<>();
		if (options.increment() != usual.increment()) {
			clauses.add("increment by " + options.increment());
		}
		if (options.min() != usual.min()) {
			clauses.add("minvalue " + options.min());
		}
		if (options.max() != usual.max()) {
			clauses.add("maxvalue " + options.max());
		}
		if (options.start() != usual.start()) {
			clauses.add("start with " + options.start());
		}
		if (options.cache() != usual.cache()) {
			clauses.add("cache " + options.cache());
		}
		if (options.cycle() != usual.cycle()) {
			clauses.add(options.cycle() ? "cycle" : "no cycle");
		}
		return clauses;
	}

	/** Without a start a new sequence starts at its bound. */
	public static List<String> ofNew(SequenceOptions options, String type) {
		SequenceOptions usual = SequenceOptions.defaults(type, options.increment());
		long start = (options.increment() > 0) ? options.min() : options.max();
		return of(options, new SequenceOptions(start, 1, usual.min(), usual.max(), usual.cache(), usual.cycle()));
	}

	/** PostgreSQL refuses bounds that the last value is outside of. */
	public static void moveIntoBounds(SequenceOptions old, SequenceOptions options, String name, List<String> sql) {
		if (areApart(old, options) || (options.min() <= old.min() && options.max() >= old.max())) {
			return;
		}
		sql.add("""
				select setval(%s, least(greatest(last_value, %s), %s), is_called and last_value between %s and %s)
				from %s""".formatted(Names.literal(name), options.min(), options.max(), options.min(), options.max(),
				name));
	}

	/** Whether no value is within the bounds of both. */
	public static boolean areApart(SequenceOptions old, SequenceOptions options) {
		return options.min() > old.max() || options.max() < old.min();
	}

}
