package io.appmigrations.internal.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.appmigrations.Revision;
import io.appmigrations.RevisionRequest;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.Text;
import io.appmigrations.internal.engine.SquashReport;
import io.appmigrations.internal.engine.SquashState;
import io.appmigrations.internal.engine.SquashState.Position;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(name = "squash",
		description = { "Writes one revision that replaces several, after both were run in new databases.",
				"With --check, exits with 3 if the database needs the files of replaced revisions." },
		footer = { "", "Examples:", "  migrations squash base:1975ea -m \"schema of 2026\"",
				"  migrations squash --check" })
final class SquashCommand extends AbstractCommand {

	@Parameters(paramLabel = "FROM:TO", arity = "0..1",
			description = "The revisions to replace, both ends included; base for the first one.")
	private @Nullable String range;

	@Option(names = { "-m", "--message" }, paramLabel = "MESSAGE", parameterConsumer = MessageConsumer.class,
			description = "What the revision does.")
	private String message = "";

	@Option(names = "--rev-id", paramLabel = "ID",
			description = "The id of the revision. Default: 12 random hexadecimal digits.")
	private @Nullable String id;

	@Option(names = "--version-path", paramLabel = "FOLDER",
			description = "The folder of the file, inside the configured locations.")
	private @Nullable String versionPath;

	@Option(names = "--dry-run", description = "Compare, but write nothing.")
	private boolean dryRun;

	@Option(names = "--check",
			description = "Show where the database is with regard to the squashed revisions. Changes nothing.")
	private boolean check;

	@Override
	boolean isForEachInstance() {
		return this.check;
	}

	@Override
	int run(Answer answer) {
		if (this.check) {
			if (this.range != null || !this.message.isEmpty() || this.id != null || this.versionPath != null
					|| this.dryRun) {
				throw new ParameterException(commandLine(), "--check takes no range and no other option of squash");
			}
			return inEach((migrations) -> migrations.squashes(), (squashes) -> printStates(answer, squashes));
		}
		String range = this.range;
		if (range == null) {
			throw new ParameterException(commandLine(), "Name the revisions to replace, FROM:TO, or --check");
		}
		RevisionRequest request = RevisionRequest.builder(this.message)
			.id(this.id)
			.versionPath(this.versionPath)
			.build();
		print(answer, withMigrations((migrations) -> migrations.squash(range, request, this.dryRun)));
		return 0;
	}

	private static void print(Answer answer, SquashReport report) {
		if (answer.isJson()) {
			Map<String, Object> json = new LinkedHashMap<>();
			json.put("revision", report.revision().id());
			json.put("path", report.path());
			json.put("replaces", report.revision().replaces());
			json.put("reversible", report.irreversible().isEmpty());
			json.put("notCompared", report.notCompared());
			json.put("written", report.written());
			answer.json(json);
			return;
		}
		if (!answer.isQuiet()) {
			answer.aside("replaces: " + Text.printable(describe(report.replaced())));
			answer.aside("proven in new databases: the same schema and the same rows in %s after the upgrade%s"
				.formatted((report.tables() == 1) ? "1 table" : report.tables() + " tables",
						report.irreversible().isEmpty() ? ", and after the downgrade" : ""));
			if (!report.notCompared().isEmpty()) {
				answer.aside("not compared, because each run of the revisions has other values: "
						+ Text.printable(String.join(", ", report.notCompared())));
			}
			if (!report.irreversible().isEmpty()) {
				answer.aside("irreversible, like " + Text.printable(describe(report.irreversible())));
			}
			if (report.written()) {
				answer.aside("Keep the files of the replaced revisions as long as a database has only a part of them: "
						+ "'squash --check' tells.");
			}
			else {
				answer.aside("Nothing was written because of --dry-run.");
			}
		}
		answer.line(report.path());
	}

	private static String describe(List<Revision> revisions) {
		return revisions.stream().map(Revision::describe).collect(Collectors.joining(", "));
	}

	private static int printStates(Answer answer, List<SquashState> squashes) {
		if (answer.isJson()) {
			answer.json(Map.of("squashes", squashes.stream().map(SquashCommand::json).toList()));
		}
		else {
			squashes.forEach((squash) -> text(answer, squash));
			if (squashes.isEmpty() && !answer.isQuiet()) {
				answer.aside("There are no squashed revisions.");
			}
		}
		return squashes.stream().anyMatch(SquashState::isNeeded) ? CommandLineTool.NO : 0;
	}

	private static void text(Answer answer, SquashState squash) {
		int files = squash.files().size();
		String name = Text.printable(squash.revision().describe());
		String there = (files == 1) ? "1 file" : files + " files";
		if (squash.isNeeded()) {
			List<String> within = squash.positions()
				.entrySet()
				.stream()
				.filter((each) -> each.getValue() == Position.WITHIN)
				.map((each) -> each.getKey())
				.toList();
			boolean tenants = squash.positions().size() > 1 || !within.contains("");
			answer.line("%s: the database is within what it replaces%s; %s".formatted(name,
					tenants ? " in %s of %s tenants (%s)".formatted(within.size(), squash.positions().size(),
							Text.printable(String.join(", ", within))) : "",
					(files > 0) ? "upgrade it before the old files are deleted"
							: "the old files were deleted: restore them, then upgrade"));
			return;
		}
		String where = squash.positions()
			.values()
			.stream()
			.distinct()
			.sorted()
			.map(SquashCommand::word)
			.collect(Collectors.joining(" or "));
		answer.line("%s: the database is %s what it replaces; %s".formatted(name, where.isEmpty() ? "outside" : where,
				(files > 0) ? "it does not need the old files (%s)".formatted(there) : "the old files were deleted"));
	}

	private static String word(Position position) {
		return position.name().toLowerCase(Locale.ROOT);
	}

	private static Map<String, Object> json(SquashState squash) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("revision", squash.revision().id());
		json.put("replaces", squash.revision().replaces());
		json.put("files", squash.files());
		Position only = squash.positions().get("");
		if (only != null) {
			json.put("state", word(only));
		}
		else {
			Map<String, String> tenants = new LinkedHashMap<>();
			squash.positions().forEach((schema, position) -> tenants.put(schema, word(position)));
			json.put("tenants", tenants);
		}
		return json;
	}

}
