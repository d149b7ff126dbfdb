package io.appmigrations.internal.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What could not be proven with rows, a line for each cause.
 */
final class UnprovenRows {

	private final Map<String, Cause> causes = new LinkedHashMap<>();

	/**
	 * Adds a table that has no rows.
	 * @param reason what its name is the subject of
	 */
	void add(ObjectId table, String reason) {
		cause(reason, null).tables.add(table);
	}

	/**
	 * Adds a table that has no rows since another one has none.
	 * @param reason why that is so, a sentence
	 */
	void add(ObjectId table, ObjectId parent, String reason) {
		cause(reason, parent).tables.add(table);
	}

	/** Adds what is not about a table alone. */
	void add(String line) {
		cause(line, null);
	}

	private Cause cause(String reason, @Nullable ObjectId parent) {
		return this.causes.computeIfAbsent(((parent != null) ? "by reference: " : "") + reason,
				(key) -> new Cause(reason, parent, new ArrayList<>()));
	}

	List<String> lines() {
		return this.causes.values().stream().map(Cause::line).toList();
	}

	private record Cause(String reason, @Nullable ObjectId parent, List<ObjectId> tables) {

		private String line() {
			String names = this.tables.stream().map(ObjectId::toString).collect(Collectors.joining(", "));
			boolean one = this.tables.size() == 1;
			if (this.parent != null) {
				return one
						? "%s has no sample rows because %s, which it references, has none: %s".formatted(names,
								this.parent, this.reason)
						: "%s have no sample rows because tables that they reference have none: %s".formatted(names,
								this.reason);
			}
			return this.tables.isEmpty() ? this.reason
					: one ? "%s %s".formatted(names, this.reason) : "%s: each %s".formatted(names, this.reason);
		}

	}

}
