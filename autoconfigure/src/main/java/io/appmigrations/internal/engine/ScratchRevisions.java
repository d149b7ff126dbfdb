package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.appmigrations.Revision;
import io.appmigrations.internal.compare.ScratchCopy;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.measure.CatalogRelations;
import io.appmigrations.internal.measure.Measurement;
import io.appmigrations.internal.measure.SectionFacts;
import io.appmigrations.internal.script.Placeholders;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures revisions for a login that may not create a database: pending ones on a copy
 * of what is there, without any rows, applied ones in an empty schema in which those
 * below them run first.
 */
final class ScratchRevisions {

	private static final Logger logger = LoggerFactory.getLogger(ScratchRevisions.class);

	private final MigrationContext context;

	private final RevisionScripts scripts;

	private final Set<String> pending;

	private UnaryOperator<String> names = UnaryOperator.identity();

	ScratchRevisions(MigrationContext context, RevisionScripts scripts, Set<String> pending) {
		this.context = context;
		this.scripts = scripts;
		this.pending = pending;
	}

	/**
	 * Measures some revisions.
	 * @param revisions the revisions in the order in which they run, all that are pending
	 * below them included
	 * @param visitor is told what each of them did
	 * @return those that could not be measured: what comes after a revision that cannot
	 * be tried here
	 */
	List<SqlRevision> visit(List<SqlRevision> revisions, MeasuredRevisions.Visitor visitor) {
		List<SqlRevision> applied = new ArrayList<>();
		List<SqlRevision> coming = new ArrayList<>();
		revisions.forEach((each) -> (isPending(each) ? coming : applied).add(each));
		if (!applied.isEmpty()) {
			visit(ScratchCopy::openEmpty, withAncestors(applied), applied, visitor);
		}
		if (!coming.isEmpty()) {
			Set<String> run = new HashSet<>(withAncestors(coming));
			run.retainAll(this.pending);
			visit(ScratchCopy::open, run, coming, visitor);
		}
		logger
			.warn("The login may not create a database, so the revisions were tried in a schema that was rolled back; "
					+ "statements that cannot run in a transaction were not measured, but judged by what they are");
		applied.addAll(coming);
		return applied;
	}

	private boolean isPending(SqlRevision revision) {
		return this.pending.contains(revision.revision().id());
	}

	private Set<String> withAncestors(List<SqlRevision> revisions) {
		return this.scripts.graph().withAncestors(revisions.stream().map((each) -> each.revision().id()).toList());
	}

	/** Takes what was measured from the list. */
	private void visit(Function<MigrationConnection, ScratchCopy> opener, Set<String> run, List<SqlRevision> left,
			MeasuredRevisions.Visitor visitor) {
		Placeholders placeholders = this.context.execution().placeholders();
		try (MigrationConnection connection = new Connector(this.context).connectToCompare();
				ScratchCopy copy = opener.apply(connection)) {
			this.names = copy::named;
			for (Revision revision : this.scripts.graph().revisions()) {
				if (!run.contains(revision.id())) {
					continue;
				}
				if (!(this.scripts.of(revision) instanceof SqlRevision sql)
						|| copy.isLeftBy(replaced(sql, placeholders))) {
					break;
				}
				CatalogRelations relations = CatalogRelations.read(connection, sql.upgrade());
				SectionFacts facts = Measurement.inside(connection, sql.upgrade(),
						placeholders.with(copy.substitution()));
				if (left.remove(sql)) {
					visitor.measured(sql, facts, connection.server().majorVersion(), () -> relations);
				}
				if (facts.refusal() != null) {
					break;
				}
			}
		}
	}

	/** Writes a text about the copy as one about the schema. */
	String named(String text) {
		return this.names.apply(text);
	}

	private static List<SqlStatement> replaced(SqlRevision sql, Placeholders placeholders) {
		return sql.upgrade()
			.statements()
			.stream()
			.map((each) -> (each.copyData() != null) ? each : placeholders.replacedIn(each, sql.revision().path()))
			.toList();
	}

}
