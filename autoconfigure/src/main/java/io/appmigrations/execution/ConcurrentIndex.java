package io.appmigrations.execution;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.database.MigrationConnection;
import io.appmigrations.database.Quoting;
import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import io.appmigrations.revision.Revision;
import io.appmigrations.script.SqlStatement;
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

	private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\d_$]*)";

	private static final Pattern CREATE = Pattern.compile(
			"(?is)create\\s+(?:unique\\s+)?index\\s+concurrently\\s+(?:if\\s+not\\s+exists\\s+)?(?<index>%1$s)\\s+on\\s+(?:only\\s+)?(?<table>%1$s(?:\\s*\\.\\s*%1$s)?).*"
				.formatted(NAME));

	private static final Pattern DROP = Pattern
		.compile("(?is)drop\\s+index\\s+concurrently\\s+(?:if\\s+exists\\s+)?(?<index>%1$s(?:\\s*\\.\\s*%1$s)?).*"
			.formatted(NAME));

	private static final Pattern REINDEX = Pattern
		.compile("(?is)reindex\\s+(?<kind>index|table)\\s+concurrently\\s+(?<target>%1$s(?:\\s*\\.\\s*%1$s)?)"
			.formatted(NAME));

	private final MigrationConnection connection;

	ConcurrentIndex(MigrationConnection connection) {
		this.connection = connection;
	}

	/**
	 * Whether a statement waits for other transactions without holding anybody up, so
	 * that it needs no {@code lock_timeout}.
	 */
	static boolean isConcurrent(SqlStatement statement) {
		return statement.words().contains("concurrently") && (statement.words().contains("index")
				|| statement.startsWith("reindex") || statement.words().contains("detach"));
	}

	/**
	 * Whether a statement took effect that was interrupted.
	 * @return nothing where it is not about a named index
	 */
	Optional<Boolean> happened(SqlStatement statement) {
		Matcher create = CREATE.matcher(statement.beginning());
		if (create.matches()) {
			removeInvalid(create);
			return Optional.of(find(create).isPresent());
		}
		Matcher drop = DROP.matcher(statement.beginning());
		if (drop.matches()) {
			return Optional.of(this.connection.query(
					"select pg_catalog.to_regclass(%s) is null".formatted(Quoting.literal(drop.group("index"))),
					(rows) -> rows.next() && rows.getBoolean(1)));
		}
		Matcher reindex = REINDEX.matcher(statement.beginning());
		if (reindex.matches()) {
			leftByReindex(reindex).forEach(this::drop);
			return Optional.of(false);
		}
		return Optional.empty();
	}

	/**
	 * The new or the old index of each pair, by the names that PostgreSQL gives them
	 * (manual, REINDEX, Rebuilding Indexes Concurrently).
	 */
	private Set<String> leftByReindex(Matcher reindex) {
		String target = "pg_catalog.to_regclass(%s)".formatted(Quoting.literal(reindex.group("target")));
		String table = reindex.group("kind").equalsIgnoreCase("table") ? target
				: "(select r.indrelid from pg_catalog.pg_index r where r.indexrelid = %s)".formatted(target);
		return this.connection.strings("""
				select pg_catalog.format('%%I.%%I', n.nspname, c.relname)
				  from pg_catalog.pg_index i
				  join pg_catalog.pg_class c on c.oid = i.indexrelid
				  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
				 where not i.indisvalid and c.relname ~ '_cc(new|old)[0-9]*$'
				   and i.indrelid in (select t.oid from pg_catalog.pg_class t where t.oid = %1$s
				                      union all
				                      select t.reltoastrelid from pg_catalog.pg_class t where t.oid = %1$s)"""
			.formatted(table));
	}

	/**
	 * Returns the invalid indexes that there are.
	 * @return their names for SQL
	 */
	Set<String> invalid() {
		return this.connection.strings("""
				select pg_catalog.format('%I.%I', n.nspname, c.relname)
				  from pg_catalog.pg_index i
				  join pg_catalog.pg_class c on c.oid = i.indexrelid
				  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
				 where not i.indisvalid and c.relkind = 'i'""");
	}

	/**
	 * Drops what a failed statement left, whatever PostgreSQL called it.
	 * @param before the indexes that were invalid before: somebody else's
	 */
	void removeInvalidExcept(Set<String> before) {
		Set<String> left = invalid();
		left.removeAll(before);
		left.forEach(this::drop);
	}

	private void removeInvalid(Matcher create) {
		find(create).filter((index) -> !index.valid()).ifPresent((index) -> drop(index.name()));
	}

	private void drop(String name) {
		logger.info("Dropping the invalid index {} that an unfinished statement left", name);
		this.connection.executeInSession(List.of("set lock_timeout = 0"));
		this.connection.executeInternally(List.of("drop index concurrently " + name));
	}

	/** With IF NOT EXISTS, PostgreSQL is content with an invalid index of that name. */
	void requireValid(SqlStatement statement, Revision revision) {
		Matcher create = CREATE.matcher(statement.beginning());
		if (create.matches()) {
			find(create).filter((index) -> !index.valid()).ifPresent((index) -> {
				throw new MigrationException(ErrorCode.STATEMENT_FAILED,
						"Revision %s: the index %s exists but is invalid (%s:%d)".formatted(revision.describe(),
								index.name(), revision.path(), statement.line()),
						"Run DROP INDEX CONCURRENTLY %s and start again.".formatted(index.name()));
			});
		}
	}

	private Optional<Index> find(Matcher create) {
		return this.connection.query(
				"""
						select pg_catalog.format('%%I.%%I', n.nspname, c.relname), i.indisvalid and i.indisready
						  from pg_catalog.pg_index i
						  join pg_catalog.pg_class c on c.oid = i.indexrelid
						  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
						 where i.indrelid = pg_catalog.to_regclass(%s)
						   and c.relname = (pg_catalog.parse_ident(%s))[1]"""
					.formatted(Quoting.literal(create.group("table")), Quoting.literal(create.group("index"))),
				(rows) -> rows.next() ? Optional.of(new Index(rows.getString(1), rows.getBoolean(2)))
						: Optional.empty());
	}

	private record Index(String name, boolean valid) {
	}

}
