package io.appmigrations.internal.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.appmigrations.LintFinding;
import io.appmigrations.LintReport;
import io.appmigrations.LintRequest;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.FixText;
import io.appmigrations.internal.cli.output.LintText;
import io.appmigrations.internal.cli.output.Sarif;
import io.appmigrations.internal.cli.output.SourcePlaces;
import io.appmigrations.internal.cli.output.WorkflowCommands;
import io.appmigrations.internal.engine.FixReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(name = "lint",
		description = { "Finds statements that are unsafe on a database in use. Exits with 3 if there is an error.",
				"Runs the pending revisions, or others, in a new database, to see what they lock, read and rewrite.",
				"With --fix, statements that have an online form are written so, in revisions that are not applied." },
		footer = { "", "Examples:", "  migrations lint", "  migrations lint 1975ea:head --json",
				"  migrations lint --fix", "  migrations lint head:head --no-measure",
				"  migrations lint --format sarif > lint.sarif" })
final class LintCommand extends AbstractCommand {

	enum Format {

		TEXT, SARIF, GITHUB;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	@Parameters(paramLabel = "FROM:TO", arity = "0..1",
			description = "Check these revisions, both ends included, instead of the pending ones.")
	private @Nullable String range;

	@Option(names = "--all", description = "Check all revisions.")
	private boolean all;

	@Option(names = "--fix", description = {
			"Write the statements of findings in their online form, and show what changed as a diff.",
			"A revision that is applied is not touched, and neither is one that would lead to another catalog." })
	private boolean fix;

	@Option(names = "--no-measure",
			description = { "Only read the revisions: needs no database, and leaves out the rules that do.",
					"Checks all revisions unless FROM:TO is given." })
	private boolean noMeasure;

	@Option(names = "--format", paramLabel = "FORMAT",
			description = "text, sarif (SARIF 2.1.0) or github (commands of GitHub's workflows). Default: text.")
	private @Nullable Format format;

	@Override
	boolean isForEachInstance() {
		return this.range == null && !this.fix && (this.format == null || this.format == Format.TEXT);
	}

	@Override
	int run(Answer answer) {
		if (this.all && this.range != null) {
			throw new ParameterException(commandLine(), "Give either FROM:TO or --all.");
		}
		if (this.format != null && answer.isJson()) {
			throw new MutuallyExclusiveArgsException(commandLine(), "--json and --format cannot be combined");
		}
		if (this.fix && this.noMeasure) {
			throw new MutuallyExclusiveArgsException(commandLine(),
					"--fix and --no-measure cannot be combined: a fixed revision is tried on a server before it is written");
		}
		return inEach((migrations) -> {
			SourcePlaces places = new SourcePlaces(migrations.folders(), Path.of(""));
			if (!this.fix) {
				LintReport report = migrations.lint(request());
				print(answer, report, null, places);
				return report.failed() ? CommandLineTool.NO : 0;
			}
			FixReport fixed = migrations.fix(request());
			print(answer, fixed.left(), fixed, places);
			return fixed.left().failed() ? CommandLineTool.NO : 0;
		}, (status) -> status);
	}

	private LintRequest request() {
		LintRequest request = (this.range != null) ? LintRequest.of(this.range)
				: this.all ? LintRequest.all() : LintRequest.pending();
		return this.noMeasure ? request.withoutMeasuring() : request;
	}

	private void print(Answer answer, LintReport report, @Nullable FixReport fixed, SourcePlaces places) {
		if (answer.isJson()) {
			Map<String, Object> json = json(report);
			if (fixed != null) {
				json.put("fixed", fixed.fixed().stream().map(LintCommand::json).toList());
				json.put("notFixed", fixed.notFixed().stream().map(LintCommand::json).toList());
			}
			answer.json(json);
			return;
		}
		boolean isText = this.format == null || this.format == Format.TEXT;
		if (fixed != null) {
			FixText.diffs(fixed).forEach(isText ? answer::line : answer::aside);
		}
		switch (Objects.requireNonNullElse(this.format, Format.TEXT)) {
			case TEXT -> LintText.print(answer, report);
			case SARIF -> answer.json(Sarif.of(report, places::file));
			case GITHUB -> {
				WorkflowCommands.of(report, places::file).forEach(answer::line);
				if (report.findings().isEmpty()) {
					answer.remark(LintText.summary(report));
				}
			}
		}
		if (fixed != null) {
			FixText.summary(fixed).forEach(answer::aside);
		}
	}

	private static Map<String, Object> json(FixReport.FixedFile file) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("revision", file.revision());
		json.put("path", file.path());
		json.put("lines", file.lines());
		json.put("diff", file.diff());
		return json;
	}

	private static Map<String, Object> json(FixReport.NotFixed left) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("revision", left.revision());
		json.put("path", left.path());
		json.put("line", left.line());
		json.put("reason", left.reason());
		return json;
	}

	private static Map<String, Object> json(LintReport report) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("findings", report.findings().stream().map(LintCommand::json).toList());
		json.put("ignored", report.ignored().stream().map((ignored) -> {
			Map<String, @Nullable Object> finding = json(ignored.finding());
			finding.put("reason", ignored.reason());
			return finding;
		}).toList());
		json.put("checked", report.checked());
		json.put("notChecked", report.notChecked());
		json.put("rulesLeftOut", report.rulesLeftOut());
		json.put("rulesInPart", report.rulesInPart());
		json.put("onSmallTables", report.onSmallTables());
		json.put("statements", report.statements());
		return json;
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
