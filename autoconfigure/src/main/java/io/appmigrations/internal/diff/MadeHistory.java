package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.declaration.NameChange;
import io.appmigrations.internal.declaration.NameChange.Action;
import io.appmigrations.internal.declaration.NameChangeReader;
import io.appmigrations.internal.family.Families;
import io.appmigrations.model.ObjectId;

/**
 * Follows what generated revisions made, through all revisions in their order.
 * <p>
 * A generated revision has a record of what it makes that was not there before
 * ({@link MadeRecord}), in comments. It counts for what a statement of the revision still
 * makes: so what was edited out is not claimed, nor is what was added by hand. Renames
 * and drops are read from the statements of every revision, written by hand or not.
 * <p>
 * Older revisions have no record. There, what the first comment says is generated makes
 * whatever a statement of it makes that none before it has dropped or renamed, as long as
 * the way down takes it away again.
 */
public final class MadeHistory {

	private static final String COMMENT = "-- ";

	private final String defaultSchema;

	private final Set<ObjectId> made = new HashSet<>();

	private final Set<String> swapped = new HashSet<>();

	/**
	 * Begins with nothing.
	 * @param defaultSchema the schema of names without one
	 */
	public MadeHistory(String defaultSchema) {
		this.defaultSchema = defaultSchema;
	}

	/**
	 * Returns what was made and is still there, as far as the revisions say.
	 * @return the objects
	 */
	public MadeObjects made() {
		return new MadeObjects(this.made, this.swapped);
	}

	/**
	 * Adds a revision of SQL.
	 * @param text the upgrade as it stands in the file
	 * @param upgrade the statements in it, as they stand there, with what else is no
	 * comment
	 * @param downgrade the statements of the way down
	 */
	public void add(String text, List<String> upgrade, List<String> downgrade) {
		Comments comments = Comments.in(text, upgrade);
		Claim record = comments.hasRecord() ? record(comments.lines()) : null;
		Set<ObjectId> undone = (record == null && comments.isGenerated()) ? dropped(downgrade) : Set.of();
		new Revision(new HashSet<>(this.made), (record != null) ? record.made() : Set.of(), undone)
			.run(changes(upgrade));
		if (record != null) {
			record.gone().forEach((key) -> MadeObjects.drop(this.made, key));
		}
	}

	/**
	 * Adds a Java revision.
	 * @param script what it says of itself ({@link MadeRecord#script})
	 */
	public void add(List<String> script) {
		Claim record = record(script);
		new Revision(new HashSet<>(), Set.of(), Set.of()).run(changes(script));
		record.gone().forEach((key) -> MadeObjects.drop(this.made, key));
		this.made.addAll(record.made());
	}

	private Claim record(List<String> lines) {
		Set<ObjectId> made = new HashSet<>();
		Set<ObjectId> gone = new HashSet<>();
		for (String line : lines) {
			read(line, MadeRecord.MADE, made);
			read(line, MadeRecord.GONE, gone);
			String swap = MadeRecord.list(line, MadeRecord.SWAPPED);
			if (swap != null) {
				this.swapped.add(swap);
			}
		}
		return new Claim(made, gone);
	}

	private void read(String line, String beginning, Set<ObjectId> keys) {
		String list = MadeRecord.list(line, beginning);
		if (list != null) {
			NameChangeReader.readNames(list, Action.MAKE).forEach((change) -> keys.add(key(change)));
		}
	}

	private static List<NameChange> changes(List<String> statements) {
		List<NameChange> changes = new ArrayList<>();
		statements.forEach((statement) -> changes.addAll(NameChangeReader.read(statement)));
		return changes;
	}

	private Set<ObjectId> dropped(List<String> statements) {
		Set<ObjectId> dropped = new HashSet<>();
		changes(statements).stream()
			.filter((change) -> change.action() == Action.DROP)
			.forEach((change) -> dropped.add(key(change)));
		return dropped;
	}

