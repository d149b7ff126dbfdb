package io.appmigrations.internal.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.appmigrations.LintFinding;
import io.appmigrations.LintReport;
import io.appmigrations.internal.support.Wrapped;

/**
 * Findings in words.
 */
public final class LintText {

	private static final int WIDTH = 120;

	/** Of a long statement, so many lines are shown. */
	private static final int LINES = 12;

	/** What is known by how it begins. */
	private static final Pattern CODE = Pattern
		.compile("(?is)(?:do|create\\s+(?:or\\s+replace\\s+)?(?:function|procedure))\\b.*");

	private LintText() {
	}

	public static void print(Answer answer, LintReport report) {
		String shown = "";
		for (LintFinding finding : report.findings()) {
			String place = "%s:%s".formatted(finding.path(), finding.line());
			show(answer, finding, place.equals(shown));
			shown = place;
		}
		answer.remark(summary(report));
		left(report).stream().flatMap((line) -> Wrapped.lines(line, WIDTH, "    ").stream()).forEach(answer::aside);
	}

	/** What was found, and in how much. */
	public static String summary(LintReport report) {
		if (report.checked().isEmpty()) {
			return report.notChecked().isEmpty()
					? "No revision is pending, so nothing was checked: 'lint head:head' checks the newest one, 'lint --all' all."
					: "Nothing was checked.";
		}
		long errors = report.findings()
			.stream()
			.filter((finding) -> finding.level() == LintFinding.Level.ERROR)
			.count();
		List<String> found = new ArrayList<>();
		add(found, errors, "error");
		add(found, report.findings().size() - errors, "warning");
		add(found, report.ignored().size(), "ignored finding");
		return "%s in %s, %s.".formatted(
				report.findings().isEmpty()
						? "Nothing unsafe was found" + (found.isEmpty() ? "" : " (%s)".formatted(found.get(0)))
						: String.join(", ", found),
				counted(report.checked().size(), "revision"), counted(report.statements(), "statement"));
	}

	private static void add(List<String> found, long number, String what) {
		if (number > 0) {
			found.add(counted(number, what));
		}
	}

	static String counted(long number, String what) {
		return "%s %s%s".formatted(number, what, (number == 1) ? "" : "s");
	}

	/** What was not looked at. */
	static List<String> left(LintReport report) {
		List<String> left = new ArrayList<>();
		if (!report.notChecked().isEmpty()) {
			left.add("not checked: " + String.join(", ", report.notChecked()));
		}
		if (report.onSmallTables() > 0) {
			left.add(("left out: %s %s on tables that are small in this database; "
					+ "in an empty one, where all revisions are pending, no table counts as small")
				.formatted(report.onSmallTables(), (report.onSmallTables() == 1) ? "finding" : "findings"));
		}
		if (!report.rulesLeftOut().isEmpty()) {
			left.add("not measured, so these rules were left out: " + String.join(", ", report.rulesLeftOut()));
		}
		if (!report.rulesInPart().isEmpty()) {
			left.add("not measured, so these rules found only what the text says: "
					+ String.join(", ", report.rulesInPart()));
		}
		return left;
	}

	/** A finding for whoever sees the statement beside it. */
	static String message(LintFinding finding) {
		return (finding.suggestion() != null) ? "%s\nInstead:\n%s".formatted(finding.message(), finding.suggestion())
				: finding.message();
	}

	private static void show(Answer answer, LintFinding finding, boolean again) {
		String style = (finding.level() == LintFinding.Level.ERROR) ? "bold,fg(red)" : "fg(yellow)";
		answer.line("%s:%s: %s %s".formatted(Text.name(finding.path()), finding.line(),
				answer.styled(style, finding.level() + ":"), finding.rule()));
		if (finding.statement() != null && !again) {
			indented(answer, shortened(finding.statement()));
		}
		Text.printable(finding.message()).lines().forEach((line) -> answer.line("  " + line));
		if (finding.suggestion() != null) {
			answer.line("  Instead:");
			indented(answer, finding.suggestion());
		}
		answer.line("");
	}

	private static String shortened(String sql) {
		List<String> lines = sql.lines().toList();
		if (lines.size() > 2 && CODE.matcher(sql).matches()) {
			return Text.cut(sql.strip().replaceAll("\\s+", " "), WIDTH - 4);
		}
		return (lines.size() > LINES) ? String.join("\n", lines.subList(0, LINES - 1)) + "\n..." : sql;
	}

	private static void indented(Answer answer, String text) {
		Text.printable(text).lines().forEach((line) -> answer.line("    " + line));
	}

}
