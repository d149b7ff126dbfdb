package io.appmigrations.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.appmigrations.Revision;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.graph.Target;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.sql.SqlTokens;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What needs neither a database nor files: the graph, the plan, reading a revision, the
 * tokens of a statement. Sizes are numbers of revisions, or of statements in one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PureParts {

	/** How much there is. */
	@Param({ "10", "1000", "10000" })
	@SuppressWarnings("NullAway.Init")
	private String size;

	@SuppressWarnings("NullAway.Init")
	private List<Revision> revisions;

	@SuppressWarnings("NullAway.Init")
	private RevisionGraph graph;

	@SuppressWarnings("NullAway.Init")
	private String sql;

	@SuppressWarnings("NullAway.Init")
	private byte[] file;

	/** Makes a line of revisions, and a revision of as many statements. */
	@Setup
	public void prepare() {
		int count = Integer.parseInt(this.size);
		this.revisions = IntStream.range(0, count)
			.mapToObj((i) -> new Revision("r" + i, (i > 0) ? List.of("r" + (i - 1)) : List.of(), List.of(), List.of(),
					"", null, i + ".sql"))
			.toList();
		this.graph = RevisionGraph.of(this.revisions);
		StringBuilder statements = new StringBuilder();
		IntStream.range(0, count).forEach((i) -> statements.append(Scripts.table(i)));
		this.sql = statements.toString();
		this.file = "-- many%n--%n-- revision: many%n-- down-revision:%n%n-- migrate:upgrade%n%s".formatted(this.sql)
			.getBytes(StandardCharsets.UTF_8);
	}

	/** The graph of a line. */
	@Benchmark
	public RevisionGraph graphOfRevisions() {
		return RevisionGraph.of(this.revisions);
	}

	/** An upgrade of an empty database. */
	@Benchmark
	public MigrationPlan planOfAnUpgrade() {
		return MigrationPlan.upgrade(this.graph, Set.of(), Target.parse("head"));
	}

	/** A file with three statements for each unit of size. */
	@Benchmark
	public SqlRevision readingARevision() {
		return RevisionFileReader.read("many.sql", this.file);
	}

	/** The same statements, only their tokens. */
	@Benchmark
	public int tokensOfStatements() {
		SqlTokens tokens = SqlTokens.of(this.sql);
		int count = 0;
		for (; !tokens.isAtEnd(); tokens.next()) {
			count++;
		}
		return count;
	}

	/** Runs all and returns a table. */
	static String run() throws RunnerException {
		Collection<RunResult> results = new Runner(
				new OptionsBuilder().include(PureParts.class.getName()).addProfiler("gc").build())
			.run();
		StringBuilder table = new StringBuilder("""
				| | size | time | ± | allocated |
				|---|--:|--:|--:|--:|
				""");
		for (RunResult result : results) {
			Result<?> primary = result.getPrimaryResult();
			Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
			table.append(String.format(Locale.ROOT, "| %s | %s | %,.1f µs | %,.1f µs | %,.1f KiB |%n",
					primary.getLabel(), result.getParams().getParam("size"), primary.getScore(),
					primary.getScoreError(), (allocated != null) ? allocated.getScore() / 1024 : Double.NaN));
		}
		return table.toString();
	}

}
