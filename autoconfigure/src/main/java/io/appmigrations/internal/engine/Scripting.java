package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.MigrationScript;
import io.appmigrations.Step;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.version.VersionState;
import io.appmigrations.internal.execution.ExecutionSettings;
import io.appmigrations.internal.execution.OfflineScript;
import io.appmigrations.internal.execution.PlanCheck;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.graph.Target;
import io.appmigrations.settings.MigrationSettings;
import io.appmigrations.settings.Origin;

import org.springframework.util.StringUtils;

/**
 * Writes scripts instead of running them.
 */
final class Scripting {

	private final Connector connector;

	private final MigrationSettings settings;

	/**
	 * Connects to nothing yet.
	 * @param connector opens the connection of a dry run
	 * @param settings how to migrate
	 */
	Scripting(Connector connector, MigrationSettings settings) {
		this.connector = connector;
		this.settings = settings;
	}

	/** An upgrade or downgrade for a range, or for an empty database. */
	MigrationResult offline(RevisionScripts declared, Direction direction, String target) {
		String[] range = split(target);
		if (range[0].isEmpty() && direction == Direction.DOWNGRADE) {
			throw new MigrationException(ErrorCode.INVALID_TARGET,
					"A downgrade script needs a starting point, but '%s' is not a range".formatted(target),
					"Use FROM:TO, for example head:-1 or 1975ea:base.");
		}
		List<Target> named = new ArrayList<>(starts(range[0]));
		named.add(Target.parse(range[1]));
		RevisionScripts scripts = declared.at(Set.of(), Set.of(), named);
		Set<String> rows = rows(scripts, range[0]);
		MigrationJob job = new MigrationJob(scripts, direction, Target.parse(range[1]));
		MigrationPlan plan = job.plan(rows);
		if (plan.isEmpty()) {
			requireForward(scripts, direction, target, rows);
		}
		new PlanCheck(scripts, ExecutionSettings.of(this.settings)).requireRunnable(plan, Map.of());
		return Results.of(Results.steps(plan), rows, script(scripts, false, plan, rows));
	}

	/** A range the wrong way round would be a script that does nothing. */
	private static void requireForward(RevisionScripts scripts, Direction direction, String target, Set<String> rows) {
		String[] range = split(target);
		Set<String> destination = scripts.graph()
			.rowsOf(scripts.graph().withAncestors(MigrationPlan.named(scripts.graph(), rows, Target.parse(range[1]))));
		if (!destination.equals(rows)) {
			throw new MigrationException(ErrorCode.INVALID_TARGET,
					"There is nothing to %s from %s to %s".formatted(direction, Step.describeRows(rows),
							Step.describeRows(destination)),
					(direction == Direction.UPGRADE)
							? "A range is FROM:TO, the revision that the database is at and the target. To go back, write a downgrade script."
							: "A range is FROM:TO, the revision that the database is at and the target. To go forward, write an upgrade script.");
		}
	}

	/** A stamp for a range, or for an empty database. */
	MigrationResult offlineStamp(RevisionScripts declared, List<String> targets, boolean purge) {
		if (purge) {
			throw new MigrationException(ErrorCode.INVALID_TARGET, "--purge and --sql cannot be combined",
					"Only the database knows which rows there are to remove.");
		}
		List<Target> parsed = targets.stream().map((target) -> Target.parse(split(target)[1])).toList();
		List<Target> named = new ArrayList<>(parsed);
		targets.forEach((target) -> named.addAll(starts(split(target)[0])));
		RevisionScripts scripts = declared.at(Set.of(), Set.of(), named);
		Set<String> rows = new TreeSet<>();
		targets.forEach((target) -> rows.addAll(rows(scripts, split(target)[0])));
		return stamp(scripts, parsed, rows, false);
	}

