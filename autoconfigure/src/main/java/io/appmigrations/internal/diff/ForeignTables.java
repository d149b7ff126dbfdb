package io.appmigrations.internal.diff;

import java.util.Set;
import java.util.regex.Pattern;

import io.appmigrations.model.ObjectId;

/**
 * Tables that libraries and other tools keep in the application's schema, by the names
 * that their own scripts give them. No model declares them, and dropping them would break
 * the library.
 */
final class ForeignTables {

	private static final Set<String> NAMES = Set.of(
			// migration tools
			"flyway_schema_history", "databasechangelog", "databasechangeloglock", "alembic_version",
			// Spring Session, Modulith, Security, Authorization Server
			"spring_session", "spring_session_attributes", "event_publication", "event_publication_archive",
			"persistent_logins", "oauth2_authorization", "oauth2_authorization_consent", "oauth2_registered_client",
			// schedulers
			"shedlock", "app_migrations_lock", "scheduled_tasks",
			// Spring Batch
			"batch_job_instance", "batch_job_execution", "batch_job_execution_params", "batch_job_execution_context",
			"batch_step_execution", "batch_step_execution_context", "batch_job_seq", "batch_job_instance_seq",
			"batch_job_execution_seq", "batch_step_execution_seq",
			// Spring Integration
			"int_message", "int_group_to_message", "int_message_group", "int_lock", "int_channel_message",
			"int_metadata_store", "int_message_seq");

	/** Quartz and JobRunr, whose scripts differ by release. */
	private static final Pattern PREFIXES = Pattern.compile("(?:qrtz|jobrunr)_.*");

	private ForeignTables() {
	}

	/**
	 * Whether an object is, or belongs to, a table or sequence of somebody else.
	 * @param id the object
	 * @return {@code true} where its name is known
	 */
	static boolean contains(ObjectId id) {
		String name = (id.relation() != null) ? id.relation() : id.name();
		return NAMES.contains(name) || PREFIXES.matcher(name).matches();
	}

}
