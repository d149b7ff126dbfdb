package io.appmigrations;

import java.util.Set;

import io.appmigrations.execution.RevisionScripts;
import io.appmigrations.revision.Direction;
import io.appmigrations.revision.MigrationPlan;
import io.appmigrations.revision.RevisionGraph;
import io.appmigrations.revision.Target;

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

	MigrationPlan plan(Set<String> rows) {
		return (this.direction == Direction.UPGRADE) ? MigrationPlan.upgrade(graph(), rows, this.target)
				: MigrationPlan.downgrade(graph(), rows, this.target);
	}

}
