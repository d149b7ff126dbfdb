package io.appmigrations.internal.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import io.appmigrations.LintFinding;
import io.appmigrations.LintReport;

/**
 * Findings as commands of GitHub's workflows, which shows them beside the lines of a pull
 * request.
 */
public final class WorkflowCommands {

	private WorkflowCommands() {
	}

	/**
	 * Writes a command for each finding.
	 * @param places makes of a revision's path a path in the repository
	 */
	public static List<String> of(LintReport report, UnaryOperator<String> places) {
		List<String> commands = new ArrayList<>();
		report.findings().forEach((finding) -> commands.add(command(finding, places)));
		LintText.left(report).forEach((left) -> commands.add("::notice title=lint::" + escaped(Text.printable(left))));
		return commands;
	}

	private static String command(LintFinding finding, UnaryOperator<String> places) {
		return "::%s file=%s,line=%s,title=%s::%s".formatted(finding.level(), property(places.apply(finding.path())),
				finding.line(), property(finding.rule()), escaped(Text.printable(LintText.message(finding))));
	}

	private static String escaped(String data) {
		return data.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
	}

	/** A property ends at a comma, and all of them at a colon. */
	private static String property(String value) {
		return escaped(value).replace(":", "%3A").replace(",", "%2C");
	}

}
