package io.appmigrations.internal.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.LintFinding;
import io.appmigrations.LintReport;
import io.appmigrations.LintRequest;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.version.VersionState;
import io.appmigrations.internal.engine.FixReport.FixedFile;
import io.appmigrations.internal.engine.FixReport.NotFixed;
import io.appmigrations.internal.engine.RevisionTrial.Failure;
import io.appmigrations.internal.engine.RevisionTrial.Task;
import io.appmigrations.internal.engine.RevisionTrial.Tried;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.lint.Linter;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.fix.SectionFix;
import io.appmigrations.internal.measure.SectionFacts;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.measure.Work;
import io.appmigrations.internal.online.Relations;
import io.appmigrations.internal.project.FileReplacement;
import io.appmigrations.internal.project.SourceFolders;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.secret.Redaction;
import io.appmigrations.internal.support.UnifiedDiff;
import org.jspecify.annotations.Nullable;

/**
 * Writes unsafe statements of revisions in their online form: of revisions that no
 * database has, in files that still lead to the same catalog, up and down.
 */
final class FixRun {

	private final Place place;

	private final MigrationContext context;

	private final RevisionScripts scripts;

	private final LintRun lint;

	/** What is to be fixed. */
	private final LintReport found;

	private final List<NotFixed> notFixed = new ArrayList<>();

	/** What could not be proven, by revision and direction. */
	private final Set<String> unproven = new HashSet<>();

	private final Map<String, SourceFile> files = new LinkedHashMap<>();

	private FixRun(Place place, RevisionScripts scripts, LintRun lint, LintReport found) {
		this.place = place;
		this.context = place.context();
		this.scripts = scripts.showing(found.checked());
		this.lint = lint;
		this.found = found;
	}

