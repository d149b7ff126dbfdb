package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.ErrorCode;
import io.appmigrations.HistoryRequest;
import io.appmigrations.IgnoredFinding;
import io.appmigrations.LintFinding;
import io.appmigrations.LintReport;
import io.appmigrations.LintRequest;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.RevisionDetails;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.lint.Checked;
import io.appmigrations.internal.lint.Linter;
import io.appmigrations.internal.lint.examine.DataDemands;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.measure.CatalogRelations;
import io.appmigrations.internal.measure.ColumnStatistics;
import io.appmigrations.internal.measure.LiveTables;
import io.appmigrations.internal.measure.SectionFacts;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.settings.LintSettings;
import org.jspecify.annotations.Nullable;

/**
 * Checks revisions for unsafe statements. Each is measured in a new database that has the
 * revisions below it, or only read.
 */
final class LintRun {

	private final MigrationContext context;

	private final RevisionScripts scripts;

	private final List<LintFinding> findings = new ArrayList<>();

	private final List<IgnoredFinding> ignored = new ArrayList<>();

	private final List<String> checked = new ArrayList<>();

	private final List<String> notChecked = new ArrayList<>();

	private final Map<String, CurrentRevisions> tenants;

	private int onSmallTables;

	private int statements;

	/** What is to be run, on tables whose sizes are known. */
	private final Set<String> pending;

	private LiveTables live = LiveTables.NONE;

	private @Nullable DataDemands demands;

	private ColumnStatistics statistics = ColumnStatistics.NONE;

	private LintRun(MigrationContext context, RevisionScripts scripts, Map<String, CurrentRevisions> tenants,
			Set<String> pending) {
		this.context = context;
		this.scripts = scripts.showing(pending);
		this.tenants = tenants;
		this.pending = pending;
	}

	/**
	 * Only reads revisions.
	 * @param context the settings
	 * @param scripts the revisions
	 * @param request which of them
	 */
	static LintReport read(MigrationContext context, RevisionScripts scripts, LintRequest request) {
		Linter.requireRules(context.settings().lint().ignore());
		return new LintRun(context, scripts, Map.of(), Set.of()).read(request);
	}

	/**
	 * Asks what is pending.
	 * @param context the database, of many tenants the schema with the most pending
	 * revisions
	 * @param scripts the revisions
	 * @param tenants the schemas of many tenants, empty where there is only one
	 */
	static LintRun of(MigrationContext context, RevisionScripts scripts, Map<String, CurrentRevisions> tenants) {
		Linter.requireRules(context.settings().lint().ignore());
		Set<String> pending = tenants.isEmpty()
				? Set.copyOf(new SchemaMigrations(context).current(scripts.graph()).pending())
				: tenants.values().stream().flatMap((tenant) -> tenant.pending().stream()).collect(Collectors.toSet());
		return new LintRun(context, scripts, tenants, pending);
	}

	LintReport run(LintRequest request) {
		String range = request.range();
		Set<String> ids = (range != null) ? ids(range, () -> {
			if (!this.tenants.isEmpty()) {
				throw DefaultMigrations.severalSchemas();
			}
			return new SchemaMigrations(this.context).applied(graph());
		}) : this.pending;
		List<SqlRevision> revisions = sql(ids, withPending(ids));
		if (revisions.stream().noneMatch((revision) -> ids.contains(revision.revision().id()))) {
			// there is nothing for which to create a database
			return report(List.of(), List.of());
		}
		if (!Collections.disjoint(ids, this.pending)) {
			try (MigrationConnection connection = new Connector(this.context).connectToWrite()) {
				LiveTables tables = LiveTables.read(connection);
				this.live = this.tenants.isEmpty() ? tables
						: tables.largestOf(this.tenants.keySet(), tables.defaultSchema());
				this.demands = DataDemands.of(graph().revisions()
					.stream()
					.filter((revision) -> this.pending.contains(revision.id()))
					.map(this.scripts::of)
					.toList(), this.context.execution().placeholders(), tables.defaultSchema());
				this.statistics = ColumnStatistics.read(connection, this.demands.columns(this.tenants.keySet()));
			}
		}
		List<SqlRevision> left = measure(revisions, (revision, facts, serverVersion, relations) -> {
			if (ids.contains(revision.revision().id())) {
				check(revision, facts, serverVersion, relations);
			}
		});
		left.stream().map((revision) -> revision.revision().id()).filter(ids::contains).forEach(this.notChecked::add);
		return report(List.of(), List.of());
	}

	/** What the database says of the tables, once it was asked. */
	LiveTables live() {
		return this.live;
	}

	private List<SqlRevision> measure(List<SqlRevision> revisions, MeasuredRevisions.Visitor visitor) {
		AtomicBoolean begun = new AtomicBoolean();
		try {
			return new MeasuredRevisions(this.context, this.scripts).visit(revisions,
					(revision, facts, serverVersion, relations) -> {
						begun.set(true);
						visitor.measured(revision, facts, serverVersion, relations);
					});
		}
		catch (MigrationException ex) {
			boolean mayTry = !begun.get() && ex.getCode() == ErrorCode.PERMISSION_DENIED
					&& this.context.autogenerate().scratchServer() == null;
			if (!mayTry) {
				throw ex;
			}
			return measureInCopy(revisions, visitor, ex);
		}
	}

