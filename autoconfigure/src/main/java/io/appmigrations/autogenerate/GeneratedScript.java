package io.appmigrations.autogenerate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Changes as the text of a revision: one statement after the other, grouped and commented
 * by table.
 */
public final class GeneratedScript {

	/** How the upgrade of a generated revision begins. */
	private static final String MARK = "-- Generated from ";

	private static final Pattern ADDED_LABEL = Pattern.compile("add value ('(?:[^']|'')*+')");

	private static final String NAME = "(?:if not exists )?(?:\"(?<quoted>(?:[^\"]|\"\")++)\"|(?<plain>[a-z_][a-z0-9_$]*))";

	private static final Pattern MADE = Pattern
		.compile("\\b(?:constraint|index|sequence|type|view) (?:[a-z_][a-z0-9_$]*\\.)?" + NAME);

	private GeneratedScript() {
	}

	/**
	 * Writes the way up.
	 * @param changes the changes in order
	 * @param source what they were generated from, one line
	 * @return the text of the section
	 */
	public static String upgrade(List<Change> changes, String source) {
		return MARK + source.lines().collect(Collectors.joining(" ")) + "\n\n" + text(changes);
	}

	/**
	 * Writes the way down.
	 * @param changes the changes in order
	 * @return the text of the section
	 */
	public static String downgrade(List<Change> changes) {
		return text(changes);
	}

	/**
	 * Whether the changes cannot run in one transaction: a label that is added to an enum
	 * cannot be used before it is committed.
	 * @param changes the changes in order
	 * @return {@code true} where a label is added and used
	 */
	public static boolean needsCommits(List<Change> changes) {
		List<String> sql = changes.stream().flatMap((change) -> change.sql().stream()).toList();
		for (int i = 0; i < sql.size(); i++) {
			Matcher added = ADDED_LABEL.matcher(sql.get(i));
			if (sql.get(i).startsWith("alter type ") && added.find()) {
				String label = added.group(1);
				if (sql.stream().anyMatch((other) -> !other.startsWith("alter type ") && other.contains(label))) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Finds the names of what a generated revision made.
	 * @param upgrade the text of its upgrade
	 * @return the names, none where the revision was not generated
	 */
	public static Set<String> made(String upgrade) {
		Set<String> names = new TreeSet<>();
		if (upgrade.lines().noneMatch((line) -> line.startsWith(MARK))) {
			return names;
		}
		Matcher made = MADE.matcher(upgrade);
		while (made.find()) {
			String quoted = made.group("quoted");
			names.add((quoted != null) ? quoted.replace("\"\"", "\"") : made.group("plain"));
		}
		return names;
	}

	private static String text(List<Change> changes) {
		List<String> blocks = new ArrayList<>();
		String group = "";
		for (Change change : changes) {
			String heading = change.subject();
			StringBuilder block = new StringBuilder();
			if (!heading.equals(group)) {
				block.append(blocks.isEmpty() ? "" : "\n").append("-- ").append(oneLine(heading)).append('\n');
				group = heading;
			}
			change.notes().forEach((note) -> block.append("-- ").append(oneLine(note)).append('\n'));
			block.append(change.sql().stream().map(GeneratedScript::statement).collect(Collectors.joining("\n")));
			blocks.add(block.toString());
		}
		return String.join("\n", blocks);
	}

	private static String statement(String sql) {
		return sql.strip() + ";";
	}

	private static String oneLine(String text) {
		return text.lines().collect(Collectors.joining(" "));
	}

}
