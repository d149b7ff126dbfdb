package io.appmigrations.internal.flyway;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import org.jspecify.annotations.Nullable;

/**
 * The scripts of a project in the order in which Flyway runs them in a new database.
 *
 * @param versions what becomes a revision each: a baseline script in place of versions
 * that are no longer there, and the versions
 * @param undo the undo scripts by version
 * @param repeatable the repeatable scripts
 * @param notes what is not carried over
 */
public record FlywayScripts(List<FlywayScript> versions, Map<FlywayVersion, FlywayScript> undo,
		List<FlywayScript> repeatable, List<String> notes) {

	/**
	 * Copies the collections.
	 */
	public FlywayScripts {
		versions = List.copyOf(versions);
		undo = Map.copyOf(undo);
		repeatable = List.copyOf(repeatable);
		notes = List.copyOf(notes);
	}

	static FlywayScripts of(List<FlywayScript> scripts, List<String> notes, List<String> problems) {
		List<String> refused = new ArrayList<>(problems);
		List<String> left = new ArrayList<>(notes);
		Map<FlywayVersion, FlywayScript> versions = byVersion(scripts, FlywaySource.Kind.VERSIONED, refused);
		Map<FlywayVersion, FlywayScript> undo = byVersion(scripts, FlywaySource.Kind.UNDO, refused);
		TreeMap<FlywayVersion, FlywayScript> baselines = byVersion(scripts, FlywaySource.Kind.BASELINE, refused);
		List<FlywayScript> repeatable = scripts.stream()
			.filter((script) -> script.kind() == FlywaySource.Kind.REPEATABLE)
			.sorted(Comparator.comparing(FlywayScript::description))
			.toList();
		for (int i = 1; i < repeatable.size(); i++) {
			requireOne(repeatable.get(i - 1), repeatable.get(i),
					repeatable.get(i - 1).description().equals(repeatable.get(i).description()), refused);
		}
		if (!refused.isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"The scripts of Flyway cannot be imported:\n  %s".formatted(String.join("\n  ", refused)),
					"Nothing was written.");
		}
		List<FlywayScript> ordered = new ArrayList<>(versions.values());
		@Nullable FlywayScript base = base(baselines, ordered, left);
		if (base != null) {
			ordered.add(0, base);
		}
		undo.forEach((version, script) -> {
			FlywayScript undone = versions.get(version);
			if (undone == null || undone.isJava()) {
				left.add("%s undoes no script of version %s: it is not imported".formatted(script.path(), version));
			}
		});
		return new FlywayScripts(ordered, undo, repeatable, left);
	}

	/**
	 * A baseline script does what versions did. It is the base of the history only if
	 * none of these is left: with them, a database at any of them can go on.
	 */
	private static @Nullable FlywayScript base(TreeMap<FlywayVersion, FlywayScript> baselines,
			List<FlywayScript> versions, List<String> notes) {
		FlywayScript base = null;
		for (FlywayScript baseline : baselines.descendingMap().values()) {
			if (base == null && versions.stream()
				.noneMatch((script) -> script.requiredVersion().compareTo(baseline.requiredVersion()) <= 0)) {
				base = baseline;
			}
			else {
				notes.add("%s is not imported: the versions that it stands for are there, or a later baseline script is"
					.formatted(baseline.path()));
			}
		}
		return base;
	}

	private static TreeMap<FlywayVersion, FlywayScript> byVersion(List<FlywayScript> scripts, FlywaySource.Kind kind,
			List<String> problems) {
		TreeMap<FlywayVersion, FlywayScript> found = new TreeMap<>();
		scripts.stream().filter((script) -> script.kind() == kind).forEach((script) -> {
			FlywayScript other = found.putIfAbsent(script.requiredVersion(), script);
			if (other != null) {
				requireOne(other, script, true, problems);
			}
		});
		return found;
	}

	private static void requireOne(FlywayScript one, FlywayScript other, boolean same, List<String> problems) {
		if (same) {
			problems.add("%s and %s are the same migration to Flyway".formatted(one.path(), other.path()));
		}
	}

	/**
	 * Whether there is nothing to import.
	 * @return {@code true} if there are neither versions nor repeatable scripts
	 */
	public boolean isEmpty() {
		return this.versions.isEmpty() && this.repeatable.isEmpty();
	}

}
