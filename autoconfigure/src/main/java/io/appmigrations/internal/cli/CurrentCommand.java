package io.appmigrations.internal.cli;

import java.util.List;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.RevisionDetails;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "current", description = "Shows the current revisions of the database.",
		footer = { "", "Examples:", "  migrations current -v", "  migrations current --check-heads" })
final class CurrentCommand extends AbstractCommand {

	@Option(names = { "-v", "--verbose" },
			description = "Show details of the revisions, the database, and the pending revisions.")
	private boolean verbose;

	@Option(names = { "-c", "--check-heads" }, description = "Exit with 3 unless the database is at all heads.")
	private boolean checkHeads;

	@Override
	int run(Answer answer) {
		Current current = withMigrations((migrations) -> {
			CurrentRevisions revisions = migrations.current();
			boolean text = !answer.isJson();
			return new Current(revisions, text ? migrations.details(revisions.current()) : List.of(),
					(text && this.verbose) ? migrations.database() : "");
		});
		if (answer.isJson()) {
			answer.json(Json.of(current.revisions()));
		}
		else {
			text(answer, current);
		}
		if (this.checkHeads && !current.revisions().atHeads()) {
			if (!answer.isJson()) {
				answer.aside(behind(current.revisions()));
			}
			return CommandLineTool.NO;
		}
		return 0;
	}

	private static String behind(CurrentRevisions revisions) {
		String heads = String.join(", ", revisions.heads());
		List<String> tenants = revisions.tenantsNotAtHeads();
		return (revisions.tenants() == null) ? "The database is not at the heads: %s".formatted(heads)
				: "%s of %s tenants are not at the heads %s: %s".formatted(tenants.size(), revisions.tenants().size(),
						heads, Text.printable(String.join(", ", tenants)));
	}

	private void text(Answer answer, Current current) {
		if (this.verbose) {
			answer.line("Database:  " + current.database());
		}
		if (current.revisions().tenants() != null) {
			current.revisions().tenants().forEach((schema, tenant) -> line(answer, schema, tenant));
			return;
		}
		if (current.revisions().current().isEmpty()) {
			answer.line("base (nothing is applied)");
		}
		for (RevisionDetails details : current.details()) {
			if (this.verbose) {
				answer.line("");
				Text.details(answer, details).forEach(answer::line);
			}
			else {
				answer.line(Text.oneLine(answer, details));
			}
		}
		current.revisions().unknown().forEach((id) -> answer.line(Text.name(id) + " (unknown to this build)"));
		if (this.verbose) {
			answer.line("");
			answer.line("Pending:   " + (current.revisions().pending().isEmpty() ? "nothing"
					: String.join(", ", current.revisions().pending())));
		}
	}

	/** Of many tenants each has one line. */
	private void line(Answer answer, String schema, CurrentRevisions tenant) {
		String pending = tenant.pending().isEmpty() ? ""
				: this.verbose ? "  pending: " + String.join(", ", tenant.pending())
						: "  %s pending".formatted(tenant.pending().size());
		String unknown = tenant.unknown().isEmpty() ? ""
				: "  unknown to this build: " + String.join(", ", tenant.unknown());
		answer.line(Text.printable("%s: %s%s%s".formatted(schema,
				tenant.current().isEmpty() ? "base" : String.join(", ", tenant.current()), pending, unknown)));
	}

	private record Current(CurrentRevisions revisions, List<RevisionDetails> details, String database) {
	}

}
