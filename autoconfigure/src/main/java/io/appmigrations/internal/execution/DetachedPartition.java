package io.appmigrations.internal.execution;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.script.SqlStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY} leaves behind when it is
 * broken off: a partition whose detachment is pending, which only {@code FINALIZE} can
 * end (manual, ALTER TABLE).
 */
final class DetachedPartition {

	private static final Logger logger = LoggerFactory.getLogger(DetachedPartition.class);

	private static final Pattern DETACH = Pattern.compile(
			"(?is)alter\\s+table\\s+(?:if\\s+exists\\s+)?(?<parent>%1$s)\\s+detach\\s+partition\\s+(?<partition>%1$s)\\s+concurrently"
				.formatted(ConcurrentIndex.QUALIFIED_NAME));

	private final MigrationConnection connection;

	DetachedPartition(MigrationConnection connection) {
		this.connection = connection;
	}

	/**
	 * Whether a detachment was begun and neither finished nor undone.
	 */
	boolean isPending(SqlStatement statement) {
		Matcher detach = DETACH.matcher(statement.beginning());
		return detach.matches() && state(detach).orElse(false);
	}

	/**
	 * Whether a statement took effect that was interrupted; a detachment that is pending
	 * is finished.
	 * @return nothing where it detaches no partition concurrently
	 */
	Optional<Boolean> happened(SqlStatement statement) {
		Matcher detach = DETACH.matcher(statement.beginning());
		if (!detach.matches()) {
			return Optional.empty();
		}
		Optional<Boolean> pending = state(detach);
		if (pending.orElse(false)) {
			logger.info("Finishing the detachment of {} that an unfinished statement left pending",
					detach.group("partition"));
			SectionTimeouts.without(this.connection,
					"alter table %s detach partition %s finalize".formatted(parent(detach), partition(detach)));
			return Optional.of(true);
		}
		return Optional.of(pending.isEmpty());
	}

	/**
	 * Whether the detachment is pending.
	 * @return nothing where the table is no partition of the other
	 */
	private Optional<Boolean> state(Matcher detach) {
		return this.connection.query(
				"""
						select inhdetachpending from pg_catalog.pg_inherits
						 where inhparent = pg_catalog.to_regclass(%s)::pg_catalog.oid
						   and inhrelid = pg_catalog.to_regclass(%s)::pg_catalog.oid"""
					.formatted(Quoting.literal(parent(detach)), Quoting.literal(partition(detach))),
				(rows) -> rows.next() ? Optional.of(rows.getBoolean(1)) : Optional.empty());
	}

	private static String parent(Matcher detach) {
		return detach.group("parent");
	}

	private static String partition(Matcher detach) {
		return detach.group("partition");
	}

}
