package io.appmigrations.internal.alembic;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.Direction;
import io.appmigrations.Revision;
import io.appmigrations.internal.graph.RevisionGraph;
import org.jspecify.annotations.Nullable;

/**
 * What {@code alembic upgrade --sql} or {@code alembic downgrade --sql} printed, cut into
 * revisions. What Alembic adds to each of them is left out: the statements on its version
 * table at the end, and the transaction around.
 */
final class PrintedSql {

	private static final Pattern MARKER = Pattern
		.compile("(?m)^-- Running (?<direction>upgrade|downgrade) (?<from>.*?) -> (?<to>.*)$");

	private static final Pattern CREATE_TABLE = Pattern.compile("(?m)^CREATE TABLE (?<table>" + AlembicTable.NAME
			+ ") \\(\\s*version_num VARCHAR\\(\\d+\\) NOT NULL(?:,\\s*CONSTRAINT \\S+ PRIMARY KEY \\(version_num\\))?\\s*\\);$");

	private static final String BEGIN = "BEGIN;";

	private static final String COMMIT = "COMMIT;";

	private final RevisionGraph graph;

	private final Direction direction;

	/** What each revision runs, as far as it is known that this is all. */
	private final Map<String, String> texts = new LinkedHashMap<>();

	/** What was printed behind the statement on the version table. */
	private final Map<String, String> behind = new LinkedHashMap<>();

	private final Set<String> unreadable = new HashSet<>();

	private @Nullable AlembicTable table;

	private @Nullable String failed;

	private String partly = "";

	private PrintedSql(RevisionGraph graph, Direction direction) {
		this.graph = graph;
		this.direction = direction;
	}

	/**
	 * Reads what was printed.
	 * @param graph the revisions
	 * @param direction whether it was an upgrade
	 * @param known the version table if it is known
	 * @param output what was printed
	 */
	static PrintedSql read(RevisionGraph graph, Direction direction, @Nullable AlembicTable known,
			AlembicOutput output) {
		PrintedSql printed = new PrintedSql(graph, direction);
		String text = output.out();
		List<Step> steps = printed.steps(text);
		printed.table = known;
		if (known == null && !steps.isEmpty()) {
			Matcher created = CREATE_TABLE.matcher(text.substring(0, steps.get(0).start()));
			printed.table = created.find() ? new AlembicTable(created.group("table")) : null;
		}
		for (int i = 0; i < steps.size(); i++) {
			boolean last = i == steps.size() - 1;
			if (last && output.failed()) {
				printed.failed = steps.get(i).revision();
				printed.partly = text.substring(steps.get(i).end()).replaceFirst("(?m)^FAILED: .*$", "").strip();
			}
			else if (printed.table != null) {
				printed.add(steps.get(i).revision(), printed.table,
						text.substring(steps.get(i).end(), last ? text.length() : steps.get(i + 1).start()));
			}
		}
		return printed;
	}

	/** Comments that a revision itself prints name no step of the graph. */
	private List<Step> steps(String text) {
		List<Step> steps = new ArrayList<>();
		Matcher marker = MARKER.matcher(text);
		while (marker.find()) {
			boolean upgrade = this.direction == Direction.UPGRADE;
			String id = marker.group(upgrade ? "to" : "from").strip();
			String parents = marker.group(upgrade ? "from" : "to").strip();
			Revision revision = marker.group("direction").equals(upgrade ? "upgrade" : "downgrade")
					? this.graph.find(id) : null;
			if (revision != null && Set.copyOf(revision.downRevisions()).equals(ids(parents))) {
				steps.add(new Step(id, marker.start(), marker.end()));
			}
		}
		return steps;
	}

	private static Set<String> ids(String list) {
		return list.isEmpty() ? Set.of() : new HashSet<>(List.of(list.split(", ", -1)));
	}

	/**
	 * Takes what stands between the marker of a step and that of the next one.
	 */
	private void add(String id, AlembicTable version, String section) {
		Pattern statement = statement(version);
		Matcher matcher = statement.matcher(section);
		int start = -1;
		int end = 0;
		while (matcher.find()) {
			boolean follows = start >= 0 && section.substring(end, matcher.start()).isBlank();
			start = follows ? start : matcher.start();
			end = matcher.end();
		}
		if (start < 0) {
			this.unreadable.add(id);
			return;
		}
		this.texts.put(id, section.substring(0, start).strip());
		String rest = section.substring(end);
		rest = rest.replaceFirst("(?m)^DROP TABLE " + Pattern.quote(version.sql()) + ";$", "");
		rest = CREATE_TABLE.matcher(rest).replaceFirst("").strip();
		if (rest.endsWith(BEGIN)) {
			rest = rest.substring(0, rest.length() - BEGIN.length()).strip();
		}
		if (rest.endsWith(COMMIT)) {
			rest = rest.substring(0, rest.length() - COMMIT.length()).strip();
		}
		if (!rest.isEmpty()) {
			this.behind.put(id, rest);
		}
	}

	/** What Alembic prints to move the row of a head. */
	private Pattern statement(AlembicTable version) {
		String name = Pattern.quote(version.sql());
		String id = "'(?:"
				+ String.join("|",
						this.graph.revisions().stream().map((revision) -> Pattern.quote(revision.id())).toList())
				+ ")'";
		return Pattern.compile("(?m)^(?:INSERT INTO " + name + " \\(version_num\\) VALUES \\(" + id
				+ "\\)(?: RETURNING " + name + "\\.version_num)?|UPDATE " + name + " SET version_num=" + id + " WHERE "
				+ name + "\\.version_num = " + id + "|DELETE FROM " + name + " WHERE " + name + "\\.version_num = " + id
				+ ");$");
	}

	/** What revisions run, by their ids. */
	Map<String, String> texts() {
		return this.texts;
	}

	/** What was printed after revisions, by their ids: not by their own code. */
	Map<String, String> behind() {
		return this.behind;
	}

	/** The revisions without the end that each has. */
	Set<String> unreadable() {
		return this.unreadable;
	}

	/** The version table, or {@code null} if it was not printed. */
	@Nullable AlembicTable table() {
		return this.table;
	}

	/** The revision in which Alembic failed, or {@code null}. */
	@Nullable String failed() {
		return this.failed;
	}

	/** What was printed of the revision in which Alembic failed. */
	String partly() {
		return this.partly;
	}

	private record Step(String revision, int start, int end) {
	}

}
