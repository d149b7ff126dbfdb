package io.appmigrations.internal.cli;

import java.util.LinkedHashMap;
import java.util.Map;

import io.appmigrations.LintFinding;
import io.appmigrations.LintReport;
import io.appmigrations.LintRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(name = "lint",
		description = { "Finds statements that are unsafe on a database in use. Exits with 3 if there is an error.",
				"Runs the pending revisions, or others, in a new database, to see what they lock, read and rewrite." },
		footer = { "", "Examples:", "  migrations lint", "  migrations lint 1975ea:head --json" })
final class LintCommand extends AbstractCommand {

	@Parameters(paramLabel = "FROM:TO", arity = "0..1",
			description = "Check these revisions, both ends included, instead of the pending ones.")
	private @Nullable String range;

	@Option(names = "--all", description = "Check all revisions.")
	private boolean all;

	@Override
	int run(Answer answer) {
		if (this.all && this.range != null) {
			throw new ParameterException(commandLine(), "Give either FROM:TO or --all.");
		}
		LintReport report = withMigrations((migrations) -> migrations.lint(request()));
		if (answer.isJson()) {
			Map<String, Object> json = new LinkedHashMap<>();
			json.put("findings", report.findings().stream().map(LintCommand::json).toList());
			json.put("notChecked", report.notChecked());
			answer.json(json);
		}
		else {
			report.findings().forEach((finding) -> show(answer, finding));
			if (report.findings().isEmpty()) {
				answer.remark("Nothing unsafe was found.");
			}
			if (!report.notChecked().isEmpty()) {
				answer.aside("not checked: " + String.join(", ", report.notChecked()));
			}
		}
		return report.failed() ? CommandLineTool.NO : 0;
	}

	private LintRequest request() {
		return (this.range != null) ? LintRequest.of(this.range) : this.all ? LintRequest.all() : LintRequest.pending();
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

	private static Map<String, @Nullable Object> json(LintFinding finding) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("rule", finding.rule());
		json.put("level", finding.level().toString());
		json.put("revision", finding.revision());
		json.put("path", finding.path());
		json.put("line", finding.line());
		json.put("message", finding.message());
		json.put("suggestion", finding.suggestion());
		return json;
	}

}
