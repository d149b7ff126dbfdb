package io.appmigrations.internal.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.ProvenRows;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.diff.SampleRows;
import io.appmigrations.internal.family.Todo;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Rows;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import io.appmigrations.model.ValueRename;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the tables of scratch schemas that changes are tried on. What refuses to be
 * filled is named, and so is what has to be filled in before it can work with rows.
 */
final class RowTrial {

	private static final String EMPTY = "app_migrations_empty";

	private static final String SAVEPOINT = "app_migrations_sample";

	private final Scratch scratch;

	private final SampleRows samples;

	private final Set<ObjectId> filled = new TreeSet<>();

	private final UnprovenRows unproven = new UnprovenRows();

	/** Why a table has no rows. */
	private final Map<ObjectId, String> without = new HashMap<>();

	/** The rows of each table at the start. */
	private final Map<ObjectId, List<Object>> before = new HashMap<>();

	private List<SampleRows.Kept> kept = List.of();

	/** Tables that have the rows that they are to have. */
	private final Set<ObjectId> declared = new TreeSet<>();

	private RowTrial(Scratch scratch, SampleRows samples, Schema start) {
		this.scratch = scratch;
		this.samples = samples;
		start.all(Rows.class).forEach((rows) -> {
			this.declared.add(rows.whole());
			if (rows.rows().isEmpty()) {
				this.without.put(rows.whole(), "%s has no rows".formatted(rows.whole()));
			}
		});
	}

	/**
	 * Fills the tables that changes are about.
	 * @param scratch a copy of the start, without triggers
	 * @param start the start
	 * @param upgrade the changes
	 * @param downgrade the changes that lead back
	 * @param renames what gets another name
	 * @param read the tables that the changes only read
	 * @return the rows
	 * @throws PipelineException where something else than rows is refused
	 */
	static RowTrial fill(Scratch scratch, Schema start, List<Change> upgrade, List<Change> downgrade,
			List<Rename> renames, Set<ObjectId> read) throws PipelineException {
		List<Change> changes = Stream.concat(upgrade.stream(), downgrade.stream()).toList();
		Set<ObjectId> tables = SampleRows.touched(changes, start, renames);
		Set<ObjectId> unfinished = SampleRows.touched(changes.stream().filter(Todo::isIn).toList(), start, renames);
		tables.addAll(read);
		tables.removeAll(unfinished);
		RowTrial trial = new RowTrial(scratch, SampleRows.of(start, tables), start);
		unfinished.forEach((table) -> trial.leaveOut(table, "has a TODO that has to be filled in first"));
		scratch.run(List.of("savepoint " + EMPTY));
		trial.fill(unfinished);
		trial.checkDeferred(start);
		// in a subtransaction a label that is added to an enum could not be used
		scratch.run(List.of("release savepoint " + EMPTY));
		return trial;
	}

	/** One round trip, and one more for each statement that is refused. */
	private void fill(Set<ObjectId> without) throws PipelineException {
		List<ObjectId> tables = new ArrayList<>(this.samples.tables());
		tables.removeAll(without);
		tables.removeAll(this.declared);
		Map<ObjectId, List<String>> attempts = new LinkedHashMap<>();
		tables.forEach((table) -> attempts.put(table, new ArrayList<>(this.samples.attempts(table))));
		boolean failed = false;
		while (!tables.isEmpty()) {
			List<String> statements = new ArrayList<>(
					failed ? List.of("rollback to savepoint " + SAVEPOINT) : List.<String>of());
			int first = statements.size();
			for (ObjectId table : tables) {
				statements.add("savepoint " + SAVEPOINT);
				statements.add(Objects.requireNonNull(attempts.get(table)).get(0));
			}
			try {
				this.scratch.run(statements);
				this.filled.addAll(tables);
				return;
			}
			catch (PipelineException ex) {
				if (ex.getIndex() < first || (ex.getIndex() - first) % 2 == 0) {
					throw ex;
				}
				failed = true;
				int place = (ex.getIndex() - first) / 2;
				ObjectId table = tables.get(place);
				this.filled.addAll(tables.subList(0, place));
				tables.subList(0, place).clear();
				List<String> left = Objects.requireNonNull(attempts.get(table));
				left.remove(0);
				ObjectId parent = emptyParent(table);
				if (parent != null) {
					tables.remove(0);
					String cause = this.without.getOrDefault(parent,
							"%s and %s need each other's rows".formatted(parent, table));
					this.without.put(table, cause);
					this.unproven.add(table, parent, cause);
				}
				else if (left.isEmpty()) {
					tables.remove(0);
					leaveOut(table, "rejects sample rows: " + message(ex));
				}
			}
		}
		if (failed) {
			this.scratch.run(List.of("rollback to savepoint " + SAVEPOINT));
		}
	}

