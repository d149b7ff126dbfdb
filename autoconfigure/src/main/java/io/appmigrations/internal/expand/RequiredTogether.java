package io.appmigrations.internal.expand;

import java.util.List;
import java.util.stream.Stream;

import io.appmigrations.internal.online.SectionScript;
import io.appmigrations.internal.online.SectionScript.Piece;
import io.appmigrations.internal.online.SectionScript.Unit;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.model.Note;

/**
 * Several columns of a table that become required, in the steps in which one does: the
 * rows get their values, checks are added, rows that came in between get theirs, and the
 * checks are validated before the columns are required.
 */
final class RequiredTogether {

	private static final List<String> STEPS = List.of("update", "alter", "update", "alter", "alter");

	private RequiredTogether() {
	}

	/**
	 * Takes each step of all columns at once.
	 * @param scripts the script of each column
	 * @param update gives all columns their values
	 * @return one script, in which the steps of each column follow one another where they
	 * are others
	 */
	static SectionScript of(List<SectionScript> scripts, String update) {
		if (!scripts.stream().allMatch(RequiredTogether::hasSteps)) {
			return SectionScript.joined(scripts);
		}
		return new SectionScript(List.of(filled(scripts, 0, update), altered(scripts, 1), filled(scripts, 2, update),
				altered(scripts, 3), new Unit(pieces(scripts, 4).toList())), false);
	}

	private static boolean hasSteps(SectionScript script) {
		return STEPS.equals(script.units().stream().map((unit) -> StatementShape.of(first(unit)).verb()).toList());
	}

	private static String first(Unit unit) {
		return unit.pieces().get(0).sql().get(0);
	}

	private static Stream<Piece> pieces(List<SectionScript> scripts, int step) {
		return scripts.stream().flatMap((script) -> script.units().get(step).pieces().stream());
	}

	/** An update of several columns needs no word to lint. */
	private static Unit filled(List<SectionScript> scripts, int step, String update) {
		List<Note> notes = notes(scripts, step).filter((note) -> !note.text().startsWith("lint:ignore")).toList();
		return new Unit(List.of(new Piece(subject(scripts), notes, List.of(update))));
	}

	private static Unit altered(List<SectionScript> scripts, int step) {
		List<String> statements = pieces(scripts, step).flatMap((piece) -> piece.sql().stream()).toList();
		List<String> actions = statements.stream().map((sql) -> sql.substring(actions(sql))).toList();
		String first = statements.get(0);
		return new Unit(List.of(new Piece(subject(scripts), notes(scripts, step).toList(), List
			.of("%s\n\t%s".formatted(first.substring(0, actions(first)).strip(), String.join(",\n\t", actions))))));
	}

	private static int actions(String alterTable) {
		return StatementShape.of(alterTable).rest().offset();
	}

	private static Stream<Note> notes(List<SectionScript> scripts, int step) {
		return pieces(scripts, step).flatMap((piece) -> piece.notes().stream()).distinct();
	}

	private static String subject(List<SectionScript> scripts) {
		return scripts.get(0).units().get(0).pieces().get(0).subject();
	}

}
