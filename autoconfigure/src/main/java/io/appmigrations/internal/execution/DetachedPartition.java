package io.appmigrations.internal.execution;

import java.util.Optional;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY} leaves behind when it is
 * broken off: a partition whose detachment is pending, which only {@code FINALIZE} can
 * end (manual, ALTER TABLE).
 */
final class DetachedPartition {

	private static final Logger logger = LoggerFactory.getLogger(DetachedPartition.class);

	private final MigrationConnection connection;

	DetachedPartition(MigrationConnection connection) {
		this.connection = connection;
	}

	/** Whether a statement waits for others before a partition is detached. */
	static boolean isDetach(StatementShape shape) {
		return Detachment.of(shape) != null;
	}

	/**
	 * Whether a detachment was begun and neither finished nor undone.
	 */
	boolean isPending(SqlStatement statement) {
		Detachment detachment = Detachment.of(StatementShape.of(statement.text()));
		return detachment != null && state(detachment).orElse(false);
	}

	/**
	 * Whether a statement took effect that was interrupted; a detachment that is pending
	 * is finished.
	 * @return nothing where it detaches no partition concurrently
	 */
	Optional<Boolean> happened(SqlStatement statement) {
		Detachment detachment = Detachment.of(StatementShape.of(statement.text()));
		if (detachment == null) {
			return Optional.empty();
		}
		Optional<Boolean> pending = state(detachment);
		if (pending.orElse(false)) {
			logger.info("Finishing the detach of {}, which an unfinished statement left pending",
					detachment.partition());
			SectionTimeouts.without(this.connection, "alter table %s detach partition %s finalize"
				.formatted(detachment.parent(), detachment.partition()));
			return Optional.of(true);
		}
		return Optional.of(pending.isEmpty());
	}

	/**
	 * Whether the detachment is pending.
	 * @return nothing where the table is no partition of the other
	 */
	private Optional<Boolean> state(Detachment detachment) {
		return this.connection.query(
				"""
						select inhdetachpending from pg_catalog.pg_inherits
						 where inhparent = pg_catalog.to_regclass(%s)::pg_catalog.oid
						   and inhrelid = pg_catalog.to_regclass(%s)::pg_catalog.oid"""
					.formatted(Quoting.literal(detachment.parent()), Quoting.literal(detachment.partition())),
				(rows) -> rows.next() ? Optional.of(rows.getBoolean(1)) : Optional.empty());
	}

	/**
	 * What is detached from what, as names for SQL.
	 *
	 * @param parent the partitioned table
	 * @param partition the partition
	 */
	private record Detachment(String parent, String partition) {

		static @Nullable Detachment of(StatementShape shape) {
			QualifiedName parent = shape.name();
			SqlTokens action = shape.rest();
			if (parent == null || !shape.is("alter", "table") || !action.accept("detach", "partition")) {
				return null;
			}
			QualifiedName partition = action.qualifiedName();
			return (partition != null && action.accept("concurrently"))
					? new Detachment(parent.quoted(), partition.quoted()) : null;
		}

	}

}
