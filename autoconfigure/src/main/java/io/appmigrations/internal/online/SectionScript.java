package io.appmigrations.internal.online;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.appmigrations.model.Change;
import io.appmigrations.model.Note;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a section of a revision.
 *
 * @param units what is committed together, in order
 * @param transactional whether everything is
 * @param batch the key over whose ranges the only statement is run, as its section has
 * it, or {@code null} where statements run at once
 */
public record SectionScript(List<Unit> units, boolean transactional, @Nullable String batch) {

	/** Nothing to do. */
	public static final SectionScript EMPTY = new SectionScript(List.of(), true);

	/**
	 * Copies the list.
	 */
	public SectionScript {
		units = List.copyOf(units);
	}

	/**
	 * Statements that run at once.
	 * @param units what is committed together, in order
	 * @param transactional whether everything is
	 */
	public SectionScript(List<Unit> units, boolean transactional) {
		this(units, transactional, null);
	}

	/**
	 * Puts scripts together. What is one transaction stays one, and what can be one with
	 * others becomes one.
	 * @param scripts the scripts in order, none of them in batches
	 * @return a script that does what they do
	 */
	public static SectionScript joined(List<SectionScript> scripts) {
		List<SectionScript> some = scripts.stream().filter((script) -> !script.units.isEmpty()).toList();
		boolean isOne = some.stream().allMatch(SectionScript::transactional);
		return new SectionScript(some.stream()
			.flatMap((script) -> script.transactional
					? Stream.of(new Unit(script.units.stream().flatMap((unit) -> unit.pieces().stream()).toList()))
					: script.units.stream())
			.toList(), isOne);
	}

	/**
	 * Puts scripts together that lock different tables. Each stays what it is, so that
	 * nobody who waits for one table keeps others from another one.
	 * @param scripts the scripts in order, none of them in batches
	 * @return a script that does what they do, not in one transaction where there are
	 * several
	 */
	public static SectionScript separate(List<SectionScript> scripts) {
		List<SectionScript> some = scripts.stream().filter((script) -> !script.units.isEmpty()).toList();
		SectionScript joined = joined(some);
		return (some.size() > 1) ? new SectionScript(joined.units, false) : joined;
	}

	/**
	 * Writes each statement in another way.
	 * @param written the statement as it is to be written
	 * @return the script with the same notes
	 */
	public SectionScript with(UnaryOperator<String> written) {
		return new SectionScript(this.units.stream()
			.map((unit) -> new Unit(unit.pieces.stream()
				.map((piece) -> new Piece(piece.subject, piece.notes, piece.sql.stream().map(written).toList()))
				.toList()))
			.toList(), this.transactional, this.batch);
	}

	/**
	 * Returns what stands behind the marker of the section.
	 * @return the options, empty where there are none
	 */
	public String options() {
		if (this.batch != null) {
			return "batch:" + this.batch;
		}
		return this.transactional ? "" : "transaction:off";
	}

	/**
	 * The statements of changes as they are.
	 * @param changes the changes in order
	 * @param transactional whether they run in one transaction, or each by itself
	 * @return the script
	 */
	public static SectionScript plain(List<Change> changes, boolean transactional) {
		List<Piece> pieces = changes.stream()
			.map((change) -> new Piece(change.subject(), change.notes(), change.sql()))
			.toList();
		return new SectionScript(
				transactional ? List.of(new Unit(pieces))
						: pieces.stream().flatMap(Piece::split).map((piece) -> new Unit(List.of(piece))).toList(),
				transactional);
	}

	/**
	 * Returns the statements in order.
	 * @return the statements, without semicolons and without transaction control
	 */
	public List<String> statements() {
		return this.units.stream()
			.flatMap((unit) -> unit.pieces().stream())
			.flatMap((piece) -> piece.sql().stream())
			.toList();
	}

	/**
	 * Returns the statements as they can run in one transaction.
	 * @return the statements without {@code concurrently}
	 */
	public List<String> inTransaction() {
		return statements().stream().map(OnlineForm::inTransaction).toList();
	}

	/**
	 * Whether any of the statements cannot run in a transaction.
	 * @return {@code true} where {@link #inTransaction()} differs
	 */
	public boolean isConcurrent() {
		return !inTransaction().equals(statements());
	}

	/**
	 * What is committed together.
	 *
	 * @param pieces the parts of it
	 */
	public record Unit(List<Piece> pieces) {

		/**
		 * Copies the list.
		 */
		public Unit {
			pieces = List.copyOf(pieces);
		}

		/**
		 * Whether there is more than one statement.
		 * @return {@code true} where a transaction has to be written
		 */
		public boolean hasSeveralStatements() {
			return this.pieces.stream().mapToInt((piece) -> piece.sql().size()).sum() > 1;
		}

	}

	/**
	 * What belongs to one change.
	 *
	 * @param subject the table or object, for people
	 * @param notes what a reviewer must know
	 * @param sql the statements
	 */
	public record Piece(String subject, List<Note> notes, List<String> sql) {

		/**
		 * Copies the lists.
		 */
		public Piece {
			notes = List.copyOf(notes);
			sql = List.copyOf(sql);
		}

		private Stream<Piece> split() {
			return Stream.iterate(0, (i) -> i < this.sql.size(), (i) -> i + 1)
				.map((i) -> new Piece(this.subject, (i == 0) ? this.notes : List.of(), List.of(this.sql.get(i))));
		}

	}

}
