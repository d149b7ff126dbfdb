package io.appmigrations.internal.execution;

import java.time.Duration;

import io.appmigrations.internal.script.Placeholders;
import io.appmigrations.internal.script.Substitution;
import io.appmigrations.settings.MigrationSettings;
import io.appmigrations.settings.Origin;

/**
 * How revisions are run.
 *
 * @param singleTransaction whether all revisions of a run share one transaction
 * @param lockTimeout PostgreSQL's {@code lock_timeout} for each statement, zero for none
 * @param statementTimeout PostgreSQL's {@code statement_timeout} for each statement, zero
 * for none
 * @param lockRetries how often a revision that met {@code lock_timeout} or a deadlock is
 * tried again
 * @param killBlockers whether sessions are ended that keep a revision waiting for a lock
 * @param maxReplicaLag how far a replica may lag behind before batches wait for it, zero
 * for any
 * @param placeholders what {@code ${name}} stands for
 * @param origin who runs them, for the log
 */
public record ExecutionSettings(boolean singleTransaction, Duration lockTimeout, Duration statementTimeout,
		int lockRetries, boolean killBlockers, Duration maxReplicaLag, Placeholders placeholders, Origin origin) {

	/**
	 * Takes the part that is about running.
	 * @param settings all settings
	 * @return how revisions are run
	 */
	public static ExecutionSettings of(MigrationSettings settings) {
		return new ExecutionSettings(settings.isSingleTransaction(), settings.lockTimeout(),
				settings.statementTimeout(), settings.lockRetries(), settings.isKillBlockers(),
				settings.maxReplicaLag(),
				new Placeholders(settings.isPlaceholderReplacement(), settings.placeholders()), settings.origin());
	}

	/**
	 * Returns the same where something else runs than what is written.
	 * @param substitution what runs instead of a statement
	 * @return the settings
	 */
	public ExecutionSettings with(Substitution substitution) {
		return new ExecutionSettings(this.singleTransaction, this.lockTimeout, this.statementTimeout, this.lockRetries,
				this.killBlockers, this.maxReplicaLag, this.placeholders.with(substitution), this.origin);
	}

}
