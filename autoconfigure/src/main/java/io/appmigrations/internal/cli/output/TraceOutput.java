package io.appmigrations.internal.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.appmigrations.Step;
import io.appmigrations.internal.engine.PlanTrace;
import io.appmigrations.internal.engine.PlanTrace.TracedLock;
import io.appmigrations.internal.engine.PlanTrace.TracedRevision;
import io.appmigrations.internal.engine.PlanTrace.TracedStatement;
import io.appmigrations.internal.engine.PlanTrace.TracedTable;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * What an upgrade would do, for whoever has to approve it: Markdown or JSON.
 */
public final class TraceOutput {

	private static final int SHOWN = 80;

	private static final int SHOWN_IN_JSON = 500;

	private final PlanTrace trace;

	private final StringBuilder text = new StringBuilder();

	private TraceOutput(PlanTrace trace) {
		this.trace = trace;
	}

	public static void print(Answer answer, PlanTrace trace) {
		if (answer.isJson()) {
			answer.json(new TraceOutput(trace).json());
		}
		else {
			answer.raw(new TraceOutput(trace).markdown());
		}
	}

	private String markdown() {
		String target = Step.describeRows(Set.copyOf(this.trace.result().current()));
		List<TracedRevision> revisions = this.trace.revisions();
		if (revisions.isEmpty()) {
			return "# Nothing to do%n%nThe database is at %s.%n".formatted(target);
		}
		line("# Upgrade to %s".formatted(target));
		line("");
		line("%s.%s".formatted((revisions.size() == 1) ? "One revision" : revisions.size() + " revisions",
				(this.trace.server() != null)
						? " Measured on PostgreSQL %s, in a database with empty tables.".formatted(this.trace.server())
						: ""));
		revisions.forEach(this::revision);
		if (!this.trace.tables().isEmpty()) {
			line("");
			line("## Tables");
			line("");
			line("As large as the database to be migrated has them.");
			line("");
			line("| table | rows | size |");
			line("|---|---:|---:|");
			this.trace.tables()
				.forEach((table) -> line("| %s | %s | %s |".formatted(cell(table.table()),
						String.format(Locale.ROOT, "%,d", table.rows()), size(table.bytes() + table.indexBytes()))));
		}
		return this.text.toString();
	}

	private static String size(long bytes) {
		DataSize size = DataSize.ofBytes(bytes);
		return (size.toMegabytes() == 0) ? size.toKilobytes() + " kB"
				: String.format(Locale.ROOT, "%,d MB", size.toMegabytes());
	}

	private void revision(TracedRevision traced) {
		line("");
		line("## %s".formatted(cell((traced.revision().id() + " " + traced.revision().title()).strip())));
		line("");
		line("%s: %s.".formatted(code(Text.name(traced.revision().path())), traced.transactional()
				? "one transaction, which keeps every lock until its end"
				: "no transaction around it, each statement (or block from `begin` to `commit`) keeps its locks until its end"));
		if (!traced.statements().isEmpty()) {
			line("");
			line("| line | statement | locks | work | waits |");
			line("|---:|---|---|---|---|");
			traced.statements()
				.forEach((statement) -> line("| %s | %s | %s | %s | %s |".formatted(statement.line(),
						statement(statement), locks(statement), work(statement), waits(statement))));
		}
		if (traced.unmeasured() != null) {
			line("");
			line("%s".formatted(cell(traced.unmeasured())));
		}
	}

	private static String statement(TracedStatement statement) {
		return (statement.text() != null) ? code(shown(statement.text(), SHOWN)) : "(not shown)";
	}

	private static String shown(String sql, int length) {
		return Text.cut(Text.printable(sql).strip().replaceAll("\\s+", " "), length);
	}

	private static String locks(TracedStatement statement) {
		List<String> locks = new ArrayList<>();
		for (TracedLock lock : statement.locks()) {
			locks.add("%s on %s%s".formatted(lock.mode(), cell(lock.table()),
					(lock.since() != statement.line()) ? " (since line %s)".formatted(lock.since()) : ""));
		}
		return locks.isEmpty() ? "none" : String.join("<br>", locks);
	}

	private static String work(TracedStatement statement) {
		List<String> work = new ArrayList<>();
		if (statement.alone()) {
			work.add("cannot run in a transaction");
		}
		add(work, "rewrites %s and its indexes", statement.rewritten());
		add(work, "builds an index of %s", less(statement.indexed(), statement.rewritten()));
		add(work, "reads all of %s", less(less(statement.scanned(), statement.indexed()), statement.rewritten()));
		return work.isEmpty() ? "instant" : String.join("<br>", work);
	}

	/** Whatever rewrites a table reads it and builds its indexes as well. */
	private static List<String> less(List<String> tables, List<String> others) {
		return tables.stream().filter((table) -> !others.contains(table)).toList();
	}

	private static String waits(TracedStatement statement) {
		List<String> waits = new ArrayList<>();
		add(waits, "reads and writes of %s", statement.readsWait());
		add(waits, "writes to %s", less(statement.writesWait(), statement.readsWait()));
		return waits.isEmpty() ? "nothing" : String.join("<br>", waits);
	}

	private static void add(List<String> parts, String format, List<String> tables) {
		if (!tables.isEmpty()) {
			parts.add(format.formatted(cell(String.join(", ", tables))));
		}
	}

	/** A text in a cell of a table, as it is. */
	private static String cell(String text) {
		return Text.name(text).replaceAll("([\\\\`*_<>\\[\\]|#])", "\\\\$1");
	}

	/** Between more backticks than it has, a text is shown as it is. */
	private static String code(String text) {
		String fence = "`";
		while (text.contains(fence)) {
			fence += "`";
		}
		String space = (fence.length() > 1) ? " " : "";
		return fence + space + text.replace("|", "\\|") + space + fence;
	}

	private void line(String text) {
		this.text.append(text).append(System.lineSeparator());
	}

	private Map<String, @Nullable Object> json() {
		Map<String, @Nullable Object> json = Json.of(this.trace.result());
		json.put("trace", this.trace.revisions().stream().map(TraceOutput::json).toList());
		json.put("tables", this.trace.tables().stream().map(TraceOutput::json).toList());
		return json;
	}

	private static Map<String, Object> json(TracedTable table) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("table", table.table());
		json.put("rows", table.rows());
		json.put("bytes", table.bytes());
		json.put("indexBytes", table.indexBytes());
		return json;
	}

	private static Map<String, @Nullable Object> json(TracedRevision traced) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("revision", traced.revision().id());
		json.put("path", traced.revision().path());
		json.put("transaction", traced.transactional());
		json.put("statements", traced.statements().stream().map(TraceOutput::json).toList());
		json.put("unmeasured", traced.unmeasured());
		return json;
	}

	private static Map<String, @Nullable Object> json(TracedStatement statement) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("line", statement.line());
		String sql = statement.text();
		json.put("statement", (sql != null) ? Text.cut(sql, SHOWN_IN_JSON) : null);
		json.put("transaction", !statement.alone());
		json.put("locks", statement.locks().stream().map((lock) -> {
			Map<String, Object> locked = new LinkedHashMap<>();
			locked.put("mode", lock.mode());
			locked.put("table", lock.table());
			locked.put("since", lock.since());
			return locked;
		}).toList());
		json.put("rewritten", statement.rewritten());
		json.put("indexed", statement.indexed());
		json.put("scanned", statement.scanned());
		json.put("readsWait", statement.readsWait());
		json.put("writesWait", statement.writesWait());
		return json;
	}

}
