package io.appmigrations.cli;

import java.util.List;
import java.util.stream.Stream;

import io.appmigrations.SchemaComparison;
import io.appmigrations.autogenerate.Change;

/**
 * Changes of a schema as a person reads them.
 */
final class ChangeOutput {

	/** As wide as the widest usual kind of change. */
	private static final int KIND_WIDTH = 18;

	private ChangeOutput() {
	}

	static String describe(Answer answer, Change change) {
		String style = switch (change.action()) {
			case CREATE -> "fg(green)";
			case DROP -> "fg(red)";
			case ALTER, RENAME -> "fg(yellow)";
		};
		return answer.styled(style, ("%-" + KIND_WIDTH + "s").formatted(change.kind().replace('_', ' '))) + "  "
				+ Text.name(change.object());
	}

	/**
	 * What becomes of the rows: which changes remove or change data such that the way
	 * back cannot restore it, and what of it the file says about columns that stay.
	 */
	static void losses(Answer answer, SchemaComparison comparison) {
		if (answer.isJson() || answer.isQuiet()) {
			return;
		}
		comparison.upgrade()
			.stream()
			.filter(Change::losesData)
			.forEach((change) -> answer
				.aside(answer.styled("bold,fg(red)", "loses data: ") + Text.name(change.object())));
		remarks(answer, "note: ", comparison.upgrade());
		remarks(answer, "note on the downgrade: ", comparison.downgrade());
	}

	private static void remarks(Answer answer, String heading, List<Change> changes) {
		changes.stream()
			.filter((change) -> change.action() == Change.Action.ALTER && !change.remarks().isEmpty())
			.forEach((change) -> answer.aside(heading + Text.printable(String.join(" ", change.remarks()))));
	}

	/** Whom what is made again belonged to, where the login cannot give it back. */
	static void lostOwners(Answer answer, SchemaComparison comparison) {
		if (answer.isJson() || answer.isQuiet()) {
			return;
		}
		Stream.of(comparison.upgrade(), comparison.downgrade())
			.flatMap(List::stream)
			.flatMap((change) -> change.lostOwners().stream())
			.distinct()
			.forEach((note) -> answer.aside(answer.styled("bold,fg(red)", Text.printable(note))));
	}

	/** What is no answer but worth knowing. */
	static void asides(Answer answer, SchemaComparison comparison) {
		if (answer.isJson() || answer.isQuiet()) {
			return;
		}
		comparison.probableRenames()
			.forEach((rename) -> answer.aside("Perhaps %s was renamed to %s? Say so with %s"
				.formatted(Text.name(rename.was()), Text.name(rename.becomes()), Text.name(rename.option()))));
		comparison.notCompared()
			.forEach((one) -> answer.aside("Differs, but is of a kind that is not compared: " + Text.name(one)));
		comparison.notInModel()
			.forEach((id) -> answer
				.aside("Not in the model, left alone: %s %s".formatted(id.kind().keyword(), Text.name(id))));
	}

}
