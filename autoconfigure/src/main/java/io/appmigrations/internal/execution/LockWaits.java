package io.appmigrations.internal.execution;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Keeps the time short for which a transaction waits for locks. PostgreSQL's
 * {@code lock_timeout} is about one lock: a transaction that waits for several tables in
 * turn keeps the clients of the first waiting for the sum. Here, all that a transaction
 * waits takes at most one and a half times {@code lock_timeout}, and one
 * {@code lock table} no more than {@code lock_timeout}, however many tables it names. A
 * transaction that takes longer than twice {@code lock_timeout} does so by its work: it
 * would lose more by a failure than others lose by its waiting.
 * <p>
 * The server measures, so that no round trip is added.
 */
final class LockWaits {

	/** When the transaction began to lock, in milliseconds. */
	private static final String SINCE = "app_migrations.locking_since";

	private static final String SETS_TIMEOUT = "(?s).*\\b(lock|statement)_timeout\\b.*";

	private static final Set<String> LOCKING = Set.of("alter", "drop", "lock", "truncate", "refresh", "cluster",
			"reindex");

	/** The kinds of what is created on a table. */
	private static final Set<String> ON_TABLES = Set.of("index", "trigger", "rule", "policy");

	/** The words behind which another table can stand. */
	private static final Set<String> REFERRING = Set.of("references", "of", "partition", "from");

	/** Of a lock, in milliseconds. */
	private final long lockTimeout;

	/** Of a statement, in milliseconds. */
	private final long statementTimeout;

	private final Set<QualifiedName> created = new HashSet<>();

	/** Whether nothing of the transaction was sent. */
	private boolean isNew;

	/** Whether the transaction has locked as its first statement. */
	private boolean locksAtOnce;

	private boolean hasLocked;

	/** Whether the statement before this one locked. */
	private boolean follows;

	/** Whether the revision sets timeouts itself. */
	private boolean leavesThem;

	/**
	 * Begins with a section.
	 * @param section the section
	 * @param settings the timeouts where the section has none
	 */
	LockWaits(Section section, ExecutionSettings settings) {
		this.lockTimeout = Objects.requireNonNullElse(section.lockTimeout(), settings.lockTimeout()).toMillis();
		this.statementTimeout = Objects.requireNonNullElse(section.statementTimeout(), settings.statementTimeout())
			.toMillis();
	}

	/**
	 * Looks at a statement inside or outside of a transaction.
	 * @param statement the statement
	 */
	void see(SqlStatement statement) {
		this.leavesThem |= statement.changesSettings()
				&& statement.text().toLowerCase(Locale.ROOT).matches(SETS_TIMEOUT);
	}

	/**
	 * A transaction begins.
	 */
	void begin() {
		this.isNew = true;
		this.locksAtOnce = false;
		this.hasLocked = false;
		this.follows = false;
	}

	/**
	 * Returns what is sent for a statement that answers with no rows.
	 * @param statement the statement
	 * @param sql its text, without placeholders
	 * @return statements
	 */
	List<String> around(SqlStatement statement, String sql) {
		List<String> all = new ArrayList<>(before(statement));
		all.add(sql);
		all.addAll(after(statement));
		return all;
	}

	/**
	 * Returns what is sent before a statement.
	 * @param statement the statement
	 * @return statements
	 */
	List<String> before(SqlStatement statement) {
		if (statement.beginsTransaction()) {
			begin();
			return List.of();
		}
		boolean wasNew = this.isNew;
		boolean locks = locks(statement);
		boolean isMeasured = locks || this.follows;
		this.isNew = false;
		this.follows = locks;
		if (!isLimited(statement) || !isMeasured) {
			return List.of();
		}
		boolean isLater = this.hasLocked || !wasNew;
		this.locksAtOnce |= !isLater;
		this.hasLocked = true;
		return isLater ? List.of(limit(statement)) : together(statement);
	}

	/**
	 * Returns what is sent before a statement that locks several tables.
	 * @param statement the statement
	 * @return statements, none for any other statement
	 */
	List<String> together(SqlStatement statement) {
		return (isLimited(statement) && statement.startsWith("lock"))
				? List.of(statementTimeout(shorter(this.lockTimeout))) : List.of();
	}

