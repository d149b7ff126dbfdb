package io.appmigrations.internal.database.lock;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.MigrationConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session-level advisory lock on the connection that migrates (manual, 13.3.5). It is
 * polled in autocommit: a session that waits in {@code pg_advisory_lock} holds a
 * snapshot, {@code CREATE INDEX CONCURRENTLY} of the holder waits for that snapshot, and
 * PostgreSQL ends it as a deadlock.
 */
public final class AdvisoryLock implements MigrationLock {

	private static final Logger logger = LoggerFactory.getLogger(AdvisoryLock.class);

	private final MigrationConnection connection;

	private final long key;

	private boolean held;

	/**
	 * Creates a lock.
	 * @param connection the connection that migrates
	 * @param name what is locked; the same name is the same lock within a database
	 */
	public AdvisoryLock(MigrationConnection connection, String name) {
		this.connection = connection;
		this.key = key(name);
	}

	/**
	 * Derives the key of a lock.
	 * @param name the name of the lock
	 * @return the first eight bytes of its SHA-256
	 */
	static long key(String name) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
			return ByteBuffer.wrap(hash).getLong();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * Derives the same key in SQL, for a script that another client runs.
	 * @param name an expression of type {@code text}, the name of the lock
	 * @return an expression of type {@code bigint}
	 */
	public static String keyExpression(String name) {
		return """
				('x' || pg_catalog.encode(pg_catalog.substr(pg_catalog.sha256(pg_catalog.convert_to(
				                %s, 'UTF8')), 1, 8), 'hex'))::pg_catalog.bit(64)::pg_catalog.int8""".formatted(name);
	}

	@Override
	public boolean tryAcquire() {
		if (this.connection.session().isTransactionPooled()) {
			throw pooled();
		}
		this.held = this.connection.query("select pg_catalog.pg_try_advisory_lock(%s::bigint)".formatted(this.key),
				(rows) -> rows.next() && rows.getBoolean(1));
		if (this.held) {
			verify();
		}
		return this.held;
	}

	/**
	 * The lock ends with the session, so the session's end is the only way to lose it.
	 * Costs no round trip.
	 */
	@Override
	public void requireHeld() {
		if (!this.held || !this.connection.borrowed().isOpen()) {
			throw new MigrationException(ErrorCode.LOCK_TIMEOUT, "The migration lock was lost: the connection broke",
					"Start again: what was not committed was rolled back.");
		}
	}

	@Override
	public Optional<String> proof() {
		return Optional
			.of("select from pg_catalog.pg_locks l where l.pid = pg_catalog.pg_backend_pid() and " + condition());
	}

	private void verify() {
		boolean mine = this.connection
			.query("select exists (select from pg_catalog.pg_locks l where l.pid = pg_catalog.pg_backend_pid() and %s)"
				.formatted(condition()), (rows) -> rows.next() && rows.getBoolean(1));
		if (!mine) {
			throw pooled();
		}
	}

	private static MigrationException pooled() {
		return new MigrationException(ErrorCode.UNSUPPORTED_DATABASE,
				"A connection pooler in transaction mode (PgBouncer?) is in front of the server, so a lock of the "
						+ "session would protect nothing; nothing was run",
				"Point app.migrations.url directly to the server or to a pooler in session mode, or set app.migrations.lock.type=shedlock.");
	}

	@Override
	public String describeHolder() {
		return this.connection.query("""
				select l.pid, a.usename, a.application_name, a.client_addr, a.backend_start
				  from pg_catalog.pg_locks l left join pg_catalog.pg_stat_activity a on a.pid = l.pid
				 where %s""".formatted(condition()), (rows) -> {
			if (!rows.next()) {
				return "a session that has just ended";
			}
			return "pid %s (user %s, application '%s', client %s, connected since %s)".formatted(rows.getInt(1),
					rows.getString(2), rows.getString(3),
					(rows.getString(4) != null) ? rows.getString(4) : "on the server's machine or hidden",
					(rows.getString(5) != null) ? rows.getString(5) : "unknown");
		});
	}

	/** A bigint key is shown in two halves, with objsubid 1 (manual, 52.12). */
	private String condition() {
		return """
				l.locktype = 'advisory' and l.granted and l.objsubid = 1
				   and l.classid = %s::pg_catalog.oid and l.objid = %s::pg_catalog.oid
				   and l.database = (select d.oid from pg_catalog.pg_database d
				                      where d.datname = pg_catalog.current_database())"""
			.formatted(Integer.toUnsignedString((int) (this.key >>> 32)), Integer.toUnsignedString((int) this.key));
	}

	@Override
	public void close() {
		if (this.held && this.connection.borrowed().isOpen()) {
			this.connection.rollback();
			try {
				this.connection.query("select pg_catalog.pg_advisory_unlock(%s::bigint)".formatted(this.key),
						(rows) -> rows.next() && rows.getBoolean(1));
			}
			catch (MigrationException ex) {
				logger.debug("The lock could not be released; closing the session, which releases it", ex);
				this.connection.borrowed().abort();
			}
		}
		this.held = false;
	}

}
