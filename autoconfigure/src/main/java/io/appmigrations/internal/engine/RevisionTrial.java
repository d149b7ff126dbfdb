package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import io.appmigrations.Direction;
import io.appmigrations.Migrations;
import io.appmigrations.Mode;
import io.appmigrations.StampRequest;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.measure.CatalogRelations;
import io.appmigrations.internal.measure.Measurement;
import io.appmigrations.internal.measure.SectionFacts;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.online.Relations;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SqlRevision;
import org.jspecify.annotations.Nullable;

/**
 * Runs revisions in a new database, up, down and up again, and keeps what the catalog has
 * after each.
 */
final class RevisionTrial {

	/** What leaves a session as it was. */
	private static final Set<String> DEFINING = Set.of("create", "alter", "drop", "comment", "reindex", "refresh",
			"begin", "commit");

	private final Map<String, Tried> tried = new LinkedHashMap<>();

	private final RevisionGraph graph;

	private final Set<String> applied = new HashSet<>();

	/** What the version table does not have yet. */
	private final List<String> unstamped = new ArrayList<>();

	private final MigrationContext there;

	/** Reads the catalog, the faster the more it has done so. */
	private final MigrationConnection reader;

	private RevisionTrial(RevisionGraph graph, MigrationContext there, MigrationConnection reader) {
		this.graph = graph;
		this.there = there;
		this.reader = reader;
	}

	/**
	 * Tries revisions.
	 * @param context where the database is created beside
	 * @param scripts all revisions
	 * @param tasks those to try, in the order in which they run
	 * @return what came of them, up to the first that did not run
	 */
	static Map<String, Tried> run(MigrationContext context, RevisionScripts scripts, List<Task> tasks) {
		return new ModelComparison(context.reading(scripts)).inNewDatabase((there) -> {
			new DefaultMigrations(there).ensureVersion(Mode.RUN);
			try (MigrationConnection reader = new Connector(there).connectToCompare()) {
				RevisionTrial trial = new RevisionTrial(scripts.graph(), there, reader);
				for (Task task : tasks) {
					Tried one = trial.tryOut(task);
					trial.tried.put(task.revision().revision().id(), one);
					if (one.failure() != null) {
						break;
					}
				}
				return trial.tried;
			}
		});
	}

	private Tried tryOut(Task task) {
		String id = task.revision().revision().id();
		Migrations migrations = new DefaultMigrations(this.there);
		this.graph.parentsOf(id).stream().filter((parent) -> !this.applied.contains(parent)).forEach((parent) -> {
			this.unstamped.forEach((each) -> migrations.stamp(StampRequest.to(each)));
			this.unstamped.clear();
			migrations.upgrade(parent);
			this.applied.addAll(this.graph.withAncestors(List.of(parent)));
		});
		SqlRevision revision = task.revision();
		Relations before = CatalogRelations.read(this.reader, revision.upgrade());
		SectionFacts up = run(revision.upgrade(), true, (facts) -> false).facts();
		if (isStopped(up)) {
			return Tried.failed(before, Direction.UPGRADE, failure(up));
		}
		Schema upgraded = task.upgrade() ? ScratchCatalog.read(this.reader) : null;
		Tried result = (task.downgrade() != null) ? downgrade(task, task.downgrade(), before, upgraded)
				: new Tried(before, upgraded, null, null, null, 0, null);
		this.unstamped.add(id);
		this.applied.add(id);
		return result;
	}

	private Tried downgrade(Task task, Section downgrade, Relations before, @Nullable Schema upgraded) {
		Schema there = (upgraded != null || downgrade.transactional()) ? upgraded : ScratchCatalog.read(this.reader);
		Relations upgradedRelations = CatalogRelations.read(this.reader, downgrade);
		Ran down = run(downgrade, false, task.isOfInterest());
		if (isStopped(down.facts())) {
			return Tried.failed(before, Direction.DOWNGRADE, failure(down.facts()));
		}
		if (!downgrade.transactional()) {
			SectionFacts again = run(task.revision().upgrade(), true, (facts) -> false).facts();
			// all later revisions would differ
			String difference = isStopped(again) ? failure(again)
					: Tried.difference(ScratchCatalog.read(this.reader), there);
			if (difference != null) {
				return Tried.failed(before, Direction.DOWNGRADE, "cannot be undone: the upgrade " + difference);
			}
		}
		return new Tried(before, upgraded, upgradedRelations, down.facts(), down.after(),
				this.reader.server().majorVersion(), null);
	}

