package io.appmigrations.internal.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.settings.MigrationSettings;
import org.jspecify.annotations.Nullable;

/**
 * The log of everything that was run: append-only, but for the {@code progress} of a
 * revision that is still running. Its statements are meant to run in the transaction of
 * what they record.
 */
public final class MigrationLog {

	/** Megabytes of data need not be sent and stored twice. */
	private static final int MAX_UPGRADE_TEXT = 1_000_000;

	/** What is longer would not fit into the memory of every process that runs it. */
	private static final int MAX_DOWNGRADE_TEXT = 4_000_000;

	/*
	 * Operators are named with their schema wherever the types of both sides do not fit
	 * one of PostgreSQL's exactly: an exact match in another schema of the search path
	 * would win (manual, 10.2).
	 */
	private static final String STATEMENT = "(progress operator(pg_catalog.->>) 'statement')";

	/** In place of options: the reason follows. */
	private static final String NOT_KEPT = "not kept: ";

	private static final String RUNNING = "(progress operator(pg_catalog.->>) 'running')";

	private final String name;

	private final String table;

	MigrationLog(String name, String table) {
		this.name = name;
		this.table = table;
	}

	/**
	 * Returns the name for SQL.
	 * @return schema and table, quoted
	 */
	public String name() {
		return this.name;
	}

	List<String> createStatements() {
		return List.of("""
				create table if not exists %s (
				    id bigint generated always as identity,
				    revision text not null,
				    direction text not null,
				    outcome text not null,
				    message text,
				    recorded_at timestamp with time zone not null default pg_catalog.clock_timestamp(),
				    millis bigint,
				    checksum text,
				    down_revisions text[],
				    depends_on text[],
				    upgrade_script text,
				    downgrade_script text,
				    downgrade_options text,
				    error text,
				    progress jsonb,
				    login text not null default session_user,
				    host text,
				    application text,
				    application_version text,
				    constraint %s primary key (id)
				)""".formatted(this.name, Quoting.identifier(this.table + "_pkey")),
				"create index if not exists %s on %s (revision, id)"
					.formatted(Quoting.identifier(this.table + "_revision_id_idx"), this.name),
				"comment on table %s is 'What App Migrations ran on this database, when, and how it ended'"
					.formatted(this.name));
	}