	private ObjectId key(NameChange change) {
		return new ObjectId(change.kind(), Objects.requireNonNullElse(change.schema(), this.defaultSchema),
				change.relation(), change.name());
	}

	/** One revision, statement by statement. */
	private final class Revision {

		/** What was made before it, under all its names, which it may put back. */
		private final Set<ObjectId> before;

		private final Set<ObjectId> recorded;

		/** What the way down of an old generated revision takes away. */
		private final Set<ObjectId> undone;

		/** The names that were taken until this revision. */
		private final Set<ObjectId> vacated = new HashSet<>();

		Revision(Set<ObjectId> before, Set<ObjectId> recorded, Set<ObjectId> undone) {
			this.before = before;
			this.recorded = recorded;
			this.undone = undone;
		}

		void run(List<NameChange> changes) {
			Set<ObjectId> made = MadeHistory.this.made;
			for (NameChange change : changes) {
				ObjectId key = key(change);
				switch (change.action()) {
					case MAKE -> {
						if (isOurs(key)) {
							made.add(key);
						}
					}
					case DROP -> {
						MadeObjects.drop(made, key);
						this.vacated.add(key);
					}
					case RENAME -> {
						MadeObjects.rename(made, key, String.valueOf(change.other()));
						this.before.addAll(made);
						this.vacated.add(key);
					}
					case MOVE -> {
						MadeObjects.move(made, key, String.valueOf(change.other()));
						this.before.addAll(made);
						this.vacated.add(key);
					}
				}
			}
		}

		private boolean isOurs(ObjectId key) {
			return this.before.contains(key) || this.recorded.contains(key)
					|| (this.vacated.stream().noneMatch((name) -> isGone(key, name))
							&& this.undone.stream().anyMatch((name) -> mayBeGone(key, name)));
		}

		private static boolean isGone(ObjectId key, ObjectId name) {
			return key.equals(name) || Families.of(name.kind()).goesWith(key, name);
		}

		private static boolean mayBeGone(ObjectId key, ObjectId name) {
			return Families.of(name.kind()).mayGoWith(key, name);
		}

	}

	private record Claim(Set<ObjectId> made, Set<ObjectId> gone) {
	}

	/**
	 * The comments between the statements. What is in a statement, in a string for
	 * example, is none.
	 *
	 * @param lines their lines without dashes
	 * @param isGenerated whether the first of them says that the revision is generated,
	 * and no other one
	 */
	private record Comments(List<String> lines, boolean isGenerated) {

		static Comments in(String text, List<String> statements) {
			List<String> lines = new ArrayList<>();
			if (!text.contains(GeneratedScript.MARK)) {
				return new Comments(lines, false);
			}
			int position = 0;
			int first = -1;
			for (String statement : statements) {
				int start = text.indexOf(statement, position);
				if (start < 0) {
					break;
				}
				add(text.substring(position, start), lines);
				first = (first < 0) ? lines.size() : first;
				position = start + statement.length();
			}
			add(text.substring(position), lines);
			List<String> beginning = (first < 0) ? lines : lines.subList(0, first);
			String mark = GeneratedScript.MARK.substring(COMMENT.length());
			if (lines.stream().noneMatch((line) -> line.startsWith(mark))) {
				return new Comments(List.of(), false);
			}
			boolean generated = beginning.stream().anyMatch((line) -> line.startsWith(mark))
					&& lines.stream().filter((line) -> line.startsWith(mark)).count() == 1;
			return new Comments(lines, generated);
		}

		private static void add(String between, List<String> lines) {
			between.lines()
				.map(String::strip)
				.filter((line) -> line.startsWith(COMMENT))
				.forEach((line) -> lines.add(line.substring(COMMENT.length()).strip()));
		}

		boolean hasRecord() {
			return this.lines.stream().anyMatch((line) -> MadeRecord.list(line, MadeRecord.MADE) != null);
		}

	}

}
