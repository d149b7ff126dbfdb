package io.appmigrations.internal.support;

import java.util.ArrayList;
import java.util.List;

/**
 * The difference between two texts, as {@code diff -u} writes it.
 */
public final class UnifiedDiff {

	private static final int CONTEXT = 3;

	/** Beyond that, what differs is one piece. */
	private static final long MOST_COMPARED = 25_000_000;

	private final List<Line> lines = new ArrayList<>();

	private UnifiedDiff() {
	}

	/**
	 * Compares two texts.
	 * @param path the name of the file
	 * @param before the text before
	 * @param after the text after
	 * @return lines that end with a line break, empty where the texts are the same
	 */
	public static String of(String path, String before, String after) {
		UnifiedDiff diff = new UnifiedDiff();
		diff.compare(lines(before), lines(after));
		String hunks = diff.hunks();
		return hunks.isEmpty() ? "" : "--- %s\n+++ %s\n%s".formatted(path, path, hunks);
	}

	/** With their line breaks, since these can differ too. */
	private static List<String> lines(String text) {
		List<String> lines = new ArrayList<>();
		int start = 0;
		while (start < text.length()) {
			int end = text.indexOf('\n', start);
			end = (end < 0) ? text.length() : end + 1;
			lines.add(text.substring(start, end));
			start = end;
		}
		return lines;
	}

	private void compare(List<String> before, List<String> after) {
		int start = 0;
		int most = Math.min(before.size(), after.size());
		while (start < most && before.get(start).equals(after.get(start))) {
			start++;
		}
		int end = 0;
		while (end < most - start && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
			end++;
		}
		before.subList(0, start).forEach((line) -> this.lines.add(new Line(' ', line)));
		middle(before.subList(start, before.size() - end), after.subList(start, after.size() - end));
		before.subList(before.size() - end, before.size()).forEach((line) -> this.lines.add(new Line(' ', line)));
	}

	/** The longest common subsequence stays. */
	private void middle(List<String> before, List<String> after) {
		if ((long) before.size() * after.size() > MOST_COMPARED) {
			before.forEach((line) -> this.lines.add(new Line('-', line)));
			after.forEach((line) -> this.lines.add(new Line('+', line)));
			return;
		}
		int[][] common = new int[before.size() + 1][after.size() + 1];
		for (int i = before.size() - 1; i >= 0; i--) {
			for (int j = after.size() - 1; j >= 0; j--) {
				common[i][j] = before.get(i).equals(after.get(j)) ? common[i + 1][j + 1] + 1
						: Math.max(common[i + 1][j], common[i][j + 1]);
			}
		}
		int i = 0;
		int j = 0;
		while (i < before.size() || j < after.size()) {
			if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
				this.lines.add(new Line(' ', before.get(i++)));
				j++;
			}
			else if (i < before.size() && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
				this.lines.add(new Line('-', before.get(i++)));
			}
			else {
				this.lines.add(new Line('+', after.get(j++)));
			}
		}
	}

	private String hunks() {
		StringBuilder hunks = new StringBuilder();
		int old = 1;
		int fresh = 1;
		int i = 0;
		while (i < this.lines.size()) {
			int first = firstChange(i);
			if (first == this.lines.size()) {
				break;
			}
			int start = Math.max(i, first - CONTEXT);
			old += start - i;
			fresh += start - i;
			int end = end(first);
			List<Line> hunk = this.lines.subList(start, end);
			int removed = (int) hunk.stream().filter((line) -> line.mark() != '+').count();
			int added = (int) hunk.stream().filter((line) -> line.mark() != '-').count();
			hunks.append("@@ -%s +%s @@\n".formatted(range(old, removed), range(fresh, added)));
			hunk.forEach((line) -> line.appendTo(hunks));
			old += removed;
			fresh += added;
			i = end;
		}
		return hunks.toString();
	}

	private int firstChange(int from) {
		int first = from;
		while (first < this.lines.size() && this.lines.get(first).mark() == ' ') {
			first++;
		}
		return first;
	}

	/** Where a hunk ends: changes with little in between share one. */
	private int end(int first) {
		int end = first;
		int next = first;
		while (next < this.lines.size() && next - end <= 2 * CONTEXT) {
			end = next + 1;
			next = firstChange(end);
		}
		return Math.min(end + CONTEXT, this.lines.size());
	}

	private static String range(int start, int count) {
		return (count == 1) ? String.valueOf(start) : "%s,%s".formatted((count == 0) ? start - 1 : start, count);
	}

	/**
	 * A line of the difference.
	 *
	 * @param mark a space, a minus or a plus
	 * @param text the line with its line break
	 */
	private record Line(char mark, String text) {

		private void appendTo(StringBuilder hunk) {
			hunk.append(this.mark).append(this.text.replaceFirst("\\r?\\n$", "")).append('\n');
			if (!this.text.endsWith("\n")) {
				hunk.append("\\ No newline at end of file\n");
			}
		}

	}

}
