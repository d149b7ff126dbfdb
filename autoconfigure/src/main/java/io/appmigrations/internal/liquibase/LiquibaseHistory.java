package io.appmigrations.internal.liquibase;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.appmigrations.internal.imported.Position;
import org.jspecify.annotations.Nullable;

/**
 * What Liquibase's history table says, compared with the change sets that revisions were
 * made from.
 */
public final class LiquibaseHistory {

	/** How Liquibase marks what it has run, or need not run. */
	private static final Set<String> APPLIED = Set.of("EXECUTED", "RERAN", "MARK_RAN", "SKIPPED");

	private final List<Row> rows;

	/** In the order in which Liquibase runs them in a new database. */
	private final List<Step> steps = new ArrayList<>();

	private final List<String> problems = new ArrayList<>();

	private final List<String> notes = new ArrayList<>();

	private LiquibaseHistory(List<Row> rows) {
		this.rows = rows;
	}

	/**
	 * Compares the table with the change sets.
	 * @param rows the rows of the table in the order in which they were applied
	 * @param headers what the revisions were made from, parents before children
	 * @return where the database is, and what is wrong with that
	 */
	public static Position compare(List<Row> rows, List<LiquibaseHeader> headers) {
		LiquibaseHistory history = new LiquibaseHistory(rows);
		headers.forEach((header) -> header.changeSets()
			.forEach((revision, sources) -> sources
				.forEach((source) -> history.steps.add(new Step(revision, source, row(rows, source))))));
		return history.position();
	}

	/** The last one, where change sets have the same names. */
	private static @Nullable Row row(List<Row> rows, LiquibaseSource source) {
		Row found = null;
		for (Row row : rows) {
			found = row.source().isSame(source) ? row : found;
		}
		return found;
	}

	private Position position() {
		this.rows.stream()
			.filter((row) -> !APPLIED.contains(row.state()))
			.forEach((row) -> this.problems
				.add("%s is marked as %s: correct the database by hand, delete the row, and migrate with Liquibase"
					.formatted(row.source(), row.state())));
		this.steps.forEach(this::compareChecksum);
		int last = -1;
		for (int i = 0; i < this.steps.size(); i++) {
			last = (this.steps.get(i).isApplied() && this.steps.get(i).isImported()) ? i : last;
		}
		List<String> between = notApplied(this.steps.subList(0, last + 1));
		if (!between.isEmpty()) {
			this.problems.add(
					"not applied, but %s, which comes later, is: %s. Migrate with Liquibase in all contexts that were imported, or run 'liquibase changelog-sync' if the database has what they do"
						.formatted(this.steps.get(last).source(), shown(between)));
		}
		describeOthers(last);
		describeOrder();
		if (last < 0) {
			return new Position(List.of(), this.problems, this.notes);
		}
		return new Position(List.of(revision(last)), this.problems, this.notes);
	}

	private void compareChecksum(Step step) {
		Row row = step.row();
		if (row != null && step.isImported() && !step.source().fits(row.checksum())) {
			this.problems.add(
					"%s was changed after it was applied (checksum %s, now %s): restore it as it was applied, or bring the database up to date with Liquibase if the change set is runOnChange, or run 'liquibase clear-checksums' if the database has what it says"
						.formatted(row.source(), row.checksum(), String.join(" or ", step.source().checksums())));
		}
	}

	private static List<String> notApplied(List<Step> steps) {
		return steps.stream()
			.filter((step) -> !step.isApplied() && step.source().kind() == LiquibaseSource.Kind.REQUIRED)
			.map((step) -> step.source().toString())
			.toList();
	}

	private static String shown(List<String> names) {
		int most = 5;
		return String.join(", ", names.subList(0, Math.min(names.size(), most)))
				+ ((names.size() > most) ? " and %s more".formatted(names.size() - most) : "");
	}

