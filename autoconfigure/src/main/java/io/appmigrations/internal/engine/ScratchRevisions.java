package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
 * Measures what pending revisions do on a copy of what is there, without any rows: for a
 * login that may not create a database.
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
	 * @return those that could not be measured: what is not pending, and what comes after
	 * a revision that cannot be tried here
	 */
	List<SqlRevision> visit(List<SqlRevision> revisions, MeasuredRevisions.Visitor visitor) {
		Placeholders placeholders = this.context.execution().placeholders();
		List<SqlRevision> left = new ArrayList<>(revisions);
		try (MigrationConnection connection = new Connector(this.context).connectToCompare();
				ScratchCopy copy = ScratchCopy.open(connection)) {
			this.names = copy::named;
			for (Revision revision : this.scripts.graph().revisions()) {
				if (!this.pending.contains(revision.id())) {
					continue;
				}
				if (!(this.scripts.of(revision) instanceof SqlRevision sql)
						|| copy.isLeftBy(replaced(sql, placeholders))) {
					break;
				}
				if (left.remove(sql)) {
					CatalogRelations relations = CatalogRelations.read(connection, sql.upgrade());
					SectionFacts facts = Measurement.inside(connection, sql.upgrade(),
							placeholders.with(copy.substitution()));
					visitor.measured(sql, facts, connection.server().majorVersion(), () -> relations);
					if (facts.refusal() != null) {
						break;
					}
				}
			}
			logger
				.warn("The login may not create a database, so the pending revisions were tried on a copy of the schema; "
						+ "statements that cannot run in a transaction were not measured, but judged by what they are");
		}
		return left;
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
