package io.appmigrations.internal.cli;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.MigrationException;
import io.appmigrations.RevisionDetails;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.Json;
import io.appmigrations.internal.cli.output.Text;
import io.appmigrations.internal.engine.CurrentDetails;
import io.appmigrations.internal.engine.TenantFailures;
import io.appmigrations.internal.secret.Redaction;
import org.jspecify.annotations.Nullable;
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
	boolean isForEachInstance() {
		return true;
	}

	@Override
	Set<CommandNeed> needs() {
		return Set.of();
	}

	@Override
	int run(Answer answer) {
		return inEach((migrations) -> answer.isJson() ? CurrentDetails.of(migrations.current())
				: migrations.currentDetails(this.verbose), (current) -> print(answer, current));
	}

	private int print(Answer answer, CurrentDetails current) {
		if (answer.isJson()) {
			answer.json(Json.of(current.revisions()));
		}
		else {
			text(answer, current);
		}
		if (current.failures() != null) {
			throw current.failures();
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

	private void text(Answer answer, CurrentDetails current) {
		if (this.verbose) {
			answer.line("Database:  " + current.database());
		}
		Map<String, CurrentRevisions> tenants = current.revisions().tenants();
		if (tenants != null) {
			TenantFailures failures = current.failures();
			Collection<String> schemas = (failures != null) ? failures.schemas() : tenants.keySet();
			schemas.forEach((schema) -> {
				CurrentRevisions tenant = tenants.get(schema);
				if (tenant != null) {
					line(answer, schema, tenant);
				}
				else if (failures != null) {
					line(answer, schema, failures.failures().get(schema));
				}
			});
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
		current.revisions().unfinished().forEach((half) -> answer.line(Text.name(half.describe())));
		if (!current.revisions().unknown().isEmpty() && !answer.isQuiet()) {
			answer.aside("Unknown to this build: a newer build has migrated the database, or the file was deleted. "
					+ "'history' lists the revisions of this build.");
		}
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
		String unfinished = tenant.unfinished()
			.stream()
			.map((half) -> "  " + half.describe())
			.collect(Collectors.joining());
		answer.line(Text.printable("%s: %s%s%s%s".formatted(Text.name(schema),
				tenant.current().isEmpty() ? "base" : String.join(", ", tenant.current()), pending, unknown,
				unfinished)));
	}

	/** The whole error follows on standard error. */
	private static void line(Answer answer, String schema, @Nullable MigrationException failure) {
		if (failure != null) {
			String message = Redaction.redact(failure.getMessage()).lines().findFirst().orElse("");
			answer
				.line("%s: error: %s (%s)".formatted(Text.name(schema), Text.name(message), failure.getCode().code()));
		}
	}

}