	/**
	 * The revision that a database is at. Where a revision has several change sets, it
	 * must have all of them. What Liquibase may leave out at the end is not run if
	 * nothing else is left.
	 */
	private String revision(int last) {
		String revision = this.steps.get(last).revision();
		List<String> rest = notApplied(
				this.steps.stream().skip(last + 1).filter((step) -> step.revision().equals(revision)).toList());
		if (!rest.isEmpty()) {
			this.problems.add("%s is applied, but not the rest of revision %s: %s. Migrate with Liquibase"
				.formatted(this.steps.get(last).source(), revision, shown(rest)));
		}
		List<Step> after = this.steps.subList(last + 1, this.steps.size());
		return notApplied(after).isEmpty() && !after.isEmpty() ? after.get(after.size() - 1).revision() : revision;
	}

	/** Rows of change sets that are not here, or were left out. */
	private void describeOthers(int last) {
		boolean complete = last >= 0 && notApplied(this.steps).isEmpty();
		List<String> removed = new ArrayList<>();
		List<String> ahead = new ArrayList<>();
		List<String> leftOut = new ArrayList<>();
		for (Row row : this.rows) {
			Step step = this.steps.stream().filter((one) -> one.source().isSame(row.source())).findFirst().orElse(null);
			if (step == null) {
				ahead.add(row.source().toString());
			}
			else if (step.isImported()) {
				removed.addAll(ahead);
				ahead.clear();
			}
			else {
				leftOut.add(row.source().toString());
			}
		}
		if (!complete) {
			removed.addAll(ahead);
			ahead.clear();
		}
		if (!ahead.isEmpty()) {
			this.problems.add(
					"applied, but there is no such change set here: %s. Use a build that has it, or delete the row if it does not matter"
						.formatted(shown(ahead)));
		}
		if (!removed.isEmpty()) {
			this.notes.add("applied, but no longer in the change log: %s".formatted(shown(removed)));
		}
		if (!leftOut.isEmpty()) {
			this.notes.add("applied, but left out when the change log was imported: %s".formatted(shown(leftOut)));
		}
	}

	private void describeOrder() {
		Map<String, String> swapped = new LinkedHashMap<>();
		int highest = -1;
		for (Row row : this.rows) {
			for (int i = 0; i < this.steps.size(); i++) {
				Step step = this.steps.get(i);
				if (row.equals(step.row()) && step.isImported() && !row.state().equals("RERAN")) {
					if (i < highest) {
						swapped.put(row.source().toString(), this.steps.get(highest).source().toString());
					}
					highest = Math.max(highest, i);
				}
			}
		}
		if (!swapped.isEmpty()) {
			Map.Entry<String, String> first = swapped.entrySet().iterator().next();
			this.notes.add("%s was applied after %s, out of order%s: the revisions are in the order of the change log"
				.formatted(first.getKey(), first.getValue(),
						(swapped.size() > 1) ? ", and so were %s others".formatted(swapped.size() - 1) : ""));
		}
	}

	/**
	 * A row of the table.
	 *
	 * @param source the change set
	 * @param checksum its checksum, or {@code null} if it was cleared
	 * @param state how it was run
	 */
	public record Row(LiquibaseSource source, @Nullable String checksum, String state) {

		/**
		 * Reads a row.
		 * @param path the column {@code filename}
		 * @param id the column {@code id}
		 * @param author the column {@code author}
		 * @param checksum the column {@code md5sum}
		 * @param state the column {@code exectype}
		 * @return the row
		 */
		public static Row of(String path, String id, String author, @Nullable String checksum, String state) {
			return new Row(new LiquibaseSource(path, id, author, List.of(), LiquibaseSource.Kind.REQUIRED), checksum,
					state);
		}

	}

	private record Step(String revision, LiquibaseSource source, @Nullable Row row) {

		boolean isApplied() {
			return this.row != null;
		}

		boolean isImported() {
			return this.source.kind() != LiquibaseSource.Kind.LEFT_OUT;
		}

	}

}
