package io.appmigrations.internal.lint;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.appmigrations.internal.measure.LockMode;
import io.appmigrations.internal.measure.Relation;
import io.appmigrations.internal.measure.RelationLock;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.measure.Work;

/**
 * Who waits for a statement.
 */
final class Blocking {

	private Blocking() {
	}

	/** The locks of a statement itself because of which {@code SELECT} waits. */
	static List<RelationLock> ofReads(StatementFacts facts) {
		return facts.own().stream().filter((lock) -> hasRows(lock.relation()) && lock.mode().blocksReads()).toList();
	}

	/** The locks of a statement itself because of which only writes wait. */
	static List<RelationLock> ofWrites(StatementFacts facts) {
		return facts.own()
			.stream()
			.filter((lock) -> lock.relation().kind() == Relation.Kind.TABLE && lock.mode().blocksWrites())
			.toList();
	}

	/**
	 * The locks of earlier statements because of which reads or writes wait that would
	 * not wait for the statement itself.
	 */
	static List<RelationLock> before(StatementFacts facts) {
		Set<Relation> read = withRows(ofReads(facts));
		Set<Relation> written = withRows(ofWrites(facts));
		return facts.held()
			.stream()
			.filter((lock) -> hasRows(lock.relation()) && lock.mode().blocksWrites())
			.filter((lock) -> !read.contains(lock.relation().withRows()))
			.filter((lock) -> lock.mode().blocksReads() || !written.contains(lock.relation().withRows()))
			.toList();
	}

	private static Set<Relation> withRows(List<RelationLock> locks) {
		return locks.stream().map((lock) -> lock.relation().withRows()).collect(Collectors.toSet());
	}

	/** Planning a query opens all indexes of its tables. */
	private static boolean hasRows(Relation relation) {
		return relation.kind() == Relation.Kind.TABLE || relation.kind() == Relation.Kind.INDEX;
	}

	/** For example {@code reads all of public.orders}. */
	static String work(StatementFacts facts) {
		return switch (facts.work()) {
			case INSTANT -> "takes no time";
			case SCAN -> "reads all of " + names(facts.scanned());
			case INDEX_BUILD -> "builds an index of " + names(facts.indexed());
			case REWRITE -> "rewrites all of %s and its indexes".formatted(names(facts.rewritten()));
		};
	}

	static boolean isSlow(StatementFacts facts) {
		return facts.work() != Work.INSTANT;
	}

	static String tables(List<RelationLock> locks) {
		return names(locks.stream().map((lock) -> lock.relation().withRows()).toList());
	}

	private static String names(Collection<Relation> relations) {
		return relations.stream().map(Relation::toString).distinct().sorted().collect(Collectors.joining(", "));
	}

	/** The strongest of some locks. */
	static LockMode strongest(List<RelationLock> locks) {
		return locks.stream().map(RelationLock::mode).max(LockMode::compareTo).orElseThrow();
	}

}
