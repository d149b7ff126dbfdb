package io.appmigrations.internal.execution;

import java.util.Optional;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code CREATE}, {@code DROP} and {@code REINDEX INDEX CONCURRENTLY} leave behind
 * when they fail: an index that is marked invalid, is written to, and that
 * {@code IF NOT EXISTS} takes for the real one (manual, CREATE INDEX, Building Indexes
 * Concurrently).
 */
final class ConcurrentIndex {

	private static final Logger logger = LoggerFactory.getLogger(ConcurrentIndex.class);

	/** Who builds an index concurrently holds this lock on its table. */
	private static final String BUILDING = """
			exists (select from pg_catalog.pg_locks l
			         where l.relation = i.indrelid and l.mode = 'ShareUpdateExclusiveLock' and l.granted
			           and l.database = (select d.oid from pg_catalog.pg_database d
			                              where d.datname = pg_catalog.current_database())
			           and l.pid <> pg_catalog.pg_backend_pid())""";

	private final MigrationConnection connection;

	ConcurrentIndex(MigrationConnection connection) {
		this.connection = connection;
	}

	/**
	 * Whether a statement waits for other transactions without holding anybody up, so
	 * that it needs no {@code lock_timeout}.
	 */
	static boolean isConcurrent(SqlStatement statement) {
		StatementShape shape = StatementShape.of(statement.text());
		return (shape.has("concurrently") && (shape.kind().equals("index") || shape.verb().equals("reindex")))
				|| DetachedPartition.isDetach(shape);
	}

	/**
	 * Whether a statement took effect that was interrupted.
	 * @return nothing where it is not about a named index
	 */
	Optional<Boolean> happened(SqlStatement statement) {
		StatementShape shape = StatementShape.of(statement.text());
		QualifiedName name = shape.name();
		if (isCreate(shape) && name != null) {
			find(shape).filter((index) -> !index.valid() && index.building()).ifPresent((index) -> {
				throw new MigrationException(ErrorCode.LOCK_TIMEOUT,
						"Another session is building the index %s".formatted(index.name()),
						"Start again when it has finished.");
			});
			leftByCreate(shape).forEach(this::drop);
			return Optional.of(find(shape).isPresent());
		}
		if (shape.is("drop", "index") && shape.has("concurrently") && name != null) {
			return Optional
				.of(this.connection.query("select pg_catalog.to_regclass(%s) is null".formatted(literal(name)),
						(rows) -> rows.next() && rows.getBoolean(1)));
		}
		if (isReindex(shape)) {
			leftByReindex(shape).forEach(this::drop);
			return Optional.of(false);
		}
		return Optional.empty();
	}

	private static boolean isCreate(StatementShape shape) {
		return shape.is("create", "index") && shape.has("concurrently") && shape.relation() != null;
	}

	private static boolean isReindex(StatementShape shape) {
		return shape.verb().equals("reindex")
				&& Set.of("index", "table", "schema", "database", "system").contains(shape.kind());
	}

	/**
	 * Returns the invalid indexes that a statement would leave behind, if it had been
	 * broken off before.
	 * @return their names for SQL
	 */
	Set<String> leftBy(SqlStatement statement) {
		StatementShape shape = StatementShape.of(statement.text());
		if (isCreate(shape)) {
			return leftByCreate(shape);
		}
		return isReindex(shape) ? leftByReindex(shape) : Set.of();
	}

	/**
	 * Drops what a failed statement left.
	 * @param before what {@link #leftBy} returned before it: somebody else's
	 */
	void removeLeftBy(SqlStatement statement, Set<String> before) {
		leftBy(statement).stream().filter((index) -> !before.contains(index)).forEach(this::drop);
	}

	/**
	 * An index without a name of ours is told by its table. One that another session
	 * builds at this moment is invalid too, and none of ours.
	 */
	private Set<String> leftByCreate(StatementShape create) {
		if (create.name() != null) {
			return find(create).filter((index) -> !index.valid() && !index.building())
				.map((index) -> Set.of(index.name()))
				.orElse(Set.of());
		}
		return invalid("i.indrelid = pg_catalog.to_regclass(%s)::pg_catalog.oid".formatted(literal(create.relation())));
	}