	private static boolean isStopped(SectionFacts facts) {
		return facts.refusal() != null || facts.serverWide();
	}

	private static String failure(SectionFacts facts) {
		return (facts.refusal() == null) ? "changes the whole server"
				: "fails: " + facts.refusal().failure().getMessage();
	}

	/** What a section may set does not reach the next. */
	private Ran run(Section section, boolean commits, Predicate<List<StatementFacts>> isOfInterest) {
		if (section.statements().stream().allMatch((each) -> DEFINING.stream().anyMatch(each::startsWith))) {
			return run(this.reader, section, commits, isOfInterest);
		}
		try (MigrationConnection connection = new Connector(this.there).connectToCompare()) {
			return run(connection, section, commits, isOfInterest);
		}
	}

	private Ran run(MigrationConnection connection, Section section, boolean commits,
			Predicate<List<StatementFacts>> isOfInterest) {
		AtomicReference<@Nullable Schema> after = new AtomicReference<>();
		SectionFacts facts = Measurement.of(connection, section, this.there.execution().placeholders(), (done) -> {
			if (isOfInterest.test(done)) {
				after.set(ScratchCatalog.read(connection));
			}
			return commits;
		});
		return new Ran(facts, after.get());
	}

	/**
	 * A section that was run.
	 *
	 * @param facts what its statements did
	 * @param after what was there afterwards, if it was asked for
	 */
	private record Ran(SectionFacts facts, @Nullable Schema after) {
	}

	/**
	 * Why a revision did not run.
	 *
	 * @param direction the section
	 * @param reason why
	 */
	record Failure(Direction direction, String reason) {
	}

	/**
	 * What to try.
	 *
	 * @param revision the revision
	 * @param upgrade whether what is there after its upgrade is of interest
	 * @param downgrade its downgrade, or {@code null} where it is of no interest
	 * @param isOfInterest tells by what the statements of the downgrade did whether what
	 * is there afterwards is of interest
	 */
	record Task(SqlRevision revision, boolean upgrade, @Nullable Section downgrade,
			Predicate<List<StatementFacts>> isOfInterest) {
	}

	/**
	 * What came of a revision.
	 *
	 * @param before what was there before it
	 * @param upgraded what was there after its upgrade
	 * @param beforeDown what was there before its downgrade
	 * @param down what the statements of its downgrade did
	 * @param downgraded what was there after its downgrade
	 * @param serverVersion the major version of the server
	 * @param failure why it did not run, or {@code null}
	 */
	record Tried(Relations before, @Nullable Schema upgraded, @Nullable Relations beforeDown,
			@Nullable SectionFacts down, @Nullable Schema downgraded, int serverVersion, @Nullable Failure failure) {

		private static Tried failed(Relations before, Direction direction, String reason) {
			return new Tried(before, null, null, null, null, 0, new Failure(direction, reason));
		}

		/**
		 * Compares with what came of the same revision in another form.
		 * @return what differs, or {@code null}
		 */
		@Nullable Failure differenceFrom(Tried original) {
			if (this.failure != null) {
				return this.failure;
			}
			String difference = difference(this.upgraded, original.upgraded);
			if (difference != null) {
				return new Failure(Direction.UPGRADE, difference);
			}
			difference = difference(this.downgraded, original.downgraded);
			return (difference != null) ? new Failure(Direction.DOWNGRADE, difference) : null;
		}

		private static @Nullable String difference(@Nullable Schema fixed, @Nullable Schema original) {
			if (fixed == null || original == null) {
				return null;
			}
			Set<String> names = new TreeSet<>();
			SchemaDiff.differences(fixed, original).forEach((id) -> names.add(id.kind().keyword() + " " + id));
			SchemaDiff.differences(original, fixed).forEach((id) -> names.add(id.kind().keyword() + " " + id));
			return names.isEmpty() ? null
					: "does not lead to the same catalog: %s would differ".formatted(String.join(", ", names));
		}

	}

}
