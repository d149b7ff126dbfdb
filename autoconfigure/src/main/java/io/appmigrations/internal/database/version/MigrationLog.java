package io.appmigrations.internal.database.version;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
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
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.settings.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The log of everything that was run: append-only, but for the {@code progress} of a
 * revision that is still running. Its statements are meant to run in the transaction of
 * what they record.
 */
public final class MigrationLog {

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

	/**
	 * Returns what the log says about revisions that are not finished.
	 * @return their records
	 */
	public RunProgress progress() {
		return new RunProgress(this.name);
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
					"The log %s did not store a record: a trigger or a rule prevents it".formatted(this.name),
					"Whatever ran in a transaction was rolled back. Drop the trigger or the rule, then start again.");
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
	public String done(Step step, RevisionScript script, Origin origin, @Nullable Long millis) {
		String duration = (millis != null) ? millis.toString()
				: "(extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.transaction_timestamp()) operator(pg_catalog.*) 1000)::pg_catalog.int8";
		Map<String, String> columns = new LinkedHashMap<>(KeptText.columns(step, script));
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
	public String stamped(Step step, RevisionScript script, Origin origin) {
		return insert(step, "stamped", origin, KeptText.columns(step, script));
	}

	/**
	 * Returns the statement that records that a revision counts as applied, if the log
	 * does not say so.
	 * @param step the revision
	 * @param script what would have run
	 * @param origin who found it
	 * @return an insert of one row or none
	 */
	public String stampedUnlessApplied(Step step, RevisionScript script, Origin origin) {
		Map<String, String> columns = columns(step, "stamped", origin);
		columns.putAll(KeptText.columns(step, script));
		return "insert into %s (%s) select %s where %s".formatted(this.name, String.join(", ", columns.keySet()),
				String.join(", ", columns.values()), isDifferent(Quoting.literal(step.revision().id()), "upgrade"));
	}

	/**
	 * Returns the statement that records that revisions count as applied, or as not
	 * applied, because of another one. Their files need not exist.
	 * @param direction which of both
	 * @param ids the revisions
	 * @param origin who ran the other one
	 * @return an insert of a row for each revision of which the log does not say so
	 */
	public String implied(Direction direction, Set<String> ids, Origin origin) {
		return "insert into %s (revision, direction, outcome, host, application, application_version) select i.revision, %s, 'stamped', %s, %s, %s from pg_catalog.unnest(array[%s]) i (revision) where %s"
			.formatted(this.name, Quoting.literal(direction.toString()), Quoting.literalOrNull(origin.host()),
					Quoting.literalOrNull(origin.application()), Quoting.literalOrNull(origin.applicationVersion()),
					ids.stream().sorted().map(Quoting::literal).collect(Collectors.joining(", ")),
					isDifferent("i.revision", direction.toString()));
	}

	/** The last record says something else, or there is none. */
	private String isDifferent(String revision, String direction) {
		return "coalesce((select l.direction from %s l where l.revision = %s and l.outcome in ('done', 'stamped', 'repaired') order by l.id desc limit 1), 'downgrade') <> '%s'"
			.formatted(this.name, revision, direction);
	}

	/**
	 * Returns the statement that records a revision that a person says is applied as its
	 * file now says.
	 * @param step the revision
	 * @param script its file
	 * @param origin who repaired it
	 * @return an insert of one row
	 */
	public String repaired(Step step, RevisionScript script, Origin origin) {
		return insert(step, "repaired", origin, KeptText.columns(step, script));
	}

	/**
	 * Returns the statement that records that a revision does not count as applied any
	 * more, whose file need not exist.
	 * @param id the revision
	 * @param origin who repaired it
	 * @return an insert of one row
	 */
	public String forgotten(String id, Origin origin) {
		return "insert into %s (revision, direction, outcome, host, application, application_version) values (%s, 'downgrade', 'repaired', %s, %s, %s)"
			.formatted(this.name, Quoting.literal(id), Quoting.literalOrNull(origin.host()),
					Quoting.literalOrNull(origin.application()), Quoting.literalOrNull(origin.applicationVersion()));
	}

	/**
	 * Returns the statements that note, in the last record, that a build has nothing to
	 * run, so that its next start need not look. They wait for nobody, not for a standby
	 * that is down either: a note that is lost costs nothing.
	 * @param build the fingerprint of the build
	 * @param rows the rows of the version table, at least one
	 * @param last the last record when that was found, or zero under the migration lock
	 * @return statements for one transaction
	 */
	public List<String> noted(String build, Collection<String> rows, long last) {
		return List.of(
				"select pg_catalog.set_config('lock_timeout', '1s', true), pg_catalog.set_config('synchronous_commit', 'off', true)",
				NotedBuilds.statement(this.name, build, rows, last));
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
	 * Returns the statement that records a failure, after the rollback.
	 * @param step the step
	 * @param origin who ran it
	 * @param error what went wrong, without secrets
	 * @return an insert of one row
	 */
	public String failed(Step step, Origin origin, String error) {
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
	public String started(Step step, RevisionScript script, Origin origin) {
		return insert(step, "started", origin,
				Map.of("checksum", Quoting.literalOrNull(script.checksum()), "progress", "'{}'"));
	}

	private String insert(Step step, String outcome, Origin origin, Map<String, String> more) {
		Map<String, String> columns = columns(step, outcome, origin);
		columns.putAll(more);
		return "insert into %s (%s) values (%s)".formatted(this.name, String.join(", ", columns.keySet()),
				String.join(", ", columns.values()));
	}

	private static Map<String, String> columns(Step step, String outcome, Origin origin) {
		Map<String, String> columns = new LinkedHashMap<>();
		columns.put("revision", Quoting.literal(step.revision().id()));
		columns.put("direction", Quoting.literal(step.direction().toString()));
		columns.put("outcome", Quoting.literal(outcome));
		columns.put("message", Quoting.literal(step.revision().message()));
		columns.put("host", Quoting.literalOrNull(origin.host()));
		columns.put("application", Quoting.literalOrNull(origin.application()));
		columns.put("application_version", Quoting.literalOrNull(origin.applicationVersion()));
		return columns;
	}

	/** Whether a revision was ever applied, which it need not be any more. */
	boolean hasApplied(MigrationConnection connection) {
		return !connection
			.strings("select id::pg_catalog.text from %s where outcome in ('done', 'stamped', 'repaired') limit 1"
				.formatted(this.name))
			.isEmpty();
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
	 * Reads when and how revisions were applied.
	 * @param connection the connection
	 * @return the last run of each revision that the log remembers as applied
	 */
	public Map<String, LoggedRun> applied(MigrationConnection connection) {
		return connection.query(
				lastRecords("revision, recorded_at, outcome, millis, login, host, application, application_version"),
				(rows) -> {
					Map<String, LoggedRun> runs = new HashMap<>();
					while (rows.next()) {
						runs.put(rows.getString(1),
								new LoggedRun(rows.getObject(2, OffsetDateTime.class).toInstant(), rows.getString(3),
										rows.getObject(4, Long.class), rows.getString(5), rows.getString(6),
										rows.getString(7), rows.getString(8)));
					}
					return runs;
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
	 * no downgrade script in SQL
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
			return this.downgradeOptions.startsWith(KeptText.NOT_KEPT) ? "%s, which does not keep %s".formatted(origin,
					this.downgradeOptions.substring(KeptText.NOT_KEPT.length())) : origin;
		}

	}

}