	/** An upgrade or downgrade for the rows that the database has at the moment. */
	MigrationResult dryRun(MigrationJob asked) {
		Optional<VersionState> state;
		MigrationJob job;
		try (MigrationConnection connection = this.connector.connect()) {
			state = this.connector.peek(connection);
			job = state.map(asked::at).orElse(asked);
			if (state.isPresent() && !new StateCheck(this.settings, this.connector.applied(connection)).mayMigrate(job,
					state.get())) {
				return Results.of(List.of(), job.graph().named(state.get().rows()));
			}
		}
		Set<String> rows = state.map(VersionState::rows).orElse(Set.of());
		MigrationPlan plan = job.plan(rows);
		new PlanCheck(job.scripts(), ExecutionSettings.of(this.settings)).requireRunnable(plan,
				state.map(VersionState::unfinished).orElse(Map.of()));
		return Results.of(Results.steps(plan), plan.isEmpty() ? job.graph().named(rows) : rows,
				script(job.scripts(), true, plan, rows));
	}

	/** A stamp for the rows that the database has at the moment. */
	MigrationResult dryRunStamp(RevisionScripts scripts, List<Target> targets, boolean purge) {
		Optional<VersionState> state;
		try (MigrationConnection connection = this.connector.connect()) {
			state = this.connector.peek(connection);
		}
		return state
			.map((present) -> stamp(scripts.at(present.rows(), present.unfinished().keySet(), targets), targets,
					present.rows(), purge))
			.orElseGet(() -> stamp(scripts.at(Set.of(), Set.of(), targets), targets, Set.of(), purge));
	}

	private MigrationResult stamp(RevisionScripts scripts, List<Target> targets, Set<String> rows, boolean purge) {
		MigrationPlan plan = MigrationPlan.stamp(scripts.graph(), rows, targets, purge);
		Origin origin = this.settings.origin();
		List<String> records = StampRecords.statements(this.connector.versionTable(), scripts, plan, rows,
				new Origin(null, origin.application(), origin.applicationVersion()));
		return Results.of(Results.steps(plan), rows,
				(out) -> script(scripts, out).renderStamp(plan, rows, records, this.settings.lock().name()));
	}

	MigrationScript versionTable(RevisionScripts scripts) {
		return (out) -> script(scripts, out).renderVersionTable(this.settings.lock().name());
	}

	private MigrationScript script(RevisionScripts scripts, boolean javaAllowed, MigrationPlan plan, Set<String> rows) {
		if (!javaAllowed) {
			OfflineScript.requireSql(scripts, plan);
		}
		return (out) -> script(scripts, out).render(plan, rows, this.settings.lock().name());
	}

	private OfflineScript script(RevisionScripts scripts, Appendable out) {
		return new OfflineScript(this.connector.versionTable(), scripts, ExecutionSettings.of(this.settings),
				this.settings.defaultSchema(), out);
	}

	private static String[] split(String target) {
		int colon = target.indexOf(':');
		if (colon != target.lastIndexOf(':')) {
			throw new MigrationException(ErrorCode.INVALID_TARGET, "'%s' is not a range".formatted(target),
					"Use FROM:TO, for example 1975ea:head.");
		}
		return (colon < 0) ? new String[] { "", target }
				: new String[] { target.substring(0, colon), target.substring(colon + 1) };
	}

	private static List<Target> starts(String from) {
		List<Target> starts = new ArrayList<>();
		for (String name : StringUtils.commaDelimitedListToStringArray(from)) {
			Target target = Target.parse(name.strip());
			if (target.needsCurrent()) {
				throw new MigrationException(ErrorCode.INVALID_TARGET,
						"'%s' cannot be the start of a range, because a script is written without a database"
							.formatted(name),
						"Start the range with the revision that the database is at.");
			}
			starts.add(target);
		}
		return starts;
	}

	private static Set<String> rows(RevisionScripts scripts, String from) {
		if (from.isEmpty()) {
			return Set.of();
		}
		Set<String> rows = new TreeSet<>();
		starts(from).forEach((target) -> rows.addAll(MigrationPlan.named(scripts.graph(), Set.of(), target)));
		return scripts.graph().rowsOf(scripts.graph().withAncestors(rows));
	}

}