	static FixReport run(Place place, RevisionScripts scripts, LintRequest request) {
		if (place.context().settings().isSingleTransaction()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.transaction=all runs all revisions in one transaction, and an online form needs several",
					"Remove app.migrations.transaction=all.");
		}
		LintRun lint = LintRun.of(place.context(), scripts, place.tenants());
		return new FixRun(place, scripts, lint, lint.run(request)).run(request);
	}

	private FixReport run(LintRequest request) {
		Set<String> applied = applied();
		List<SqlRevision> candidates = new ArrayList<>();
		for (String id : this.found.checked()) {
			if (this.scripts.of(this.scripts.graph().get(id)) instanceof SqlRevision sql) {
				List<LintFinding> findings = about(id);
				if (!applied.contains(id) && sql.logged() && sql.importedFrom() == null) {
					candidates.add(sql);
				}
				else if (!findings.isEmpty()) {
					this.notFixed.add(new NotFixed(id, sql.revision().path(), 0,
							applied.contains(id) ? "it is applied, and its checksum must not change"
									: !sql.logged() ? "its text is secret (log: no)"
											: "it was imported: databases have its statements by another tool"));
				}
			}
		}
		Map<String, Fix> fixes = candidates.isEmpty() ? Map.of() : fixes(candidates);
		if (fixes.isEmpty()) {
			return new FixReport(this.found, List.of(), this.notFixed);
		}
		RevisionScripts fixed = with(fixes);
		LintReport left = LintRun.of(this.context.reading(fixed), fixed, this.place.tenants()).run(request);
		List<FixedFile> written = new ArrayList<>();
		fixes.values().forEach((fix) -> written.add(write(fix)));
		return new FixReport(left, written, this.notFixed);
	}

	private List<LintFinding> about(String id) {
		return this.found.findings()
			.stream()
			.filter((finding) -> finding.revision().equals(id) && SectionFix.isAbout(finding))
			.toList();
	}

	/** What any of the databases has, or has begun with. */
	private Set<String> applied() {
		Set<String> applied = new HashSet<>();
		for (MigrationContext database : this.place.databases()) {
			Connector connector = new Connector(database);
			try (MigrationConnection connection = connector.connect()) {
				VersionState state = connector.peek(connection).orElse(null);
				if (state != null) {
					Set<String> rows = new HashSet<>(state.rows());
					rows.removeIf((row) -> this.scripts.graph().find(row) == null);
					applied.addAll(this.scripts.graph().withReplaced(this.scripts.graph().withAncestors(rows)));
					applied.addAll(state.checksums().keySet());
					applied.addAll(state.unfinished().keySet());
				}
			}
		}
		return applied;
	}

	/** Those that are proven. */
	private Map<String, Fix> fixes(List<SqlRevision> candidates) {
		Map<String, Tried> original = original(candidates);
		noteUntried(candidates, original);
		Map<String, Fix> fixes = new LinkedHashMap<>();
		while (true) {
			List<NotFixed> left = new ArrayList<>();
			fixes.clear();
			for (SqlRevision revision : candidates) {
				Tried tried = original.get(revision.revision().id());
				Fix fix = (tried != null) ? fix(revision, tried, left) : null;
				if (fix != null) {
					fixes.put(revision.revision().id(), fix);
				}
			}
			if (fixes.isEmpty() || isProven(fixes, original)) {
				this.notFixed.addAll(left);
				return fixes;
			}
		}
	}

	private void noteUntried(List<SqlRevision> candidates, Map<String, Tried> original) {
		for (SqlRevision revision : candidates) {
			String id = revision.revision().id();
			Tried tried = original.get(id);
			Failure failure = (tried != null) ? tried.failure() : null;
			if (!about(id).isEmpty() && (tried == null || failure != null)) {
				this.notFixed.add(new NotFixed(id, revision.revision().path(), 0,
						(failure != null) ? "its upgrade " + failure.reason() : "a revision before it does not run"));
			}
		}
	}

	/** The revisions as they are; those behind one that fails are not tried. */
	private Map<String, Tried> original(List<SqlRevision> candidates) {
		Set<String> upgradeOnly = new HashSet<>();
		while (true) {
			List<Task> tasks = new ArrayList<>();
			for (SqlRevision revision : candidates) {
				String id = revision.revision().id();
				Section downgrade = revision.downgrade();
				boolean both = downgrade != null && !upgradeOnly.contains(id) && SectionFix.isPossible(downgrade);
				if (both || !about(id).isEmpty()) {
					tasks.add(new Task(revision, !about(id).isEmpty(), both ? downgrade : null, FixRun::areSlow));
				}
			}
			Map<String, Tried> tried = RevisionTrial.run(this.context, this.scripts, tasks);
			SqlRevision failed = tasks.stream()
				.map(Task::revision)
				.filter((each) -> failure(tried, each) != null)
				.findFirst()
				.orElse(null);
			Failure failure = (failed != null) ? failure(tried, failed) : null;
			if (failed == null || failure == null || failure.direction() == Direction.UPGRADE) {
				return tried;
			}
			upgradeOnly.add(failed.revision().id());
			Section downgrade = failed.downgrade();
			this.notFixed.add(new NotFixed(failed.revision().id(), failed.revision().path(),
					(downgrade != null) ? downgrade.line() : 0, "the downgrade " + failure.reason()));
		}
	}

	private static boolean areSlow(List<StatementFacts> facts) {
		return facts.stream()
			.anyMatch((each) -> each.work() != Work.INSTANT || each.statement().startsWith("drop", "index"));
	}

	private static @Nullable Failure failure(Map<String, Tried> trial, SqlRevision revision) {
		Tried tried = trial.get(revision.revision().id());
		return (tried != null) ? tried.failure() : null;
	}

	private @Nullable Fix fix(SqlRevision revision, Tried tried, List<NotFixed> left) {
		String id = revision.revision().id();
		List<LintFinding> up = (tried.upgraded() != null) ? about(id) : List.of();
		List<LintFinding> down = downgradeFindings(revision, tried);
		if (up.isEmpty() && down.isEmpty()) {
			return null;
		}
		SourceFile file = this.files.computeIfAbsent(id, (key) -> source(revision));
		if (!file.isOf(revision)) {
			left.add(new NotFixed(id, revision.revision().path(), 0,
					"its file in the sources is not the one of this build: build it first"));
			return null;
		}
		Map<Direction, SectionFix.Result> results = new EnumMap<>(Direction.class);
		List<Integer> lines = new ArrayList<>();
		for (Direction direction : Direction.values()) {
			Section section = revision.section(direction);
			List<LintFinding> findings = (direction == Direction.UPGRADE) ? up : down;
			Relations before = (direction == Direction.UPGRADE) ? tried.before() : tried.beforeDown();
			if (section == null || before == null || findings.isEmpty()
					|| this.unproven.contains(id + " " + direction)) {
				continue;
			}
			SectionFix.Result result = SectionFix.of(section, file.text(), findings, before);
			result.left()
				.forEach((line, reason) -> left.add(new NotFixed(id, revision.revision().path(), line, reason)));
			if (!result.fixed().isEmpty()) {
				results.put(direction, result);
				lines.addAll(result.fixed());
			}
		}
		if (results.isEmpty()) {
			return null;
		}
		String text = file.text();
		for (SectionFix.Result result : results.values()
			.stream()
			.sorted(Comparator.comparingInt(SectionFix.Result::start).reversed())
			.toList()) {
			text = result.in(text);
		}
		return new Fix(revision.revision(), file, text, lines, results.keySet());
	}

	private List<LintFinding> downgradeFindings(SqlRevision revision, Tried tried) {
		SectionFacts facts = tried.down();
		Section examined = revision.downgrade();
		Section opposite = revision.upgrade();
		Relations relations = tried.beforeDown();
		if (facts == null || examined == null || relations == null) {
			return List.of();
		}
		SqlRevision turned = new SqlRevision(revision.revision(), examined, opposite, true, null);
		return Linter
			.check(Examined.measured(turned, facts, tried.serverVersion(), this.lint.live(), () -> relations),
					this.context.settings().lint().ignore())
			.findings()
			.stream()
			.filter(SectionFix::isAbout)
			.toList();
	}

	/**
	 * Whether all of them lead to the same catalog as before; notes the first one that
	 * does not.
	 */
	private boolean isProven(Map<String, Fix> fixes, Map<String, Tried> original) {
		List<Task> tasks = new ArrayList<>();
		fixes.forEach((id, fix) -> {
			SqlRevision fixed = fix.script();
			tasks.add(new Task(fixed, fix.directions().contains(Direction.UPGRADE),
					fix.directions().contains(Direction.DOWNGRADE) ? fixed.downgrade() : null, (facts) -> true));
		});
		Map<String, Tried> trial = RevisionTrial.run(this.context, with(fixes), tasks);
		for (Map.Entry<String, Tried> tried : trial.entrySet()) {
			Failure failure = tried.getValue().differenceFrom(Objects.requireNonNull(original.get(tried.getKey())));
			if (failure != null) {
				refuse(Objects.requireNonNull(fixes.get(tried.getKey())), failure);
				return false;
			}
		}
		return true;
	}

	private void refuse(Fix fix, Failure failure) {
		String id = fix.revision().id();
		// where the upgrade is as it was, it fails after what the downgrade did
		Direction direction = fix.directions().contains(failure.direction()) ? failure.direction()
				: fix.directions().iterator().next();
		this.unproven.add(id + " " + direction);
		Section section = fix.script().section(direction);
		String name = direction.name().toLowerCase(Locale.ROOT);
		this.notFixed.add(new NotFixed(id, fix.revision().path(), (section != null) ? section.line() : 0,
				"the fixed %s is not proven: it %s".formatted(name, failure.reason())));
	}

	private RevisionScripts with(Map<String, Fix> fixes) {
		List<RevisionScript> all = new ArrayList<>();
		for (RevisionScript script : this.scripts.all()) {
			Fix fix = fixes.get(script.revision().id());
			all.add((fix != null) ? fix.script() : script);
		}
		return new RevisionScripts(all);
	}

	private SourceFile source(SqlRevision revision) {
		Path path = this.place.folders().find(revision.revision());
		if (path == null) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The file of revision %s (%s) is not in this project, so it cannot be fixed"
						.formatted(revision.revision().describe(), revision.revision().path()),
					"Run the command in the folder of the project that contains it.");
		}
		try {
			return new SourceFile(path, Files.readAllBytes(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private FixedFile write(Fix fix) {
		String path = this.place.folders().display(fix.file().path);
		FileReplacement.replace(fix.file().path, fix.file().bytes, fix.bytes());
		return new FixedFile(fix.revision().id(), path, fix.lines(),
				UnifiedDiff.of(path, shown(fix.file().text()), shown(fix.text())));
	}

	private static String shown(String text) {
		return Redaction.redactSql(text);
	}

	/**
	 * Where revisions are fixed.
	 *
	 * @param context the database, of many tenants the schema with the most pending
	 * revisions
	 * @param databases each of those that may have the revisions
	 * @param tenants the schemas of many tenants, empty where there is only one
	 * @param folders where the files are
	 */
	record Place(MigrationContext context, List<MigrationContext> databases, Map<String, CurrentRevisions> tenants,
			SourceFolders folders) {
	}

	/** The file of a revision. */
	private static final class SourceFile {

		private static final String BYTE_ORDER_MARK = "\uFEFF";

		private final Path path;

		private final byte[] bytes;

		private SourceFile(Path path, byte[] bytes) {
			this.path = path;
			this.bytes = bytes;
		}

		private String mark() {
			return new String(this.bytes, StandardCharsets.UTF_8).startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
		}

		private String text() {
			return new String(this.bytes, StandardCharsets.UTF_8).substring(mark().length());
		}

		private boolean isOf(SqlRevision revision) {
			try (InputStream built = revision.upgrade().file().getInputStream()) {
				return Arrays.equals(built.readAllBytes(), this.bytes);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	/**
	 * A file as it is to be.
	 *
	 * @param revision its revision
	 * @param file the file as it is
	 * @param text the new text, without a byte order mark
	 * @param lines the lines of the statements that got another form
	 * @param directions the sections that have such statements
	 */
	private record Fix(Revision revision, SourceFile file, String text, List<Integer> lines,
			Set<Direction> directions) {

		private byte[] bytes() {
			return (this.file.mark() + this.text).getBytes(StandardCharsets.UTF_8);
		}

		private SqlRevision script() {
			return RevisionFileReader.read(this.revision.path(), bytes());
		}

	}

}
