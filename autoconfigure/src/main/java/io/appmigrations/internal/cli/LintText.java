package io.appmigrations.internal.cli;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.LintFinding;
import io.appmigrations.LintReport;

/**
 * Findings in words.
 */
final class LintText {

	private LintText() {
	}

	static void print(Answer answer, LintReport report) {
		report.findings().forEach((finding) -> show(answer, finding));
		if (report.findings().isEmpty()) {
			answer.remark(nothing(report));
		}
		left(report).forEach(answer::aside);
	}

	/** What an answer without findings says. */
	static String nothing(LintReport report) {
		return (report.checked().isEmpty() && report.notChecked().isEmpty())
				? "No revision is pending, so nothing was checked: 'lint head:head' checks the newest one, 'lint --all' all."
				: "Nothing unsafe was found.";
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

	private static void show(Answer answer, LintFinding finding) {
		String style = (finding.level() == LintFinding.Level.ERROR) ? "bold,fg(red)" : "fg(yellow)";
		answer.line("%s:%s: %s %s".formatted(Text.name(finding.path()), finding.line(),
				answer.styled(style, finding.level() + ":"), finding.rule()));
		if (finding.statement() != null) {
			indented(answer, finding.statement());
		}
		Text.printable(finding.message()).lines().forEach((line) -> answer.line("  " + line));
		if (finding.suggestion() != null) {
			answer.line("  Instead:");
			indented(answer, finding.suggestion());
		}
		answer.line("");
	}

	private static void indented(Answer answer, String text) {
		Text.printable(text).lines().forEach((line) -> answer.line("    " + line));
	}

}
