package io.appmigrations.internal.execution;

import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.Step;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.MigrationLog;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.database.RunProgress;
import io.appmigrations.javarevision.RowBatches;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.Assert;

/**
 * Batches by keyset: the next batch begins after the last key of the one before, which
 * the log remembers.
 */
final class CommittedBatches implements RowBatches {

	private static final Logger logger = LoggerFactory.getLogger(CommittedBatches.class);

	private static final String KEY = "app_migrations_key";

	/** The first is that of the whole plan. */
	private static final Pattern PLAN_ROWS = Pattern.compile("\"Plan Rows\": (\\d{1,18})");

	private static final long PROGRESS_NANOS = Duration.ofSeconds(1).toNanos();

	private final MigrationConnection connection;

	private final MigrationLog log;

	private final Step step;

	private final JdbcClient jdbc;

	private final String name;

	private String query = "";

	private String column = "id";

	private int size = 1000;

	CommittedBatches(RunContext context, Step step, JdbcClient jdbc, String name) {
		this.connection = context.connection();
		this.log = context.log();
		this.step = step;
		this.jdbc = jdbc;
		this.name = name;
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
		Optional<RunProgress.BatchProgress> before = this.log.progress()
			.batchProgress(this.connection, this.step, this.name);
		String lastKey = before.map(RunProgress.BatchProgress::lastKey).orElse(null);
		long done = before.map(RunProgress.BatchProgress::rows).orElse(0L);
		if (done > 0) {
			logger.info("{}: {} resumes after {} rows", this.step.revision().id(), this.name, done);
		}
		String type = keyType();
		long total = done + estimate(lastKey, type);
		long reported = System.nanoTime();
		while (true) {
			Batch batch = processOne(work, lastKey, type, done);
			if (batch.rows() == 0) {
				return done;
			}
			lastKey = batch.lastKey();
			done += batch.rows();
			if (System.nanoTime() - reported > PROGRESS_NANOS) {
				reported = System.nanoTime();
				logger.info("{}: {} {} rows{}", this.step.revision().id(), this.name, done, (done < total)
						? String.format(Locale.ROOT, " of about %d (%d %%)", total, done * 100 / total) : "");
			}
		}
	}

	private Batch processOne(Work work, @Nullable String lastKey, String type, long done) throws Exception {
		ShutdownGuard
			.requireNotEnding("the next batch of %s of revision %s".formatted(this.name, this.step.revision().id()));
		this.connection.begin();
		try {
			List<Map<String, Object>> rows = read(lastKey, type);
			if (rows.isEmpty()) {
				this.connection.rollback();
				return new Batch(0, "");
			}
			String key = String.valueOf(rows.get(rows.size() - 1).get(KEY));
			rows.forEach((row) -> row.remove(KEY));
			work.process(this.jdbc, rows);
			List<Long> counts = this.connection.executeInternally(
					List.of(this.log.progress().reached(this.step, this.name, key, done, done + rows.size())));
			if (counts.get(0) != 1) {
				throw AutocommitStep.overtaken(this.step);
			}
			this.connection.commit();
			return new Batch(rows.size(), key);
		}
		catch (Exception ex) {
			this.connection.rollback();
			throw ex;
		}
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

	/**
	 * What the planner expects. Counting would read the whole table, before the first
	 * batch, for a percentage.
	 */
	private long estimate(@Nullable String lastKey, String type) {
		String plan = this.connection.query(
				"explain (format json) select 1 from (%s) q %s".formatted(this.query, after(lastKey, type)),
				(rows) -> rows.next() ? String.valueOf(rows.getString(1)) : "");
		Matcher rows = PLAN_ROWS.matcher(plan);
		return rows.find() ? Long.parseLong(rows.group(1)) : 0;
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

	private record Batch(int rows, String lastKey) {
	}

}
