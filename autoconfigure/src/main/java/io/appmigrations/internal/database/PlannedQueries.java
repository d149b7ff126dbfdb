package io.appmigrations.internal.database;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Queries that are sent several times in one session. To plan the queries of a whole
 * catalog takes PostgreSQL three times as long as to run them, so it does that once.
 * <p>
 * They are prepared in SQL: what the driver has prepared it prepares again after each
 * change of the search path.
 */
final class PlannedQueries {

	private static final String NAME = "app_migrations_%s";

	/**
	 * Finds what is prepared in this session. The search path can be a revision's.
	 */
	static final String PREPARED = """
			select p.name from pg_catalog.pg_prepared_statements p
			 where p.name operator(pg_catalog.~) '^app_migrations_[0-9]+$'""";

	/** A comparison reads two or three sets of schemas, each with some twenty queries. */
	private static final int MOST = 60;

	/**
	 * A plan is for a catalog of a size. After so many statements it can be another one.
	 */
	private static final int LONGEST = 500;

	private final Map<String, String> names = new LinkedHashMap<>();

	/** In the order in which they have to be dropped. */
	private final List<String> outdated = new ArrayList<>();

	private int prepared;

	private int executed;

	private boolean lost;

	/**
	 * Returns the statements to send before queries are executed.
	 * @param queries queries without parameters
	 */
	List<String> prepare(List<String> queries) {
		if (this.executed > LONGEST || this.names.size() > MOST) {
			this.outdated.addAll(this.names.values());
			this.names.clear();
			this.executed = 0;
		}
		List<String> statements = new ArrayList<>(this.outdated.stream().map("deallocate "::concat).toList());
		this.outdated.clear();
		for (String query : queries) {
			if (!this.names.containsKey(query)) {
				String name = NAME.formatted(++this.prepared);
				this.names.put(query, name);
				statements.add("prepare %s as %s".formatted(name, query));
			}
		}
		return statements;
	}

	/**
	 * Returns what executes a query that was prepared.
	 */
	String execution(String query) {
		return "execute " + this.names.get(query);
	}

	/**
	 * Looks at statements that can change the catalog, or take prepared queries away.
	 */
	void executed(List<String> statements) {
		this.executed += statements.size();
		if (!this.names.isEmpty() && statements.stream().anyMatch(PlannedQueries::discards)) {
			lost();
		}
	}

	/** Says that it is not known which of the queries are prepared. */
	void lost() {
		this.names.clear();
		this.outdated.clear();
		this.lost = true;
	}

	/** Whether the session must be asked for what is to be taken back. */
	boolean isLost() {
		return this.lost;
	}

	/** In a function that a statement calls it would not be seen. */
	private static boolean discards(String statement) {
		String text = statement.toLowerCase(Locale.ROOT);
		return text.contains("deallocate") || (text.contains("discard") && text.contains("all"));
	}

	/**
	 * Returns the statements that give the session back as it was.
	 * @param found what the session has prepared, where that had to be asked
	 */
	List<String> forget(Set<String> found) {
		Set<String> prepared = new LinkedHashSet<>(found);
		prepared.addAll(this.outdated);
		prepared.addAll(this.names.values());
		this.outdated.clear();
		this.names.clear();
		this.lost = false;
		return prepared.stream().map("deallocate "::concat).toList();
	}

}
