package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.Revision;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.engine.ReplayedRows.Sample;
import io.appmigrations.internal.engine.ReplayedRows.Sums;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.execution.ShutdownGuard;
import io.appmigrations.internal.graph.SquashRange;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.SqlRevision;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a squashed revision leads to with what the revisions lead to that it
 * replaces: both are run in a new database each, up and down.
 */
final class SquashProof {

	/** What a person reads at once. */
	private static final int LISTED = 50;

	private static final String UPGRADE = "upgrade";

	private static final String DOWNGRADE = "downgrade";

	private final MigrationContext context;

	private final RevisionScripts scripts;

	private final SquashRange range;

	/**
	 * Runs nothing yet.
	 * @param context where the databases are created beside
	 * @param scripts the revisions without the squashed one
	 * @param range what it replaces
	 */
	SquashProof(MigrationContext context, RevisionScripts scripts, SquashRange range) {
		this.context = context;
		this.scripts = scripts;
		this.range = range;
	}

	/**
	 * Compares.
	 * @param squash the squashed revision
	 * @return what was compared
	 * @throws MigrationException with {@code drift} if there is a difference
	 */
	Proven prove(SqlRevision squash) {
		List<RevisionScript> all = new ArrayList<>(this.scripts.all());
		all.add(squash);
		RevisionScripts squashed = new RevisionScripts(all);
		List<Revision> steps = List.of(squash.revision());
		boolean reversible = squash.reversible();
		Result<Contents> expected = run(this.scripts, this.range.revisions(), this::read,
				reversible ? this::read : null);
		Result<Contents> found = trying(() -> run(squashed, steps, this::read, reversible ? this::read : null));
		Set<String> differences = new LinkedHashSet<>(differences(UPGRADE, expected.up(), found.up()));
		differences.addAll(differences(DOWNGRADE, expected.down(), found.down()));
		SortedMap<String, Sums> up = others(expected.up(), found.up());
		SortedMap<String, Sums> down = others(expected.down(), found.down());
		Set<String> changing = new TreeSet<>();
		if (!up.isEmpty() || !down.isEmpty()) {
			// what differs between two runs of the same revisions says nothing
			Result<SortedMap<String, Sample>> again = run(this.scripts, this.range.revisions(),
					(reader) -> rows(reader).again(up), down.isEmpty() ? null : (reader) -> rows(reader).again(down));
			SortedMap<String, Sample> againDown = Objects.requireNonNullElseGet(again.down(), TreeMap::new);
			SortedMap<String, Sums> otherUp = others(found.up(), expected.up());
			SortedMap<String, Sums> otherDown = others(found.down(), expected.down());
			Result<SortedMap<String, Sample>> other = run(squashed, steps,
					(reader) -> rows(reader).again(otherUp, again.up()),
					down.isEmpty() ? null : (reader) -> rows(reader).again(otherDown, againDown));
			differences.addAll(differences(UPGRADE, again.up(), other.up(), changing));
			differences.addAll(differences(DOWNGRADE, againDown,
					Objects.requireNonNullElseGet(other.down(), TreeMap::new), changing));
		}
		require(List.copyOf(differences));
		return new Proven(expected.up().rows().keySet().stream().filter(ReplayedRows::isTable).toList().size(),
				List.copyOf(changing));
	}

	private void require(List<String> differences) {
		if (!differences.isEmpty()) {
			String more = (differences.size() > LISTED) ? "\n  and %s more".formatted(differences.size() - LISTED) : "";
			throw new MigrationException(ErrorCode.DRIFT,
					"The squashed revision was not written, because it does not lead to what %s revisions lead to:\n  %s%s"
						.formatted(this.range.revisions().size(),
								String.join("\n  ", differences.subList(0, Math.min(LISTED, differences.size()))),
								more),
					"Squash a shorter range, so that the revision which makes the difference is outside of it.");
		}
	}

	private static Result<Contents> trying(Supplier<Result<Contents>> run) {
		try {
			return run.get();
		}
		catch (MigrationException ex) {
			ShutdownGuard.requireNotEnding("the squashed revision was written");
			throw new MigrationException(ex.getCode(),
					"The squashed revision was not written, because it does not run: %s".formatted(ex.getMessage()),
					"The revisions that it replaces do. Squash a shorter range, without the revision whose statement fails.",
					ex);
		}
	}