	/**
	 * Returns what is sent after a statement.
	 * @param statement the statement
	 * @return statements
	 */
	List<String> after(SqlStatement statement) {
		return (isLimited(statement) && statement.startsWith("lock")) ? List.of(statementTimeout(this.statementTimeout))
				: List.of();
	}

	/**
	 * Says what the failure of a statement is. One that locks several tables has done
	 * nothing but wait for locks when its time is up.
	 * @param statement the statement
	 * @param failure what PostgreSQL says
	 * @return what it means
	 */
	SQLException failure(SqlStatement statement, SQLException failure) {
		boolean isTimeUp = isLimited(statement) && statement.startsWith("lock") && "57014".equals(failure.getSQLState())
				&& !String.valueOf(failure.getMessage()).contains("user request");
		return isTimeUp
				? new PSQLException(
						new ServerErrorMessage("SERROR\0VERROR\0C55P03\0Mcanceling statement due to lock timeout\0"))
				: failure;
	}

	private boolean isLimited(SqlStatement statement) {
		see(statement);
		return !this.leavesThem && this.lockTimeout > 0;
	}

	/** Whether a statement can wait for a lock on what was there before. */
	private boolean locks(SqlStatement statement) {
		List<String> words = statement.words();
		boolean creates = statement.startsWith("create");
		if (words.isEmpty() || (!LOCKING.contains(words.get(0)) && !creates)) {
			return false;
		}
		StatementShape shape = StatementShape.of(statement.text());
		if (creates && shape.kind().equals("table")) {
			this.created.addAll(shape.names());
			return refersToOthers(shape);
		}
		return (!creates || ON_TABLES.contains(shape.kind())) && (!isCreated(shape) || refersToOthers(shape));
	}

	private boolean isCreated(StatementShape shape) {
		QualifiedName table = shape.kind().equals("table") ? shape.name() : shape.relation();
		return table != null && shape.names().size() == 1 && this.created.contains(table);
	}

	private boolean refersToOthers(StatementShape shape) {
		SqlTokens tokens = shape.rest();
		while (!tokens.isAtEnd()) {
			if (REFERRING.stream().anyMatch((word) -> tokens.accept(word))) {
				QualifiedName other = tokens.qualifiedName();
				if (other != null && !this.created.contains(other)) {
					return true;
				}
			}
			tokens.next();
		}
		return false;
	}

	/** What is left of the time. */
	private String limit(SqlStatement statement) {
		String now = milliseconds("clock_timestamp");
		String timeout = """
				(case when w.waited operator(pg_catalog.>) %s then %s
				else greatest(%s, least(%s, %s operator(pg_catalog.-) w.waited)) end)::pg_catalog.text""".formatted(
				2 * this.lockTimeout, this.lockTimeout, Math.max(1, this.lockTimeout / 10), this.lockTimeout,
				this.lockTimeout * 3 / 2);
		return """
				select pg_catalog.set_config('%1$s', w.since::pg_catalog.text, true),
				pg_catalog.set_config('lock_timeout', %2$s, true)%3$s
				from (select v.since, %4$s operator(pg_catalog.-) v.since as waited
				from (select case when pg_catalog.length(pg_catalog.current_setting('%1$s', true)) operator(pg_catalog.>) 0
				then pg_catalog.current_setting('%1$s', true)::pg_catalog.int8 else %5$s end as since) v) w"""
			.formatted(SINCE, timeout,
					statement.startsWith("lock")
							? ",\npg_catalog.set_config('statement_timeout', %s, true)".formatted(timeout) : "",
					now, this.locksAtOnce ? milliseconds("transaction_timestamp") : now);
	}

	private static String milliseconds(String clock) {
		return "(pg_catalog.date_part('epoch', pg_catalog.%s()) operator(pg_catalog.*) 1000)::pg_catalog.int8"
			.formatted(clock);
	}

	private long shorter(long timeout) {
		return (this.statementTimeout > 0) ? Math.min(timeout, this.statementTimeout) : timeout;
	}

	private static String statementTimeout(long millis) {
		return "set local statement_timeout = '%sms'".formatted(millis);
	}

}
