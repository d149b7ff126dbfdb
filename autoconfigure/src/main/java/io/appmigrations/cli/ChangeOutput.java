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

	/** Which changes remove data that the way back cannot bring back. */
	static void losses(Answer answer, List<Change> changes) {
		if (answer.isJson() || answer.isQuiet()) {
			return;
		}
		changes.stream()
			.filter(Change::losesData)
			.forEach((change) -> answer
				.aside(answer.styled("bold,fg(red)", "loses data: ") + Text.name(change.object())));
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
			.forEach((rename) -> answer.aside("Perhaps %s was renamed to %s? Say so with --rename %s"
				.formatted(Text.name(rename.object()), Text.name(rename.newName()), Text.name(rename.argument()))));
		comparison.notCompared()
			.forEach((one) -> answer.aside("Differs, but is of a kind that is not compared: " + Text.name(one)));
		comparison.notInModel()
			.forEach((id) -> answer
				.aside("Not in the model, left alone: %s %s".formatted(id.kind().keyword(), Text.name(id))));
	}

}
