package io.appmigrations.internal.alembic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.support.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Has Alembic print what its revisions run. One run prints all of them, up to the first
 * that cannot be printed, because it reads from the connection; further runs begin behind
 * it.
 */
final class AlembicScripts {

	private static final Pattern PARAMETER = Pattern.compile("%\\(\\w+\\)s");

	private static final Pattern PERCENT = Pattern.compile("%+");

	private final AlembicRunner alembic;

	private final RevisionGraph graph;

	private final Predicate<Revision> nothing;

	private final Ways upgrades = new Ways(new HashMap<>(), new LinkedHashMap<>());

	private final Ways downgrades = new Ways(new HashMap<>(), new LinkedHashMap<>());

	private final Map<String, String> partly = new HashMap<>();

	private final Map<String, String> behind = new LinkedHashMap<>();

	private @Nullable AlembicTable table;

	/** The revision in which the last run failed. */
	private @Nullable String failed;

	private AlembicScripts(AlembicRunner alembic, RevisionGraph graph, Predicate<Revision> nothing) {
		this.alembic = alembic;
		this.graph = graph;
		this.nothing = nothing;
	}

	/**
	 * Prints all revisions.
	 * @param alembic runs Alembic
	 * @param graph the revisions
	 * @param nothing whether a revision, as far as its file says, does nothing
	 * @throws MigrationException with {@code invalid_configuration} if Alembic cannot
	 * print SQL at all
	 */
	static AlembicScripts print(AlembicRunner alembic, RevisionGraph graph, Predicate<Revision> nothing) {
		AlembicScripts scripts = new AlembicScripts(alembic, graph, nothing);
		scripts.printUpgrades();
		scripts.printDowngrades();
		scripts.undouble();
		return scripts;
	}

	/**
	 * SQLAlchemy doubles each percent sign for its drivers, unless {@code env.py} sets
	 * {@code paramstyle} to {@code named}. Then no other sign is there.
	 */
	private void undouble() {
		String all = String.join("\n", this.upgrades.texts().values())
				+ String.join("\n", this.downgrades.texts().values());
		boolean doubled = PERCENT.matcher(PARAMETER.matcher(all).replaceAll(""))
			.results()
			.allMatch((signs) -> signs.group().length() % 2 == 0);
		if (doubled) {
			this.upgrades.texts().replaceAll((id, text) -> text.replace("%%", "%"));
			this.downgrades.texts().replaceAll((id, text) -> text.replace("%%", "%"));
		}
	}

	private void printUpgrades() {
		requireTable(run(Direction.UPGRADE, "heads"));
		Set<String> begun = new HashSet<>();
		while (this.failed != null && begun.add(this.failed)) {
			run(Direction.UPGRADE, this.failed + ":heads");
		}
		for (Revision revision : this.graph.revisions()) {
			List<String> starts = new ArrayList<>(this.graph.parentsOf(revision.id()));
			for (String start : starts) {
				if (!this.upgrades.knows(revision.id()) && begun.add(start)) {
					run(Direction.UPGRADE, start + ":heads");
				}
			}
			for (String start : starts.isEmpty() ? List.of("base") : starts) {
				if (!this.upgrades.knows(revision.id())) {
					run(Direction.UPGRADE, start + ":" + revision.id());
				}
			}
			if (!this.upgrades.knows(revision.id())) {
				missing(revision);
			}
		}
	}

	/** Each run fails before it; most merges do nothing. */
	private void missing(Revision revision) {
		if (this.nothing.test(revision)) {
			this.upgrades.texts().put(revision.id(), "");
		}
		else {
			this.upgrades.reasons()
				.put(revision.id(), "every run that prints it begins with a revision that cannot be printed");
		}
	}

	private void printDowngrades() {
		List<Revision> newestFirst = new ArrayList<>(this.graph.revisions());
		Collections.reverse(newestFirst);
		for (Revision revision : newestFirst) {
			if (!this.downgrades.knows(revision.id())) {
				AlembicOutput output = run(Direction.DOWNGRADE, revision.id() + ":base");
				if (!this.downgrades.knows(revision.id())) {
					this.downgrades.reasons().put(revision.id(), Printable.name(output.reason()));
				}
			}
		}
	}

	private AlembicOutput run(Direction direction, String range) {
		boolean upgrade = direction == Direction.UPGRADE;
		AlembicOutput output = this.alembic.run(upgrade ? "upgrade" : "downgrade", range, "--sql");
		PrintedSql printed = PrintedSql.read(this.graph, direction, this.table, output);
		this.table = printed.table();
		Ways ways = upgrade ? this.upgrades : this.downgrades;
		printed.texts().forEach(ways.texts()::putIfAbsent);
		printed.unreadable()
			.forEach((id) -> ways.reasons()
				.putIfAbsent(id, "its SQL does not end with the statement on Alembic's version table"));
		if (upgrade) {
			this.behind.putAll(printed.behind());
		}
		this.failed = printed.failed();
		if (this.failed != null) {
			ways.reasons().putIfAbsent(this.failed, Printable.name(output.reason()));
			if (upgrade) {
				this.partly.put(this.failed, printed.partly());
			}
		}
		else if (output.failed() && this.table == null) {
			throw AlembicHistory.failure(output, "upgrade", range, "--sql");
		}
		return output;
	}

	private void requireTable(AlembicOutput output) {
		if (this.table == null) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"'alembic upgrade heads --sql' printed no SQL that creates its version table%s"
						.formatted(output.failed() ? ": " + Printable.name(output.reason()) : ""),
					"It must print all SQL to standard output: see run_migrations_offline() in env.py.");
		}
	}

	/** Alembic's version table. */
	AlembicTable table() {
		if (this.table == null) {
			throw new IllegalStateException("Nothing was printed");
		}
		return this.table;
	}

	/** What the upgrade of a revision runs, or {@code null} if it was not printed. */
	@Nullable String upgrade(String id) {
		return this.upgrades.text(id);
	}

	/** What the downgrade of a revision runs, or {@code null} if it was not printed. */
	@Nullable String downgrade(String id) {
		return this.downgrades.text(id);
	}

	/** Why the upgrade of a revision was not printed. */
	String reason(String id) {
		return this.upgrades.reasons().getOrDefault(id, "");
	}

	/** What was printed of the upgrade of a revision before Alembic failed. */
	String partly(String id) {
		return this.partly.getOrDefault(id, "");
	}

	/** Why the downgrade of a revision was not printed. */
	String reasonOfDowngrade(String id) {
		return this.downgrades.reasons().getOrDefault(id, "");
	}

	/** What was printed after revisions by {@code env.py}. */
	Map<String, String> behind() {
		return this.behind;
	}

	/**
	 * What is known about one direction.
	 *
	 * @param texts what revisions run
	 * @param reasons why the others were not printed
	 */
	private record Ways(Map<String, String> texts, Map<String, String> reasons) {

		boolean knows(String id) {
			return this.texts.containsKey(id) || this.reasons.containsKey(id);
		}

		@Nullable String text(String id) {
			return this.texts.get(id);
		}

	}

}