	/**
	 * Checks that the log took a record.
	 * @param count the count of the insert
	 * @throws MigrationException with {@code invalid_configuration} where it did not
	 */
	public void verify(long count) {
		if (count != 1) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The log %s did not take a record: a trigger or a rule keeps it out".formatted(this.name),
					"What ran in a transaction was rolled back. Drop the trigger or the rule, then start again.");
		}
	}

	/**
	 * Returns the statement that records a revision that was run in the current
	 * transaction.
	 * @param step the step
	 * @param script what ran
	 * @param origin who ran it
	 * @param millis how long it took, or {@code null} for the age of the transaction
	 * @return an insert of one row
	 */
	public String done(Step step, RevisionScript script, MigrationSettings.Origin origin, @Nullable Long millis) {
		String duration = (millis != null) ? millis.toString()
				: "(extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.transaction_timestamp()) operator(pg_catalog.*) 1000)::pg_catalog.int8";
		Map<String, String> columns = new LinkedHashMap<>(definition(step, script));
		columns.put("millis", duration);
		return insert(step, "done", origin, columns);
	}

	/**
	 * Returns the statement that records a revision that counts as applied, or as not
	 * applied, from now on without having been run.
	 * @param step the revision and its direction
	 * @param script what would have run
	 * @param origin who stamped it
	 * @return an insert of one row
	 */
	public String stamped(Step step, RevisionScript script, MigrationSettings.Origin origin) {
		return insert(step, "stamped", origin, definition(step, script));
	}

	/**
	 * Returns the statement that records a revision that a person says is applied as its
	 * file now says.
	 * @param step the revision
	 * @param script its file
	 * @param origin who repaired it
	 * @return an insert of one row
	 */
	public String repaired(Step step, RevisionScript script, MigrationSettings.Origin origin) {
		return insert(step, "repaired", origin, definition(step, script));
	}

	/**
	 * Returns the statement that records that a revision does not count as applied any
	 * more, whose file need not exist.
	 * @param id the revision
	 * @param origin who repaired it
	 * @return an insert of one row
	 */
	public String forgotten(String id, MigrationSettings.Origin origin) {
		return "insert into %s (revision, direction, outcome, host, application, application_version) values (%s, 'downgrade', 'repaired', %s, %s, %s)"
			.formatted(this.name, Quoting.literal(id), Quoting.literalOrNull(origin.host()),
					Quoting.literalOrNull(origin.application()), Quoting.literalOrNull(origin.applicationVersion()));
	}

	/**
	 * Returns the statement that settles whether the statement took effect that ran when
	 * a revision was interrupted.
	 * @param id the revision
	 * @param done whether it took effect
	 * @return an update of one row
	 */
	public String decided(String id, boolean done) {
		return """
				update %s set progress = progress operator(pg_catalog.||) pg_catalog.jsonb_build_object('running', false,
				       'statement', %s::pg_catalog.int4 - %s, 'decided', '%s'::pg_catalog.text)
				 where id = (select max(id) from %1$s where revision = %s and outcome = 'started')"""
			.formatted(this.name, STATEMENT, done ? 0 : 1, done ? "done" : "undone", Quoting.literal(id));
	}

	/**
	 * Reads the statements of a revision as they were applied.
	 * @param connection the connection
	 * @param id the revision
	 * @return the text, or nothing where the log does not have it
	 */
	public Optional<String> upgradeScript(MigrationConnection connection, String id) {
		return connection.query("%s and revision = %s".formatted(lastRecords("upgrade_script"), Quoting.literal(id)),
				(rows) -> rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty());
	}

	/**
	 * What a build without the revision's file needs to undo it, and what shows an edit
	 * afterwards.
	 */
	private static Map<String, String> definition(Step step, RevisionScript script) {
		Map<String, String> columns = new LinkedHashMap<>();
		if (step.direction() == Direction.UPGRADE) {
			columns.put("checksum", Quoting.literalOrNull(script.checksum()));
			columns.put("down_revisions", array(step.revision().downRevisions()));
			columns.put("depends_on", array(step.revision().dependsOn()));
			columns.put("upgrade_script", Quoting.literalOrNull(upgradeText(script)));
		}
		String reason = reasonNotToKeepDowngrade(script);
		columns.put("downgrade_script",
				Quoting.literalOrNull((reason != null) ? null : script.text(Direction.DOWNGRADE)));
		columns.put("downgrade_options",
				Quoting.literalOrNull((reason != null) ? NOT_KEPT + reason : script.options(Direction.DOWNGRADE)));
		return columns;
	}

	private static @Nullable String upgradeText(RevisionScript script) {
		if (!script.logged() || script.length(Direction.UPGRADE) > MAX_UPGRADE_TEXT) {
			return null;
		}
		String text = script.text(Direction.UPGRADE);
		return (text != null) ? Redaction.redactSql(text) : null;
	}

	/** A text without its secrets could not be run. */
	private static @Nullable String reasonNotToKeepDowngrade(RevisionScript script) {
		long length = script.length(Direction.DOWNGRADE);
		if (length > MAX_DOWNGRADE_TEXT) {
			return "a downgrade of %s characters".formatted(length);
		}
		String text = script.text(Direction.DOWNGRADE);
		if (text == null) {
			return null;
		}
		if (!script.logged()) {
			return "the downgrade of a revision with 'log: no'";
		}
		return Redaction.redactSql(text).equals(text) ? null : "a downgrade with a password";
	}

	private static String array(List<String> values) {
		return values.isEmpty() ? "'{}'"
				: values.stream().map(Quoting::literal).collect(Collectors.joining(", ", "array[", "]"));
	}

	/**
	 * Returns the statement that records a failure, after the rollback.
	 * @param step the step
	 * @param origin who ran it
	 * @param error what went wrong, without secrets
	 * @return an insert of one row
	 */
	public String failed(Step step, MigrationSettings.Origin origin, String error) {
		return insert(step, "failed", origin, Map.of("error", Quoting.literal(error.replace("\0", ""))));
	}

	/**
	 * Returns the statement that records the beginning of a revision that does not run in
	 * one transaction.
	 * @param step the step
	 * @param script what will run
	 * @param origin who runs it
	 * @return an insert of one row
	 */
	public String started(Step step, RevisionScript script, MigrationSettings.Origin origin) {
		return insert(step, "started", origin,
				Map.of("checksum", Quoting.literalOrNull(script.checksum()), "progress", "'{}'"));
	}

	private String insert(Step step, String outcome, MigrationSettings.Origin origin, Map<String, String> more) {
		StringBuilder columns = new StringBuilder(
				"revision, direction, outcome, message, host, application, application_version");
		StringBuilder values = new StringBuilder(String.join(", ", Quoting.literal(step.revision().id()),
				Quoting.literal(step.direction().toString()), Quoting.literal(outcome),
				Quoting.literal(step.revision().message()), Quoting.literalOrNull(origin.host()),
				Quoting.literalOrNull(origin.application()), Quoting.literalOrNull(origin.applicationVersion())));
		more.forEach((column, value) -> {
			columns.append(", ").append(column);
			values.append(", ").append(value);
		});
		return "insert into %s (%s) values (%s)".formatted(this.name, columns, values);
	}

	/**
	 * Finds an unfinished run of a step: one that was started and neither finished nor
	 * followed by a finished one.
	 * @param connection the connection
	 * @param step the step
	 * @return how far it came, or nothing where there is none
	 */
	public Optional<Progress> unfinished(MigrationConnection connection, Step step) {
		return connection.query(
				"""
						select id, coalesce(%s::pg_catalog.int4, 0), coalesce(%s::pg_catalog.bool, false),
						       progress operator(pg_catalog.->>) 'digest',
						       coalesce((progress operator(pg_catalog.->>) 'covers')::pg_catalog.int4, 0), direction,
						       recorded_at::pg_catalog.text
						  from %s
						 where revision = %s and outcome = 'started'
						   and id > coalesce((select max(id) from %3$s where revision = %4$s
						                         and outcome in ('done', 'stamped', 'repaired')), 0::pg_catalog.int8)
						 order by id desc limit 1""".formatted(STATEMENT, RUNNING, this.name,
						Quoting.literal(step.revision().id())),
				(rows) -> rows.next() ? Optional.of(readProgress(rows)) : Optional.empty());
	}

	private static Progress readProgress(ResultSet rows) throws SQLException {
		return new Progress(rows.getLong(1), rows.getInt(2), rows.getBoolean(3), rows.getString(4), rows.getInt(5),
				rows.getString(6), rows.getString(7));
	}

	/**
	 * Returns the statements that record how far a started revision came, inside of a
	 * transaction. The role that the revision may have set need not have a right to the
	 * log.
	 * @param step the step
	 * @param statement the number of the statement, counted from 1
	 * @param running whether it is about to run; otherwise it has run
	 * @param digest the digest of the statements up to this one
	 * @return statements of which the last updates one row, or none where another process
	 * has come as far
	 */
	public List<String> reached(Step step, int statement, boolean running, String digest) {
		return reached(step, statement, running, digest, statement - 1);
	}

	/**
	 * Returns the statements that record that a statement failed without effect.
	 * @param step the step
	 * @param statement the number of the statement before it, which has run
	 * @param digest the digest of the statements up to that one
	 * @return statements of which the last updates one row
	 */
	public List<String> takenBack(Step step, int statement, String digest) {
		return reached(step, statement, false, digest, statement);
	}

	/** Two processes that both believe to hold the lock must not both go on. */
	private List<String> reached(Step step, int statement, boolean running, String digest, int doneAtMost) {
		String record = "pg_catalog.jsonb_build_object('statement', %s, 'running', %b, 'digest', %s, 'covers', %1$s)"
			.formatted(statement, running, Quoting.literal(digest));
		String condition = "coalesce(%s::pg_catalog.int4, 0) - coalesce(%s::pg_catalog.bool, false)::pg_catalog.int4 <= %s"
			.formatted(STATEMENT, RUNNING, doneAtMost);
		return List.of("set local session authorization default", "set local role none",
				progress(step, record, condition));
	}

	/**
	 * Finds the revisions that were downgraded after a record was written.
	 * @param connection the connection
	 * @param id the record
	 * @return revision ids
	 */
	public Set<String> downgradedSince(MigrationConnection connection, long id) {
		return connection.strings(
				"select distinct revision from %s where direction = 'downgrade' and outcome in ('done', 'stamped', 'repaired') and id > %s"
					.formatted(this.name, id));
	}

	/**
	 * Returns the statement that records how far a batch of rows of a started revision
	 * came.
	 * @param step the step
	 * @param batch the name of the batch
	 * @param lastKey the key of the last row that was processed
	 * @param before how many rows were processed before the batch
	 * @param rows how many rows are processed with it
	 * @return an update of one row, or none where another process has come as far
	 */
	public String reached(Step step, String batch, String lastKey, long before, long rows) {
		String key = Quoting.literal("batch:" + batch);
		return progress(step,
				"pg_catalog.jsonb_build_object(%s, pg_catalog.jsonb_build_object('key', %s, 'rows', %s))".formatted(key,
						Quoting.literal(lastKey), rows),
				"coalesce((%s)::pg_catalog.int8, 0) = %s::pg_catalog.int8".formatted(batchValue(key, "rows"), before));
	}

	private static String batchValue(String batch, String field) {
		return "progress operator(pg_catalog.->) %s::pg_catalog.text operator(pg_catalog.->>) '%s'".formatted(batch,
				field);
	}

	private String progress(Step step, String json, String condition) {
		return """
				update %s set progress = progress operator(pg_catalog.||) %s
				 where id = (select max(id) from %1$s where revision = %s and outcome = 'started' and direction = %s)
				   and %s""".formatted(this.name, json, Quoting.literal(step.revision().id()),
				Quoting.literal(step.direction().toString()), condition);
	}

	/**
	 * Reads how far a batch of rows of an unfinished revision came.
	 * @param connection the connection
	 * @param step the step
	 * @param batch the name of the batch
	 * @return the last key and the number of rows, or nothing where it has not begun
	 */
	public Optional<BatchProgress> batchProgress(MigrationConnection connection, Step step, String batch) {
		String key = Quoting.literal("batch:" + batch);
		return connection.query(
				"""
						select %s, (%s)::pg_catalog.int8
						  from %s
						 where id = (select max(id) from %3$s where revision = %s and outcome = 'started' and direction = %s)
						   and pg_catalog.jsonb_exists(progress, %s)"""
					.formatted(batchValue(key, "key"), batchValue(key, "rows"), this.name,
							Quoting.literal(step.revision().id()), Quoting.literal(step.direction().toString()), key),
				(rows) -> rows.next() ? Optional.of(new BatchProgress(rows.getString(1), rows.getLong(2)))
						: Optional.empty());
	}

	/**
	 * Reads when revisions were applied.
	 * @param connection the connection
	 * @return the times by revision, of those that the log remembers as applied
	 */
	public Map<String, Instant> appliedAt(MigrationConnection connection) {
		return connection.query(lastRecords("revision, recorded_at"), (rows) -> {
			Map<String, Instant> times = new HashMap<>();
			while (rows.next()) {
				times.put(rows.getString(1), rows.getObject(2, OffsetDateTime.class).toInstant());
			}
			return times;
		});
	}

	/**
	 * Reads how the applied revisions are undone.
	 * @param connection the connection
	 * @return what the log remembers of each applied revision
	 */
	public List<Stored> stored(MigrationConnection connection) {
		return connection.query(lastRecords(
				"revision, message, coalesce(down_revisions, '{}'), coalesce(depends_on, '{}'), downgrade_script, downgrade_options"),
				(rows) -> {
					List<Stored> stored = new ArrayList<>();
					while (rows.next()) {
						stored.add(new Stored(rows.getString(1), Objects.toString(rows.getString(2), ""),
								List.of((String[]) rows.getArray(3).getArray()),
								List.of((String[]) rows.getArray(4).getArray()), rows.getString(5),
								Objects.toString(rows.getString(6), "")));
					}
					return stored;
				});
	}

	private String lastRecords(String columns) {
		return """
				select %s
				  from (select distinct on (revision) *
				          from %s where outcome in ('done', 'stamped', 'repaired') order by revision, id desc) l
				 where direction = 'upgrade'""".formatted(columns, this.name);
	}

	/**
	 * What the log remembers of an applied revision.
	 *
	 * @param revision its id
	 * @param message its message
	 * @param downRevisions the ids of the revisions it builds on
	 * @param dependsOn ids or labels of the revisions that it needs
	 * @param downgradeScript the statements that undo it, or {@code null} where there is
	 * no way down that SQL could say
	 * @param downgradeOptions the options of that section, as they stand behind its
	 * marker
	 */
	public record Stored(String revision, String message, List<String> downRevisions, List<String> dependsOn,
			@Nullable String downgradeScript, String downgradeOptions) {

		/**
		 * Says where the revision comes from.
		 * @return text for people
		 */
		public String origin() {
			String origin = "log of the database, revision " + this.revision;
			return this.downgradeOptions.startsWith(NOT_KEPT)
					? "%s, which does not keep %s".formatted(origin, this.downgradeOptions.substring(NOT_KEPT.length()))
					: origin;
		}

	}

	/**
	 * How far an unfinished revision came.
	 *
	 * @param id the log row that records its start
	 * @param statement the number of the statement that was reached, zero for none
	 * @param running whether that statement was about to run; otherwise it has run
	 * @param digest the digest of the first statements, to recognise them, or
	 * {@code null} where none was begun
	 * @param covers how many statements the digest is about
	 * @param direction the direction that was started
	 * @param since when it was started
	 */
	public record Progress(long id, int statement, boolean running, @Nullable String digest, int covers,
			String direction, String since) {

		/**
		 * Returns how many statements are known to be done.
		 * @return the number, zero for none
		 */
		public int done() {
			return this.running ? this.statement - 1 : this.statement;
		}

		/**
		 * Whether nothing has happened that would have to be gone on with.
		 * @return {@code true} where no statement was begun
		 */
		public boolean isEmpty() {
			return this.statement == 0;
		}

	}

	/**
	 * How far a batch of rows came.
	 *
	 * @param lastKey the key of the last row that was processed, as text
	 * @param rows how many rows were processed
	 */
	public record BatchProgress(String lastKey, long rows) {
	}

}
