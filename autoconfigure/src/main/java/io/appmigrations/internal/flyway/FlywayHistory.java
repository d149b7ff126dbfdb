package io.appmigrations.internal.flyway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

import io.appmigrations.internal.imported.Position;
import org.jspecify.annotations.Nullable;

/**
 * What Flyway's history table says, compared with the scripts that revisions were made
 * from.
 */
public final class FlywayHistory {

	private static final String RESTORE = "restore the script as it was applied, or run 'flyway repair' if the database has what the script says";

	private final List<String> problems = new ArrayList<>();

	private final List<String> notes = new ArrayList<>();

	/** In the order of the versions. */
	private final TreeMap<FlywayVersion, Row> applied = new TreeMap<>();

	private final Map<String, Row> repeatable = new HashMap<>();

	/** Up to which version nothing had to run. */
	private @Nullable FlywayVersion baseline;

	private FlywayHistory() {
	}

	/**
	 * Compares the table with the scripts.
	 * @param rows the rows of the table in the order of their rank
	 * @param sources the scripts in the order in which Flyway runs them
	 * @return where the database is, and what is wrong with that
	 */
	public static Position compare(List<Row> rows, List<FlywaySource> sources) {
		FlywayHistory history = new FlywayHistory();
		rows.forEach(history::add);
		return history.position(sources);
	}

	private void add(Row row) {
		FlywayVersion version = (row.version() != null) ? FlywayVersion.parse(row.version()) : null;
		if (!row.success()) {
			this.problems.add(
					"%s has failed: correct the database by hand, run 'flyway repair', and bring it to the version with Flyway"
						.formatted(row));
		}
		else if (row.type().equals("SCHEMA")) {
			this.notes.add("Flyway has created the schemas %s".formatted(row.script()));
		}
		else if (version == null) {
			if (row.type().equals("DELETE")) {
				this.repeatable.remove(row.description());
			}
			else {
				this.repeatable.put(row.description(), row);
			}
		}
		else if (row.type().equals("BASELINE")) {
			this.baseline = version;
			this.notes.add("The database was baselined at %s: no script created what it had before".formatted(version));
		}
		else if (row.type().equals("DELETE") || row.type().startsWith("UNDO")) {
			this.applied.remove(version);
		}
		else {
			if (!this.applied.isEmpty() && this.applied.lastKey().compareTo(version) > 0) {
				this.notes.add("%s was applied after %s, out of order: the revisions are in the order of the versions"
					.formatted(row, Objects.requireNonNull(this.applied.get(this.applied.lastKey()))));
			}
			this.applied.put(version, row);
			if (row.type().endsWith("BASELINE")) {
				this.baseline = version;
			}
		}
	}

	private static boolean isBelow(FlywayVersion version, @Nullable FlywayVersion limit) {
		return limit != null && version.compareTo(limit) <= 0;
	}

	private Position position(List<FlywaySource> sources) {
		TreeMap<FlywayVersion, FlywaySource> versions = new TreeMap<>();
		sources.stream()
			.filter((source) -> source.kind() != FlywaySource.Kind.REPEATABLE)
			.forEach((source) -> versions.put(source.version(), source));
		FlywaySource base = versions.values()
			.stream()
			.filter((source) -> source.kind() == FlywaySource.Kind.BASELINE)
			.findFirst()
			.orElse(null);
		this.applied.forEach(
				(version, row) -> compare(version, row, versions, (base != null) ? base.version() : this.baseline));
		FlywayVersion reached = this.applied.isEmpty() ? null : this.applied.lastKey();
		if (this.baseline != null && (reached == null || reached.compareTo(this.baseline) < 0)) {
			reached = this.baseline;
		}
		if (reached == null) {
			return new Position(List.of(), this.problems, this.notes);
		}
		if (base != null && reached.compareTo(base.version()) < 0) {
			this.problems.add(
					"The database is at %s, but the scripts up to %s are no longer there: bring it to %s with a build that has them"
						.formatted(reached, base, base.version()));
		}
		FlywayVersion last = reached;
		versions.forEach((version, source) -> {
			if (source.kind() == FlywaySource.Kind.VERSIONED && version.compareTo(last) < 0
					&& !this.applied.containsKey(version) && !isBelow(version, this.baseline)) {
				this.problems.add("%s is not applied, but %s is: run it with Flyway (spring.flyway.out-of-order=true)"
					.formatted(source, last));
			}
		});
		Map.Entry<FlywayVersion, FlywaySource> at = versions.floorEntry(reached);
		return new Position((at != null) ? List.of(revision(at.getValue(), sources, versions)) : List.of(),
				this.problems, this.notes);
	}

	private void compare(FlywayVersion version, Row row, NavigableMap<FlywayVersion, FlywaySource> versions,
			@Nullable FlywayVersion below) {
		FlywaySource source = versions.get(version);
		if (source == null) {
			if (!isBelow(version, below)) {
				boolean ahead = versions.isEmpty() || version.compareTo(versions.lastKey()) > 0;
				this.problems.add("%s was applied, but there is no such script here: %s".formatted(row, ahead
						? "use a build that has it" : "restore it, or run 'flyway repair' if it does not matter"));
			}
		}
		else if ((source.kind() == FlywaySource.Kind.BASELINE) == row.type().endsWith("BASELINE")
				&& source.checksum() != null && row.checksum() != null && !source.checksum().equals(row.checksum())) {
			this.problems.add("%s was changed after it was applied (checksum %s, now %s): %s".formatted(row,
					row.checksum(), source.checksum(), RESTORE));
		}
	}

	/**
	 * That of the repeatable scripts comes last, if all of them have run as they are now.
	 */
	private String revision(FlywaySource reached, List<FlywaySource> sources,
			NavigableMap<FlywayVersion, FlywaySource> versions) {
		List<FlywaySource> repeatables = sources.stream()
			.filter((source) -> source.kind() == FlywaySource.Kind.REPEATABLE)
			.toList();
		boolean last = reached.version().equals(versions.lastKey());
		return (last && !repeatables.isEmpty() && hasAll(repeatables)) ? FlywayRevisions.REPEATABLE
				: FlywayRevisions.id(reached);
	}

	private boolean hasAll(List<FlywaySource> repeatables) {
		return repeatables.stream()
			.allMatch((source) -> source.checksum() != null && this.repeatable.containsKey(source.name())
					&& source.checksum().equals(Objects.requireNonNull(this.repeatable.get(source.name())).checksum()));
	}

	/**
	 * A row of the table.
	 *
	 * @param version the version, or {@code null} for a repeatable script
	 * @param description what it did
	 * @param type what it was, for example {@code SQL}
	 * @param script the path of the script
	 * @param checksum its checksum, if Flyway knew one
	 * @param success whether it was applied
	 */
	public record Row(@Nullable String version, String description, String type, String script,
			@Nullable Integer checksum, boolean success) {

		@Override
		public String toString() {
			return (this.version != null) ? "%s (%s)".formatted(this.version, this.script) : this.script;
		}

	}

}
