package io.appmigrations.internal.execution;

import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.appmigrations.Step;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.database.version.MigrationLog;
import io.appmigrations.internal.database.version.RunProgress.BatchProgress;
import io.appmigrations.internal.execution.CommittedRanges.Range;
import io.appmigrations.internal.measure.Work;
import io.appmigrations.javarevision.RowBatches;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.Assert;

/**
 * The rows of a Java revision, in {@linkplain CommittedRanges ranges} of the requested
 * size.
 */
final class CommittedBatches implements RowBatches {

	private static final Logger logger = LoggerFactory.getLogger(CommittedBatches.class);

	private static final String KEY = "app_migrations_key";

	private final MigrationConnection connection;

	private final MigrationLog log;

	private final Step step;

	private final JdbcClient jdbc;

	private final String name;

	private final CommittedRanges ranges;

	private String query = "";

	private String column = "id";

	private int size = 1000;

	CommittedBatches(RunContext context, StepRun run, JdbcClient jdbc, String name) {
		this.connection = context.connection();
		this.log = context.log();
		this.step = run.step();
		this.jdbc = jdbc;
		this.name = name;
		this.ranges = new CommittedRanges(context, run, name);
	}

	@Override
	public RowBatches rows(String sql) {
		this.query = sql;
		return this;
	}

	@Override
	public RowBatches orderedBy(String key) {
		this.column = key;
		return this;
	}

	@Override
	public RowBatches size(int rows) {
		Assert.isTrue(rows > 0, "'rows' must be at least 1");
		this.size = rows;
		return this;
	}

	@Override
	public long process(Work work) throws Exception {
		Assert.state(!this.query.isBlank(), "rows(...) must name the rows to process");
		BatchProgress before = this.ranges.before();
		if (before.rows() > 0) {
			logger.info("{}: {} resumes after {} rows", this.step.revision().id(), this.name, before.rows());
		}
		String type = keyType();
		return this.ranges.run(before, estimate(before.key(), type), Duration.ZERO, (done) -> next(work, done, type))
			.rows();
	}

	private @Nullable Range next(Work work, BatchProgress done, String type) throws Exception {
		List<Map<String, Object>> rows = read(done.key(), type);
		if (rows.isEmpty()) {
			return null;
		}
		String key = String.valueOf(rows.get(rows.size() - 1).get(KEY));
		rows.forEach((row) -> row.remove(KEY));
		work.process(this.jdbc, rows);
		BatchProgress reached = done.plus(key, rows.size());
		this.ranges.requireRecorded(this.connection
			.executeInternally(List.of(this.log.progress().reached(this.step, this.name, done, reached))));
		return new Range(reached, false);
	}

	private List<Map<String, Object>> read(@Nullable String lastKey, String type) {
		return this.jdbc
			.sql("select q.*, %s::text as %s from (%s) q %s order by %1$s limit %s".formatted(key(), KEY, this.query,
					after(lastKey, type), this.size))
			.query((row, number) -> {
				Map<String, Object> values = new LinkedHashMap<>();
				for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
					values.put(row.getMetaData().getColumnLabel(i), row.getObject(i));
				}
				return values;
			})
			.list();
	}

	private long estimate(@Nullable String lastKey, String type) {
		return CommittedRanges.estimate(this.connection,
				"select 1 from (%s) q %s".formatted(this.query, after(lastKey, type)));
	}

	private String keyType() throws SQLException {
		return this.connection.query(
				"select pg_catalog.format_type(a.t, null) from (select pg_catalog.pg_typeof(%s)::oid from (select) e left join (%s) q on false) a (t)"
					.formatted(key(), this.query),
				(rows) -> rows.next() ? withoutLength(rows.getString(1)) : "text");
	}

	/** Named without a length, {@code character} and {@code bit} mean a length of one. */
	private static String withoutLength(String type) {
		return switch (type) {
			case "character" -> "bpchar";
			case "bit" -> "varbit";
			default -> type;
		};
	}

	private String after(@Nullable String lastKey, String type) {
		return (lastKey == null) ? "" : "where %s > %s::%s".formatted(key(), Quoting.literal(lastKey), type);
	}

	private String key() {
		return "q." + Quoting.identifier(this.column);
	}

}
