package io.appmigrations.internal.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.appmigrations.RevisionDetails;
import io.appmigrations.internal.support.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Revisions in words.
 */
public final class Text {

	private Text() {
	}

	/** What would move a terminal's cursor or change its colours is escaped. */
	public static String printable(String text) {
		return Printable.text(text);
	}

	/** The same for a name, which stays on its line. */
	public static String name(Object name) {
		return Printable.name(name);
	}

	static String title(RevisionDetails details) {
		return printable(details.revision().title());
	}

	/** Cuts a text, and shows that it was cut. */
	static String cut(String text, int length) {
		return (text.length() <= length) ? text : text.substring(0, Math.max(0, length - 3)) + "...";
	}

	/** For example {@code (billing) (head) (merge)}. */
	static String marks(RevisionDetails details) {
		List<String> marks = new ArrayList<>();
		if (!details.branchLabels().isEmpty()) {
			marks.add(String.join(", ", details.branchLabels()));
		}
		if (Boolean.TRUE.equals(details.current())) {
			marks.add("current");
		}
		if (details.unfinished() != null) {
			marks.add("%s unfinished".formatted(details.unfinished().direction()));
		}
		if (details.head()) {
			marks.add("head");
		}
		if (details.branchPoint()) {
			marks.add("branchpoint");
		}
		if (details.mergePoint()) {
			marks.add("mergepoint");
		}
		if (!details.revision().replaces().isEmpty()) {
			marks.add("squashed");
		}
		return marks.stream().map((mark) -> "(" + mark + ")").collect(Collectors.joining(" "));
	}

	public static String oneLine(Answer answer, RevisionDetails details) {
		String marks = marks(details);
		return answer.styled("fg(yellow)", details.revision().id())
				+ (marks.isEmpty() ? "" : " " + answer.styled("fg(cyan)", marks))
				+ (details.revision().dependsOn().isEmpty() ? ""
						: " (depends on %s)".formatted(String.join(", ", details.revision().dependsOn())))
				+ (title(details).isEmpty() ? "" : " " + title(details));
	}

	public static List<String> details(Answer answer, RevisionDetails details) {
		List<String> lines = new ArrayList<>();
		String marks = marks(details);
		lines.add("Revision:  " + answer.styled("fg(yellow)", details.revision().id())
				+ (marks.isEmpty() ? "" : " " + answer.styled("fg(cyan)", marks)));
		lines.add((details.mergePoint() ? "Merges:    " : "Parent:    ")
				+ (details.base() ? "base" : String.join(", ", details.revision().downRevisions())));
		add(lines, "Depends:   ", String.join(", ", details.revision().dependsOn()));
		add(lines, "Replaces:  ", String.join(", ", details.revision().replaces()));
		if (details.branchPoint()) {
			add(lines, "Children:  ", String.join(", ", details.children()));
		}
		add(lines, "Created:   ", details.revision().created());
		if (details.applied() != null) {
			lines.add("Applied:   " + (details.applied()
					? (details.appliedAt() != null) ? details.appliedAt().toString() : "yes" : "no"));
		}
		if (details.unfinished() != null) {
			lines.add("Unfinished: %s, statements done: %s".formatted(details.unfinished().direction(),
					details.unfinished().statements()));
		}
		lines.add("Path:      " + name(details.revision().path()));
		if (!details.revision().message().isEmpty()) {
			lines.add("");
			printable(details.revision().message()).lines().forEach((line) -> lines.add("    " + line));
		}
		return lines;
	}

	private static void add(List<String> lines, String label, @Nullable Object value) {
		if (value != null && !value.toString().isEmpty()) {
			lines.add(label + value);
		}
	}

}