	private void leaveOut(ObjectId table, String reason) {
		this.without.put(table, "%s %s".formatted(table, reason));
		this.unproven.add(table, reason);
	}

	/** A table that has no rows, although this one cannot do without. */
	private @Nullable ObjectId emptyParent(ObjectId table) {
		return this.samples.required(table)
			.stream()
			.filter((parent) -> this.samples.tables().contains(parent) && !this.filled.contains(parent)
					&& (!this.declared.contains(parent) || this.without.containsKey(parent)))
			.findFirst()
			.orElse(null);
	}

	/** What waits for the end of the transaction would be in the way of changes. */
	private void checkDeferred(Schema start) throws PipelineException {
		List<Constraint> deferred = start.all(Constraint.class)
			.stream()
			.filter((constraint) -> constraint.definition().contains(" INITIALLY DEFERRED"))
			.toList();
		if (!deferred.isEmpty() && !this.filled.isEmpty()) {
			Names names = new Names(start.defaultSchema());
			try {
				this.scratch.run(List.of("set constraints all immediate",
						"set constraints %s deferred".formatted(deferred.stream()
							.map((constraint) -> names.qualified(constraint.id().schema(), constraint.id().name()))
							.distinct()
							.collect(Collectors.joining(", ")))));
			}
			catch (PipelineException ex) {
				this.filled.forEach((table) -> this.unproven.add(table, "rejects sample rows: " + message(ex)));
				this.filled.clear();
				this.scratch.run(List.of("rollback to savepoint " + EMPTY));
			}
		}
	}

	private static String message(PipelineException failure) {
		return String.valueOf(failure.getFailure().getMessage()).lines().findFirst().orElse("");
	}

	boolean isEmpty() {
		return this.filled.isEmpty();
	}

	/** Remembers the rows that are to survive. */
	void remember(Schema target, List<Rename> renames, List<ValueRename> values, List<Change> changes) {
		this.kept = this.samples.kept(this.filled, target, renames, values, changes);
		this.before.putAll(read(false));
	}

	/** Looks for rows that did not survive. */
	void compare(String step, boolean upgraded) {
		Map<ObjectId, List<Object>> now = read(upgraded);
		for (SampleRows.Kept table : this.kept) {
			if (!Objects.equals(now.get(table.table()), this.before.get(table.table()))) {
				this.unproven.add("after %s, the rows of %s have changed".formatted(step, table.table()));
			}
		}
	}

	private Map<ObjectId, List<Object>> read(boolean upgraded) {
		Map<ObjectId, List<Object>> read = new HashMap<>();
		if (this.kept.isEmpty()) {
			return read;
		}
		List<String> queries = new ArrayList<>();
		for (SampleRows.Kept table : this.kept) {
			queries.add("select %s, q.* from (%s) q".formatted(String.valueOf(queries.size()), table.query(upgraded)));
		}
		return this.scratch.query(String.join("\nunion all\n", queries), (rows) -> {
			while (rows.next()) {
				read.put(this.kept.get(rows.getInt(1)).table(),
						List.of(rows.getLong(2), String.valueOf(rows.getString(3))));
			}
			return read;
		});
	}

	/** What came of it where the changes worked with the rows. */
	ProvenRows survived() {
		return new ProvenRows(this.kept.stream().map((table) -> table.table().toString()).collect(Collectors.toSet()),
				this.unproven.lines());
	}

	/** What came of it where they did not. */
	ProvenRows failed(String failure) {
		List<String> lines = new ArrayList<>(this.unproven.lines());
		lines.add("with rows, " + failure);
		return new ProvenRows(Set.of(), lines);
	}

}
