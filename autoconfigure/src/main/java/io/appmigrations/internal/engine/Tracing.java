package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.appmigrations.Direction;
import io.appmigrations.MigrationResult;
import io.appmigrations.Revision;
import io.appmigrations.StepResult;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.engine.PlanTrace.TracedLock;
import io.appmigrations.internal.engine.PlanTrace.TracedRevision;
import io.appmigrations.internal.engine.PlanTrace.TracedStatement;
import io.appmigrations.internal.engine.PlanTrace.TracedTable;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.measure.LiveTables;
import io.appmigrations.internal.measure.LockMode;
import io.appmigrations.internal.measure.Refusal;
import io.appmigrations.internal.measure.Relation;
import io.appmigrations.internal.measure.RelationLock;
import io.appmigrations.internal.measure.SectionFacts;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.secret.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * Measures what an upgrade would do, statement by statement, in a new database.
 */
final class Tracing {

	private final MigrationContext context;

	private RevisionScripts scripts;

	private final Map<String, SectionFacts> facts = new HashMap<>();

	private @Nullable Integer server;

	Tracing(MigrationContext context, RevisionScripts scripts) {
		this.context = context;
		this.scripts = scripts;
	}

	/**
	 * Measures an upgrade.
	 * @param result what would be done
	 */
	PlanTrace of(MigrationResult result) {
		List<Revision> revisions = result.steps()
			.stream()
			.map(StepResult::step)
			.map((step) -> step.revision())
			.toList();
		this.scripts = this.scripts.showing(revisions.stream().map(Revision::id).toList());
		List<SqlRevision> measured = new ArrayList<>();
		for (Revision revision : revisions) {
			if (this.scripts.of(revision) instanceof SqlRevision sql && sql.upgrade().count() > 0) {
				measured.add(sql);
			}
		}
		new MeasuredRevisions(this.context, this.scripts).visit(measured,
				(revision, section, serverVersion, relations) -> {
					this.facts.put(revision.revision().id(), section);
					this.server = serverVersion;
				});
		return new PlanTrace(result, revisions.stream().map(this::traced).toList(), tables(), this.server);
	}

	private TracedRevision traced(Revision revision) {
		RevisionScript script = this.scripts.of(revision);
		boolean transactional = script.transactional(Direction.UPGRADE);
		if (!(script instanceof SqlRevision sql)) {
			return new TracedRevision(revision, transactional, List.of(), "Written in Java: not measured.");
		}
		SectionFacts section = this.facts.get(revision.id());
		if (section == null) {
			return new TracedRevision(revision, transactional, List.of(), (sql.upgrade().count() > 0)
					? "Not measured, because a revision before it could not be run." : null);
		}
		Map<Integer, Integer> lines = new HashMap<>();
		section.facts().forEach((each) -> lines.put(each.number(), each.statement().line()));
		return new TracedRevision(revision, transactional,
				section.facts().stream().map((each) -> traced(sql, each, lines)).toList(), unmeasured(sql, section));
	}

	private TracedStatement traced(SqlRevision revision, StatementFacts each, Map<Integer, Integer> lines) {
		Map<String, RelationLock> locks = strongest(each);
		return new TracedStatement(each.statement().line(),
				revision.logged()
						? Redacted.sql(each.statement().text(), this.context.execution().placeholders()) : null,
				each.alone(),
				locks.entrySet()
					.stream()
					.map((lock) -> new TracedLock(lock.getValue().mode().toString(), lock.getKey(),
							lines.getOrDefault(lock.getValue().since(), each.statement().line())))
					.toList(),
				names(each.rewritten()), names(each.indexed()), names(each.scanned()),
				waiting(locks, LockMode::blocksReads), waiting(locks, LockMode::blocksWrites));
	}

	/** By the names of the tables; what only reads is not worth a word. */
	private static Map<String, RelationLock> strongest(StatementFacts each) {
		Map<String, RelationLock> strongest = new TreeMap<>();
		Stream.concat(each.locks().stream(), each.own().stream())
			.filter((lock) -> lock.mode() != LockMode.ACCESS_SHARE)
			.forEach((lock) -> strongest.merge(lock.relation().withRows().toString(), lock,
					(one, other) -> (other.mode().compareTo(one.mode()) > 0) ? other : one));
		return strongest;
	}

	private static List<String> waiting(Map<String, RelationLock> locks, Predicate<LockMode> blocks) {
		return locks.entrySet()
			.stream()
			.filter((lock) -> blocks.test(lock.getValue().mode()))
			.map(Map.Entry::getKey)
			.toList();
	}

	private static List<String> names(Set<Relation> relations) {
		return relations.stream().map(Relation::toString).sorted().toList();
	}

	private @Nullable String unmeasured(SqlRevision revision, SectionFacts section) {
		Refusal refusal = section.refusal();
		if (refusal == null) {
			return section.serverWide()
					? "Changes what belongs to the whole server, which is always rolled back; what follows was not measured."
					: null;
		}
		String said = revision.logged()
				? Objects.toString(refusal.failure().getMessage(), "").lines().findFirst().orElse("")
				: "error " + refusal.failure().getSQLState();
		return "PostgreSQL refuses line %s (%s); what follows was not measured.".formatted(refusal.statement().line(),
				Redaction.redact(this.context.execution().placeholders().mask(said)));
	}

	/**
	 * The tables that are locked, as large as they are in the database to be migrated.
	 */
	private List<TracedTable> tables() {
		Map<String, Relation> locked = new TreeMap<>();
		this.facts.values()
			.stream()
			.flatMap((section) -> section.facts().stream())
			.flatMap((each) -> strongest(each).values().stream())
			.map((lock) -> lock.relation().withRows())
			.forEach((table) -> locked.put(table.toString(), table));
		if (locked.isEmpty()) {
			return List.of();
		}
		LiveTables live;
		try (MigrationConnection connection = new Connector(this.context).connectToWrite()) {
			live = LiveTables.read(connection);
		}
		List<TracedTable> tables = new ArrayList<>();
		locked.forEach((name, relation) -> {
			LiveTables.Table table = live.of(relation);
			if (table != null) {
				tables.add(new TracedTable(name, table.rows(), table.bytes(), table.indexBytes()));
			}
		});
		return tables;
	}

}
