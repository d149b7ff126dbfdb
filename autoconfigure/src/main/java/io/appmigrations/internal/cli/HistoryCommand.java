package io.appmigrations.internal.cli;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.appmigrations.HistoryRequest;
import io.appmigrations.MigrationException;
import io.appmigrations.RevisionDetails;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.HistoryDiagram;
import io.appmigrations.internal.cli.output.HistoryGraph;
import io.appmigrations.internal.cli.output.Json;
import io.appmigrations.internal.cli.output.Terminal;
import io.appmigrations.internal.cli.output.Text;
import io.appmigrations.internal.engine.HistoryOverview;
import io.appmigrations.internal.page.HistoryPage;
import io.appmigrations.internal.secret.Redaction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "history", description = "Shows the revisions and how they build on each other, newest first.",
		footer = { "", "Examples:", "  migrations history -i", "  migrations history -r -3:current",
				"  migrations history --format html > history.html" })
final class HistoryCommand extends AbstractCommand {

	enum Format {

		TEXT, MERMAID, DOT, HTML;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	@Option(names = { "-v", "--verbose" }, description = "Show all details of the revisions.")
	private boolean verbose;

	@Option(names = { "-r", "--rev-range" }, paramLabel = "FROM:TO",
			description = "Show a part, both ends included: 1975ea:head, -3:, :current.")
	private @Nullable String range;

	@Option(names = { "-i", "--indicate-current" },
			description = "Ask the database which revisions are applied. With html, fail if it cannot be read.")
	private boolean indicateCurrent;

	@Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text",
			description = "text, mermaid, dot or html, a page with everything that is known about the revisions and "
					+ "the database. Default: ${DEFAULT-VALUE}.")
	private Format format = Format.TEXT;

	@Override
	boolean isForEachInstance() {
		return this.range == null && this.format == Format.TEXT;
	}

	@Override
	Set<CommandNeed> needs() {
		return Set.of();
	}

	@Override
	int run(Answer answer) {
		HistoryRequest all = (this.range != null) ? HistoryRequest.of(this.range) : HistoryRequest.all();
		if (this.format == Format.HTML && !answer.isJson()) {
			return page(answer, all);
		}
		HistoryRequest request = this.indicateCurrent ? all.indicateCurrent() : all;
		return inEach((migrations) -> migrations.history(request), (history) -> print(answer, history));
	}

	private int print(Answer answer, List<RevisionDetails> history) {
		if (answer.isJson()) {
			answer.json(Json.of(history));
			return 0;
		}
		switch (this.format) {
			case MERMAID -> answer.raw(HistoryDiagram.mermaid(history));
			case DOT -> answer.raw(HistoryDiagram.dot(history));
			case TEXT ->
				answer.raw(answer.isTerminal() ? Terminal.fitted(text(answer, history)) : text(answer, history));
			case HTML -> throw new IllegalStateException("A page needs more than the history");
		}
		return 0;
	}

	/** A page of the revisions alone is of use too where no database is at hand. */
	private int page(Answer answer, HistoryRequest request) {
		HistoryOverview overview = withMigrations((migrations) -> migrations.overview(request, true));
		MigrationException failure = overview.failure();
		if (failure != null && this.indicateCurrent && overview.current() == null) {
			throw failure;
		}
		answer.raw(HistoryPage.whole(overview));
		if (failure == null) {
			return 0;
		}
		if (overview.current() != null) {
			throw failure;
		}
		answer.aside("The page does not say what is applied: %s"
			.formatted(Text.printable(Redaction.redact(failure.getMessage()))));
		return 0;
	}

	private String text(Answer answer, List<RevisionDetails> history) {
		return new HistoryGraph(history, HistoryGraph.Glyphs.forConsole())
			.render((details) -> this.verbose ? Text.details(answer, details) : List.of(Text.oneLine(answer, details)));
	}

}