	private List<SqlRevision> measureInCopy(List<SqlRevision> revisions, MeasuredRevisions.Visitor visitor,
			MigrationException denied) {
		ScratchRevisions scratch = new ScratchRevisions(this.context, this.scripts, this.pending);
		try {
			return scratch.visit(revisions, visitor);
		}
		catch (MigrationException ex) {
			MigrationException told = new MigrationException(denied.getCode(), String.valueOf(denied.getMessage()),
					"%s Without either, 'lint --no-measure' checks what the text alone shows."
						.formatted(Objects.requireNonNullElse(denied.getHint(), "")),
					denied);
			told.addSuppressed(ex);
			throw told;
		}
		finally {
			this.findings.replaceAll((finding) -> named(scratch, finding));
		}
	}

	private static LintFinding named(ScratchRevisions scratch, LintFinding finding) {
		String suggestion = finding.suggestion();
		return new LintFinding(finding.rule(), finding.level(), finding.revision(), finding.path(), finding.line(),
				finding.statement(), scratch.named(finding.message()),
				(suggestion != null) ? scratch.named(suggestion) : null);
	}

	private void check(SqlRevision revision, SectionFacts facts, int serverVersion,
			Supplier<CatalogRelations> relations) {
		this.checked.add(revision.revision().id());
		this.statements += facts.facts().size() + ((facts.refusal() != null) ? 1 : 0);
		LiveTables tables = this.pending.contains(revision.revision().id()) ? this.live : LiveTables.NONE;
		Examined examined = Examined.measured(revision, facts, serverVersion, tables,
				() -> relations.get().withPartitions(tables));
		add(Linter.check(
				(this.demands == null) ? examined
						: examined.withDoubts(
								this.demands.doubts(revision.revision().id(), this.statistics, this.tenants.keySet())),
				this.context.settings().lint().ignore()));
	}

	/** Without any database, in which nothing can be pending. */
	private LintReport read(LintRequest request) {
		Set<String> ids = ids(Objects.requireNonNullElse(request.range(), ":"), () -> {
			throw new MigrationException(ErrorCode.INVALID_TARGET,
					"'%s' depends on a database, and without measuring none is asked".formatted(request.range()),
					"Name revisions, head or base.");
		});
		for (SqlRevision revision : sql(ids, ids)) {
			this.checked.add(revision.revision().id());
			Examined examined = Examined.written(revision, this.context.execution().placeholders());
			SectionFacts facts = examined.measured();
			this.statements += facts.facts().size() + ((facts.refusal() != null) ? 1 : 0);
			add(Linter.check(examined, this.context.settings().lint().ignore()));
		}
		List<String> ignored = this.context.settings().lint().ignore();
		return report(Linter.needingMeasurement().stream().filter((rule) -> !ignored.contains(rule)).toList(),
				Linter.betterMeasured().stream().filter((rule) -> !ignored.contains(rule)).toList());
	}

	private LintReport report(List<String> rulesLeftOut, List<String> rulesInPart) {
		LintSettings settings = this.context.settings().lint();
		return new LintReport(this.findings, this.ignored, this.checked, this.notChecked, rulesLeftOut, rulesInPart,
				this.onSmallTables, this.statements, this.findings.stream().anyMatch(settings::fails));
	}

	/** The revision files among some revisions, in the order in which they run. */
	private List<SqlRevision> sql(Set<String> reported, Set<String> all) {
		List<SqlRevision> revisions = new ArrayList<>();
		for (Revision revision : graph().revisions()) {
			if (!(this.scripts.of(revision) instanceof SqlRevision sql)) {
				if (reported.contains(revision.id())) {
					this.notChecked.add(revision.id());
				}
			}
			else if (all.contains(revision.id()) && sql.upgrade().count() > 0) {
				revisions.add(sql);
			}
		}
		return revisions;
	}

	/**
	 * What is pending below them is measured too, before it is run: it may change the
	 * whole server.
	 */
	private Set<String> withPending(Set<String> ids) {
		Set<String> all = new HashSet<>(graph().withAncestors(ids));
		all.retainAll(this.pending);
		all.addAll(ids);
		return all;
	}

	private RevisionGraph graph() {
		return this.scripts.graph();
	}

	private Set<String> ids(String range, Supplier<AppliedRevisions> database) {
		Set<String> ids = new HashSet<>();
		new HistoryReader(graph()).range(HistoryRequest.of(range), database)
			.stream()
			.map(RevisionDetails::revision)
			.forEach((revision) -> ids.add(revision.id()));
		return ids;
	}

	private void add(Checked result) {
		this.onSmallTables += result.onSmallTables();
		result.findings().forEach((finding) -> this.findings.add(redacted(finding)));
		result.ignored()
			.forEach((each) -> this.ignored.add(new IgnoredFinding(redacted(each.finding()), each.reason())));
	}

	private LintFinding redacted(LintFinding finding) {
		return Redacted.of(finding, this.context.execution().placeholders());
	}

}