	/**
	 * Runs revisions in a new database, and back.
	 * @param up reads what is there after the upgrade
	 * @param down reads what is there after the downgrade; {@code null} for none
	 */
	private <T> Result<T> run(RevisionScripts revisions, List<Revision> steps, Function<MigrationConnection, T> up,
			@Nullable Function<MigrationConnection, T> down) {
		return new ModelComparison(this.context.reading(revisions)).inNewDatabase((there) -> {
			Migrations migrations = new DefaultMigrations(there);
			migrations.upgrade(steps.get(steps.size() - 1).id());
			try (MigrationConnection reader = new Connector(there).connectToCompare()) {
				T upgraded = up.apply(reader);
				if (down == null) {
					return new Result<>(upgraded, null);
				}
				List<Revision> newestFirst = new ArrayList<>(steps);
				Collections.reverse(newestFirst);
				newestFirst.forEach((revision) -> migrations.downgrade((revision.downRevisions().size() > 1)
						? revision.downRevisions().get(0) : revision.id() + "@-1"));
				return new Result<>(upgraded, down.apply(reader));
			}
		});
	}

	private Contents read(MigrationConnection connection) {
		return new Contents(Scratch.readAll(connection), rows(connection).sums());
	}

	private ReplayedRows rows(MigrationConnection connection) {
		return ReplayedRows.in(connection, new Connector(this.context).versionTable(connection).ownTables());
	}

	private static List<String> differences(String way, @Nullable Contents expected, @Nullable Contents found) {
		if (expected == null || found == null) {
			return List.of();
		}
		Set<String> names = new TreeSet<>();
		SchemaDiff.differences(expected.schema(), found.schema())
			.forEach((id) -> names.add("%s %s differs".formatted(id.kind().keyword(), id)));
		SchemaDiff.differences(found.schema(), expected.schema())
			.forEach((id) -> names.add("%s %s differs".formatted(id.kind().keyword(), id)));
		return names.stream().map((name) -> "after the %s, %s".formatted(way, name)).toList();
	}

	/** What has other rows. What is not there at all differs in the schema. */
	private static SortedMap<String, Sums> others(@Nullable Contents expected, @Nullable Contents found) {
		SortedMap<String, Sums> others = new TreeMap<>();
		if (expected != null && found != null) {
			expected.rows().forEach((name, sums) -> {
				Sums other = found.rows().get(name);
				if (other != null && !other.equals(sums)) {
					others.put(name, sums);
				}
			});
		}
		return others;
	}

	/** Adds what cannot be compared to what differs each time. */
	private static List<String> differences(String way, SortedMap<String, Sample> expected,
			SortedMap<String, Sample> found, Set<String> changing) {
		List<String> differences = new ArrayList<>();
		expected.forEach((name, sample) -> {
			Sample other = found.get(name);
			if (sample.sums() == null || (other != null && other.sums() == null)) {
				changing.add(name);
				return;
			}
			Sample widest = (other != null) ? other : sample;
			widest.changing().forEach((column) -> changing.add("%s of %s".formatted(column, name)));
			String difference = (other != null) ? sample.difference(other) : null;
			if (difference != null) {
				differences.add("after the %s, %s %s".formatted(way, name, difference));
			}
		});
		return differences;
	}

	/**
	 * What was compared.
	 *
	 * @param tables the number of tables
	 * @param changing what was not compared, because it differs each time the revisions
	 * run
	 */
	record Proven(int tables, List<String> changing) {
	}

	/**
	 * What is there.
	 *
	 * @param schema the objects
	 * @param rows the numbers of their rows
	 */
	private record Contents(Schema schema, SortedMap<String, Sums> rows) {
	}

	/**
	 * What was there after each way.
	 *
	 * @param <T> what is there
	 * @param up after the upgrade
	 * @param down after the downgrade, or {@code null} where there is none
	 */
	private record Result<T>(T up, @Nullable T down) {
	}

}
