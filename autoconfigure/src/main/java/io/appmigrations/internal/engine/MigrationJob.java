package io.appmigrations.internal.engine;

import java.util.List;
import java.util.Set;

import io.appmigrations.Direction;
import io.appmigrations.internal.database.version.VersionState;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.graph.Target;

/**
 * What an upgrade or a downgrade is to do.
 *
 * @param scripts the revisions of this build
 * @param direction which way
 * @param target where to
 */
record MigrationJob(RevisionScripts scripts, Direction direction, Target target) {

	RevisionGraph graph() {
		return this.scripts.graph();
	}

	/**
	 * Returns the job for a database: where it has a part of what a squashed revision
	 * replaces, the job has these revisions.
	 */
	MigrationJob at(VersionState state) {
		return new MigrationJob(this.scripts.at(state, this.target), this.direction, this.target);
	}

	/** Returns the job for a database of which only the rows were read. */
	MigrationJob at(Set<String> rows) {
		return new MigrationJob(this.scripts.at(rows, Set.of(), List.of(this.target)), this.direction, this.target);
	}

	MigrationPlan plan(Set<String> rows) {
		return (this.direction == Direction.UPGRADE) ? MigrationPlan.upgrade(graph(), rows, this.target)
				: MigrationPlan.downgrade(graph(), rows, this.target);
	}

}
