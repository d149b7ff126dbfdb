package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.appmigrations.HistoryRequest;
import io.appmigrations.IgnoredFinding;
import io.appmigrations.LintFinding;
import io.appmigrations.LintReport;
import io.appmigrations.LintRequest;
import io.appmigrations.Migrations;
import io.appmigrations.Mode;
import io.appmigrations.Revision;
import io.appmigrations.RevisionDetails;
import io.appmigrations.StampRequest;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Redaction;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.lint.Checked;
import io.appmigrations.internal.lint.Examined;
import io.appmigrations.internal.lint.Linter;
import io.appmigrations.internal.measure.Measurement;
import io.appmigrations.internal.measure.SectionFacts;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.settings.LintSettings;
import org.jspecify.annotations.Nullable;

/**
 * Checks revisions for unsafe statements. Each is measured in a new database that has the
 * revisions below it.
 */
final class LintRun {

	private final MigrationContext context;

	private final RevisionScripts scripts;

	private final List<LintFinding> findings = new ArrayList<>();

	private final List<IgnoredFinding> ignored = new ArrayList<>();

	private final List<String> notChecked = new ArrayList<>();

	/** What the new database has. */
	private final Set<String> applied = new HashSet<>();

	LintRun(MigrationContext context, RevisionScripts scripts) {
		this.context = context;
		this.scripts = scripts;
	}

	LintReport run(LintRequest request) {
		Linter.requireRules(this.context.settings().lint().ignore());
		SchemaMigrations schema = new SchemaMigrations(this.context);
		Set<String> pending = Set.copyOf(schema.current(graph()).pending());
		String range = request.range();
		Set<String> ids = (range != null) ? ids(range, schema) : pending;
		List<SqlRevision> revisions = new ArrayList<>();
		Set<String> measured = withPending(ids, pending);
		for (Revision revision : graph().revisions()) {
			if (!(this.scripts.of(revision) instanceof SqlRevision sql)) {
				if (ids.contains(revision.id())) {
					this.notChecked.add(revision.id());
				}
			}
			else if (measured.contains(revision.id()) && sql.upgrade().count() > 0) {
				revisions.add(sql);
			}
		}
		if (!revisions.isEmpty()) {
			new ModelComparison(this.context).inNewDatabase((there) -> check(there, revisions, ids));
		}
		LintSettings settings = this.context.settings().lint();
		return new LintReport(this.findings, this.ignored, this.notChecked,
				this.findings.stream().anyMatch((finding) -> finding.level().compareTo(settings.level()) <= 0));
	}

	/**
	 * What is pending below them is measured too, before it is run: it may change the
	 * whole server.
	 */
	private Set<String> withPending(Set<String> ids, Set<String> pending) {
		Set<String> all = new HashSet<>(graph().withAncestors(ids));
		all.retainAll(pending);
		all.addAll(ids);
		return all;
	}

	private RevisionGraph graph() {
		return this.scripts.graph();
	}

	private Set<String> ids(String range, SchemaMigrations schema) {
		Set<String> ids = new HashSet<>();
		new HistoryReader(graph()).range(HistoryRequest.of(range), () -> schema.applied(graph()))
			.stream()
			.map(RevisionDetails::revision)
			.forEach((revision) -> ids.add(revision.id()));
		return ids;
	}

	/** Returns whether all of them could be measured. */
	private boolean check(MigrationContext there, List<SqlRevision> revisions, Set<String> ids) {
		Migrations migrations = new DefaultMigrations(there);
		migrations.ensureVersion(Mode.RUN);
		for (int i = 0; i < revisions.size(); i++) {
			SqlRevision sql = revisions.get(i);
			String id = sql.revision().id();
			graph().parentsOf(id).stream().filter((parent) -> !this.applied.contains(parent)).forEach((parent) -> {
				migrations.upgrade(parent);
				this.applied.addAll(graph().withAncestors(List.of(parent)));
			});
			SectionFacts facts = check(there, sql, ids.contains(id));
			if (facts.refusal() != null || facts.serverWide()) {
				revisions.subList(i + 1, revisions.size())
					.stream()
					.map((later) -> later.revision().id())
					.filter(ids::contains)
					.forEach(this.notChecked::add);
				return false;
			}
			if (i == revisions.size() - 1) {
				return true;
			}
			if (sql.upgrade().transactional()) {
				migrations.upgrade(id);
			}
			else {
				// its statements are committed
				migrations.stamp(StampRequest.to(id));
			}
			this.applied.add(id);
		}
		return true;
	}

	private SectionFacts check(MigrationContext there, SqlRevision sql, boolean reported) {
		// a session of its own: what a revision sets does not reach the next
		try (MigrationConnection connection = new Connector(there).connectToCompare()) {
			SectionFacts facts = Measurement.of(connection, sql.upgrade(), there.execution().placeholders());
			if (reported) {
				add(Linter.check(new Examined(sql, facts, connection.server().majorVersion()),
						this.context.settings().lint().ignore()));
			}
			return facts;
		}
	}

	private void add(Checked checked) {
		checked.findings().forEach((finding) -> this.findings.add(redacted(finding)));
		checked.ignored()
			.forEach((each) -> this.ignored.add(new IgnoredFinding(redacted(each.finding()), each.reason())));
	}

	private static LintFinding redacted(LintFinding finding) {
		return new LintFinding(finding.rule(), finding.level(), finding.revision(), finding.path(), finding.line(),
				redacted(finding.statement()), Redaction.redact(finding.message()), redacted(finding.suggestion()));
	}

	private static @Nullable String redacted(@Nullable String sql) {
		return (sql != null) ? Redaction.redactSql(sql) : null;
	}

}
