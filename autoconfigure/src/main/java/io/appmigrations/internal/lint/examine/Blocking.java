package io.appmigrations.internal.lint.examine;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.measure.LiveTables;
import io.appmigrations.internal.measure.LockMode;
import io.appmigrations.internal.measure.Relation;
import io.appmigrations.internal.measure.RelationLock;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.measure.Work;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a statement.
 */
public final class Blocking {

	private Blocking() {
	}

	/** The locks of a statement itself because of which {@code SELECT} waits. */
	public static List<RelationLock> ofReads(StatementFacts facts) {
		return facts.own().stream().filter((lock) -> hasRows(lock.relation()) && lock.mode().blocksReads()).toList();
	}

	/**
	 * The locks of a statement itself because of which writes wait. Nothing but another
	 * {@code REFRESH} writes to a materialized view.
	 */
	public static List<RelationLock> ofWrites(StatementFacts facts) {
		boolean isRefresh = facts.statement().startsWith("refresh");
		return facts.own()
			.stream()
			.filter((lock) -> lock.relation().kind() == Relation.Kind.TABLE && lock.mode().blocksWrites())
			.filter((lock) -> !isRefresh || lock.mode().blocksReads())
			.toList();
	}

	/** The same for reads or writes, without tables that are known to be small. */
	public static List<RelationLock> ofReadsOrWrites(Examined examined, StatementFacts facts) {
		return ofWrites(facts).stream().filter((lock) -> !isSmall(examined, lock.relation())).toList();
	}

	/**
	 * The locks of earlier statements because of which reads or writes wait that would
	 * not wait for the statement itself.
	 */
	public static List<RelationLock> before(StatementFacts facts) {
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

	/**
	 * For example {@code reads all of public.orders}, with its size where it is known.
	 */
	public static String work(Examined examined, StatementFacts facts) {
		String size = size(examined, facts);
		String known = (size != null) ? " (about %s)".formatted(size) : "";
		return switch (facts.work()) {
			case INSTANT -> "takes no time";
			case SCAN -> "reads all of " + names(facts.scanned()) + known;
			case INDEX_BUILD -> "builds an index of " + names(facts.indexed()) + known;
			case REWRITE -> "rewrites all of %s and its indexes".formatted(names(facts.rewritten())) + known;
		};
	}

	/**
	 * Who cannot do what for how long.
	 * @param act {@code read or write}, or {@code write to}
	 */
	public static String sentence(Examined examined, StatementFacts facts, String act, List<RelationLock> locks) {
		String size = size(examined, facts);
		String blocked = "%s %s".formatted(act, tables(locks));
		LockMode mode = strongest(locks);
		if (size == null) {
			return "Nobody can %s while PostgreSQL %s (%s).".formatted(blocked, work(examined, facts), mode);
		}
		String done = switch (facts.work()) {
			case INSTANT, SCAN -> "are read";
			case INDEX_BUILD -> "are read to build an index";
			case REWRITE -> "are rewritten";
		};
		long rows = known(examined, worked(examined, facts)).mapToLong(LiveTables.Table::rows).sum();
		long calls = known(examined, withRows(locks)).mapToLong(LiveTables.Table::calls).sum();
		String schemas = known(examined, worked(examined, facts)).map(LiveTables.Table::schema)
			.flatMap(Stream::ofNullable)
			.distinct()
			.sorted()
			.collect(Collectors.joining(", "));
		return String.format(Locale.ROOT, "About %s %s while nobody can %s (%s, %,d rows%s%s).", size, done, blocked,
				mode, rows, schemas.isEmpty() ? "" : " in %s, the largest tenant".formatted(schemas),
				(calls > 0) ? String.format(Locale.ROOT, ", %,d calls per minute", calls) : "");
	}

	/** Of what is read or written, as far as all of it is known. */
	private static @Nullable String size(Examined examined, StatementFacts facts) {
		Set<Relation> tables = worked(examined, facts);
		if (tables.isEmpty() || tables.stream().anyMatch((table) -> examined.live().of(table) == null)) {
			return null;
		}
		boolean indexes = facts.work() == Work.REWRITE;
		return LiveTables.size(
				known(examined, tables).mapToLong((table) -> table.bytes() + (indexes ? table.indexBytes() : 0)).sum());
	}

	private static Stream<LiveTables.Table> known(Examined examined, Collection<Relation> tables) {
		return tables.stream().distinct().map((table) -> examined.live().of(table)).flatMap(Stream::ofNullable);
	}

	/** A table that the transaction has emptied takes no time. */
	private static Set<Relation> worked(Examined examined, StatementFacts facts) {
		Set<Relation> worked = new HashSet<>(switch (facts.work()) {
			case INSTANT -> Set.of();
			case SCAN -> facts.scanned();
			case INDEX_BUILD -> facts.indexed();
			case REWRITE -> facts.rewritten();
		});
		worked.removeAll(examined.emptiedBefore(facts));
		return worked;
	}

	/**
	 * Whether a statement takes long on a table with many rows, and does not have to do
	 * with small tables alone.
	 */
	public static boolean isSlow(Examined examined, StatementFacts facts) {
		return facts.work() != Work.INSTANT && !areSmall(examined, deciding(examined, facts));
	}

	/** A foreign key is looked up once for each row of the table that has it. */
	private static Set<Relation> deciding(Examined examined, StatementFacts facts) {
		Set<Relation> worked = worked(examined, facts);
		StatementShape shape = StatementShape.of(facts.statement().text());
		QualifiedName name = shape.name();
		if (facts.work() != Work.SCAN || !shape.is("alter", "table") || name == null) {
			return worked;
		}
		Set<Relation> named = worked.stream()
			.filter((table) -> table.name().equals(name.name()))
			.collect(Collectors.toSet());
		return named.isEmpty() ? worked : named;
	}

	/** Partitions count together. */
	private static boolean areSmall(Examined examined, Set<Relation> tables) {
		return tables.stream().allMatch((table) -> isSmall(examined, table))
				&& LiveTables.Table.together(known(examined, tables).toList()).isSmall();
	}

	/** Whether the database is known to have few rows of it. */
	public static boolean isSmall(Examined examined, Relation table) {
		LiveTables.Table live = examined.live().of(table.withRows());
		return live != null && live.isSmall();
	}

	public static String tables(List<RelationLock> locks) {
		return names(locks.stream().map((lock) -> lock.relation().withRows()).toList());
	}

	private static String names(Collection<Relation> relations) {
		return relations.stream().map(Relation::toString).distinct().sorted().collect(Collectors.joining(", "));
	}

	/** The strongest of some locks. */
	public static LockMode strongest(List<RelationLock> locks) {
		return locks.stream().map(RelationLock::mode).max(LockMode::compareTo).orElseThrow();
	}

}
