package io.appmigrations.internal.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.Mode;
import io.appmigrations.Revision;
import io.appmigrations.StampRequest;
import io.appmigrations.Step;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.execution.PlanCheck;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.measure.CatalogRelations;
import io.appmigrations.internal.measure.Measurement;
import io.appmigrations.internal.measure.SectionFacts;
import io.appmigrations.internal.script.SqlRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.function.SingletonSupplier;

/**
 * Measures what the upgrades of revisions do, each in a new database that has the
 * revisions below it.
 */
final class MeasuredRevisions {

	private static final Logger logger = LoggerFactory.getLogger(MeasuredRevisions.class);

	private final MigrationContext context;

	private final RevisionScripts scripts;

	private final RevisionGraph graph;

	/** What the new database has. */
	private final Set<String> applied = new HashSet<>();

	MeasuredRevisions(MigrationContext context, RevisionScripts scripts) {
		this.context = context;
		this.scripts = scripts;
		this.graph = scripts.graph();
	}

	/**
	 * Measures some revisions.
	 * @param revisions the revisions in the order in which they run
	 * @param visitor is told what each of them did
	 * @return those that could not be measured, since one before them failed or changed
	 * the whole server
	 */
	List<SqlRevision> visit(List<SqlRevision> revisions, Visitor visitor) {
		return revisions.isEmpty() ? List.of()
				: new ModelComparison(this.context).inNewDatabase((there) -> visit(there, revisions, visitor));
	}

	private List<SqlRevision> visit(MigrationContext there, List<SqlRevision> revisions, Visitor visitor) {
		Migrations migrations = new DefaultMigrations(there);
		migrations.ensureVersion(Mode.RUN);
		for (int i = 0; i < revisions.size(); i++) {
			SqlRevision sql = revisions.get(i);
			String id = sql.revision().id();
			if (!upgradeToParents(migrations, id)) {
				return revisions.subList(i, revisions.size());
			}
			SectionFacts facts = measure(there, sql, visitor);
			if (facts.refusal() != null || facts.serverWide()) {
				return revisions.subList(i + 1, revisions.size());
			}
			if (i == revisions.size() - 1) {
				break;
			}
			if (!sql.upgrade().transactional()) {
				// its statements are committed
				migrations.stamp(StampRequest.to(id));
				this.applied.add(id);
			}
			else if (!upgrade(migrations, id)) {
				return revisions.subList(i + 1, revisions.size());
			}
		}
		return List.of();
	}

	/** Whether that is possible without a change of the whole server. */
	private boolean upgradeToParents(Migrations migrations, String id) {
		for (String parent : this.graph.parentsOf(id)) {
			if (!this.applied.contains(parent) && !upgrade(migrations, parent)) {
				return false;
			}
		}
		return true;
	}

	private boolean upgrade(Migrations migrations, String id) {
		try {
			migrations.upgrade(id);
		}
		catch (MigrationException ex) {
			if (ex.getCode() != ErrorCode.UNSAFE_OPERATION) {
				throw ex;
			}
			logger.warn("{}. {}", ex.getMessage(), ex.getHint());
			return false;
		}
		this.applied.addAll(this.graph.withAncestors(List.of(id)));
		return true;
	}

	private SectionFacts measure(MigrationContext there, SqlRevision sql, Visitor visitor) {
		// a session of its own: what a revision sets does not reach the next
		try (MigrationConnection connection = new Connector(there).connectToCompare()) {
			requireRunnable(there, sql, connection);
			Supplier<CatalogRelations> relations = relations(connection, sql);
			SectionFacts facts = Measurement.of(connection, sql.upgrade(), there.execution().placeholders());
			visitor.measured(sql, facts, connection.server().majorVersion(), relations);
			return facts;
		}
	}

	/** As a run would. */
	private void requireRunnable(MigrationContext there, SqlRevision sql, MigrationConnection connection) {
		if (connection.session().isTransactionPooled()) {
			Revision revision = sql.revision();
			MigrationPlan plan = new MigrationPlan(List.of(new Step(Direction.UPGRADE, revision,
					Set.copyOf(revision.downRevisions()), Set.of(revision.id()))));
			new PlanCheck(this.scripts, there.execution()).requireRunnableWithoutSession(plan,
					connection.session().schemaOfTransactionsAlone());
		}
	}

	/** What is there before the revision, read when somebody asks. */
	private static Supplier<CatalogRelations> relations(MigrationConnection connection, SqlRevision sql) {
		if (sql.upgrade().transactional()) {
			return SingletonSupplier.of(() -> CatalogRelations.read(connection, sql.upgrade()));
		}
		// what it does is committed: afterwards it is too late
		CatalogRelations before = CatalogRelations.read(connection, sql.upgrade());
		return () -> before;
	}

	/** Is told what a revision did. */
	@FunctionalInterface
	interface Visitor {

		void measured(SqlRevision revision, SectionFacts facts, int serverVersion,
				Supplier<CatalogRelations> relations);

	}

}