	/** For functions that read a name as SQL has it. */
	private static String literal(@Nullable QualifiedName name) {
		return Quoting.literal((name != null) ? name.quoted() : "");
	}

	/**
	 * The new or the old index of each pair, by the names that PostgreSQL gives them
	 * (manual, REINDEX, Rebuilding Indexes Concurrently).
	 */
	private Set<String> leftByReindex(StatementShape reindex) {
		return invalid("""
				c.relname::pg_catalog.text ~ '_cc(new|old)[0-9]*$'
				   and i.indrelid in (select t.oid from pg_catalog.pg_class t where %1$s
				                      union all
				                      select t.reltoastrelid from pg_catalog.pg_class t where %1$s)"""
			.formatted(tablesOf(reindex)));
	}

	private static String tablesOf(StatementShape reindex) {
		String kind = reindex.kind();
		if (kind.equals("database") || kind.equals("system")) {
			return "true";
		}
		String target = literal(reindex.name());
		if (kind.equals("schema")) {
			return "t.relnamespace = pg_catalog.to_regnamespace(%s)::pg_catalog.oid".formatted(target);
		}
		String table = "pg_catalog.to_regclass(%s)::pg_catalog.oid".formatted(target);
		if (kind.equals("index")) {
			table = "(select r.indrelid from pg_catalog.pg_index r where r.indexrelid = %s)".formatted(table);
		}
		return "t.oid in (select %1$s union all select p.relid::pg_catalog.oid from pg_catalog.pg_partition_tree(%1$s::pg_catalog.regclass) p)"
			.formatted(table);
	}

	private Set<String> invalid(String condition) {
		return this.connection.strings("""
				select pg_catalog.format('%%I.%%I', n.nspname, c.relname)
				  from pg_catalog.pg_index i
				  join pg_catalog.pg_class c on c.oid = i.indexrelid
				  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
				 where not i.indisvalid and c.relkind = 'i' and not %s and %s""".formatted(BUILDING, condition));
	}

	private void drop(String name) {
		logger.info("Dropping the invalid index {} left by an unfinished statement", name);
		SectionTimeouts.without(this.connection, "drop index concurrently if exists " + name);
	}

	/** With IF NOT EXISTS, PostgreSQL is content with an invalid index of that name. */
	void requireValid(SqlStatement statement, Revision revision) {
		StatementShape create = StatementShape.of(statement.text());
		if (isCreate(create) && create.name() != null) {
			find(create).filter((index) -> !index.valid()).ifPresent((index) -> {
				throw new MigrationException(ErrorCode.STATEMENT_FAILED,
						"Revision %s: the index %s exists but is invalid (%s:%s)".formatted(revision.describe(),
								index.name(), revision.path(), statement.line()),
						"Run DROP INDEX CONCURRENTLY %s and start again.".formatted(index.name()));
			});
		}
	}

	private Optional<Index> find(StatementShape create) {
		return this.connection.query(
				"""
						select pg_catalog.format('%%I.%%I', n.nspname, c.relname), i.indisvalid and i.indisready, %s
						  from pg_catalog.pg_index i
						  join pg_catalog.pg_class c on c.oid = i.indexrelid
						  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
						 where i.indrelid = pg_catalog.to_regclass(%s)::pg_catalog.oid
						   and c.relname = (pg_catalog.parse_ident(%s))[1]::pg_catalog.name""".formatted(BUILDING,
						literal(create.relation()), literal(create.name())),
				(rows) -> rows.next()
						? Optional.of(new Index(rows.getString(1), rows.getBoolean(2), rows.getBoolean(3)))
						: Optional.empty());
	}

	/**
	 * An index.
	 *
	 * @param name its name for SQL
	 * @param valid whether it can be used
	 * @param building whether another session works on indexes of the table
	 */
	private record Index(String name, boolean valid, boolean building) {
	}

}
