package io.appmigrations.internal.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.support.UnifiedDiff;
import io.appmigrations.model.Change;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.Note.Effect;
import io.appmigrations.model.ObjectId;

/**
 * Changes of a schema as a person reads them.
 */
public final class ChangeOutput {

	/** As wide as the widest usual kind of change. */
	private static final int KIND_WIDTH = 18;

	/** What a person reads at once. */
	private static final int NOTES = 20;

	private static final String DOWNGRADE = "downgrade";

	private static final String FAILS_IF = "fails if";

	private ChangeOutput() {
	}

	public static String describe(Answer answer, Change change) {
		String style = switch (change.action()) {
			case CREATE -> "fg(green)";
			case DROP -> "fg(red)";
			case ALTER, RENAME -> "fg(yellow)";
		};
		return answer.styled(style, ("%-" + KIND_WIDTH + "s").formatted(change.kind().replace('_', ' '))) + "  "
				+ Text.name(change.object());
	}

	/**
	 * How routines and views change, as {@code diff -u} writes it: their statements say
	 * everything again.
	 */
	public static List<String> bodies(SchemaComparison comparison) {
		Map<ObjectId, String> before = definitions(comparison.downgrade());
		List<String> lines = new ArrayList<>();
		definitions(comparison.upgrade()).forEach((object, after) -> {
			String old = before.get(object);
			if (old != null) {
				UnifiedDiff.of("%s %s".formatted(object.kind().keyword(), object), old, after)
					.lines()
					.forEach((line) -> lines.add(Text.printable(line)));
			}
		});
		return lines;
	}

	private static Map<ObjectId, String> definitions(List<Change> changes) {
		Map<ObjectId, String> definitions = new LinkedHashMap<>();
		for (Change change : changes) {
			Kind kind = change.object().kind();
			boolean defines = change.action() == Change.Action.CREATE || change.action() == Change.Action.ALTER;
			if (defines && (kind.isRoutine() || kind == Kind.VIEW || kind == Kind.MATERIALIZED_VIEW)) {
				change.sql()
					.stream()
					.filter((sql) -> sql.regionMatches(true, 0, "create ", 0, "create ".length()))
					.findFirst()
					.ifPresent((sql) -> definitions.put(change.object(), sql.strip() + "\n"));
			}
		}
		return definitions;
	}

	/**
	 * What a reviewer must know about the upgrade, and about columns and the like that
	 * stay when it is undone: what is lost first, what may fail last, each once.
	 * @param more where the rest is to be found
	 */
	public static void notes(Answer answer, SchemaComparison comparison, String more) {
		if (answer.isJson() || answer.isQuiet()) {
			return;
		}
		Map<String, Set<String>> lines = new LinkedHashMap<>();
		for (Effect effect : Effect.values()) {
			lines.put(effect.toString(), new LinkedHashSet<>());
			if (effect == Effect.MAY_FAIL) {
				lines.put(FAILS_IF, new LinkedHashSet<>());
			}
		}
		comparison.upgrade().forEach((change) -> note(change, lines));
		lines.put(DOWNGRADE,
				comparison.downgrade()
					.stream()
					.filter((change) -> change.action() == Change.Action.ALTER)
					.flatMap((change) -> notes(change).stream())
					.map((note) -> Text.name(note.text()))
					.collect(Collectors.toCollection(LinkedHashSet::new)));
		lines.values().removeIf(Set::isEmpty);
		int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0) + 1;
		int left = NOTES;
		for (Map.Entry<String, Set<String>> each : lines.entrySet()) {
			String label = ("%-" + width + "s").formatted(each.getKey() + ":");
			each.getValue()
				.stream()
				.limit(left)
				.forEach((line) -> answer.aside(styled(answer, each.getKey(), label) + " " + line));
			left -= Math.min(left, each.getValue().size());
		}
		int all = lines.values().stream().mapToInt(Set::size).sum();
		if (all > NOTES) {
			answer.aside("%s more %s".formatted(all - NOTES, more));
		}
	}

	private static String styled(Answer answer, String effect, String label) {
		return effect.equals(Effect.LOSES_DATA.toString()) ? answer.styled("bold,fg(red)", label)
				: effect.equals(Effect.NOTE.toString()) || effect.equals(DOWNGRADE) ? label
						: answer.styled("bold,fg(yellow)", label);
	}

	private static void note(Change change, Map<String, Set<String>> lines) {
		boolean drops = change.action() == Change.Action.DROP && change.losesData()
				&& change.object().kind() != Kind.ROWS;
		Map<String, Set<String>> own = new LinkedHashMap<>();
		if (drops) {
			own.put(Effect.LOSES_DATA.toString(), new LinkedHashSet<>(Set.of(Text.name(change.object()))));
		}
		for (Note note : notes(change)) {
			if (!drops || note.effect() != Effect.LOSES_DATA) {
				String detail = Text.name(note.detail());
				boolean conditional = note.effect() == Effect.MAY_FAIL && detail.startsWith("if ");
				own.computeIfAbsent(conditional ? FAILS_IF : note.effect().toString(), (key) -> new LinkedHashSet<>())
					.add(conditional ? detail.substring("if ".length()) : detail);
			}
		}
		if (change.losesData() && !own.containsKey(Effect.LOSES_DATA.toString())) {
			// the notes of an application's own changes may say nothing of it
			own.computeIfAbsent(Effect.MAY_CHANGE.toString(), (key) -> Set.of(Text.name(change.object())));
		}
		own.forEach((effect, notes) -> lines.computeIfAbsent(effect, (key) -> new LinkedHashSet<>()).addAll(notes));
	}

	/** Without what the answer says in other lines. */
	private static List<Note> notes(Change change) {
		return change.notes().stream().filter((note) -> switch (note.effect()) {
			case LOSES_DATA, MAY_CHANGE, MAY_FAIL, NOTE -> true;
			case PROBABLE_RENAME, OWNER_LOST -> false;
		}).toList();
	}

	/** Whom what is made again belonged to, where the login cannot give it back. */
	public static void lostOwners(Answer answer, SchemaComparison comparison) {
		if (answer.isJson() || answer.isQuiet()) {
			return;
		}
		Stream.of(comparison.upgrade(), comparison.downgrade())
			.flatMap(List::stream)
			.flatMap((change) -> change.lostOwners().stream())
			.distinct()
			.forEach((note) -> answer.aside(answer.styled("bold,fg(red)", Text.printable(note.text()))));
	}

	/** What is no answer but worth knowing. */
	public static void asides(Answer answer, SchemaComparison comparison) {
		if (answer.isJson() || answer.isQuiet()) {
			return;
		}
		comparison.probableRenames()
			.forEach((rename) -> answer.aside("Perhaps %s was renamed to %s? If so, add %s"
				.formatted(Text.name(rename.was()), Text.name(rename.becomes()), Text.name(rename.option()))));
		comparison.upgrade()
			.stream()
			.filter((change) -> change.kind().equals("drop_table"))
			.findFirst()
			.ifPresent((change) -> answer
				.aside("To keep a table that the model does not have: app.migrations.autogenerate.exclude=%s"
					.formatted(Text.name(change.object()))));
		comparison.notCompared()
			.forEach((one) -> answer.aside("Differs, but this kind of object is not compared: " + Text.name(one)));
		comparison.notInModel()
			.forEach((id) -> answer
				.aside("Not in the model, left alone: %s %s".formatted(id.kind().keyword(), Text.name(id))));
	}

}
