package io.appmigrations.internal.cli.output;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.engine.FixReport;

/**
 * What {@code lint --fix} did, in words.
 */
public final class FixText {

	private FixText() {
	}

	/**
	 * Shows what changed in files.
	 * @param report what was done
	 * @return the lines of the differences
	 */
	public static List<String> diffs(FixReport report) {
		List<String> lines = new ArrayList<>();
		report.fixed().forEach((file) -> {
			Text.printable(file.diff()).lines().forEach(lines::add);
			lines.add("");
		});
		return lines;
	}

	/**
	 * Says what was left, and how much was done.
	 * @param report what was done
	 * @return a line each
	 */
	public static List<String> summary(FixReport report) {
		List<String> lines = new ArrayList<>();
		report.notFixed()
			.forEach((left) -> lines.add("not fixed: %s%s: %s".formatted(Text.name(left.path()),
					(left.line() > 0) ? ":" + left.line() : "", Text.printable(left.reason()))));
		int small = report.left().onSmallTables();
		if (small > 0) {
			lines.add(("not fixed: %s on tables that are small in this database. "
					+ "To fix them anyway, run lint --fix against an empty database, where no table counts as small.")
				.formatted(LintText.counted(small, "finding")));
		}
		int statements = report.fixed().stream().mapToInt((file) -> file.lines().size()).sum();
		lines.add("fixed: %s in %s; not fixed: %s".formatted(LintText.counted(statements, "statement"),
				LintText.counted(report.fixed().size(), "file"), report.notFixed().size()));
		return lines;
	}

}
