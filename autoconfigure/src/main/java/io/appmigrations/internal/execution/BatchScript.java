package io.appmigrations.internal.execution;

import java.util.List;

import io.appmigrations.Step;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.database.version.MigrationLog;
import io.appmigrations.internal.database.version.RunProgress;
import io.appmigrations.internal.script.Batch;
import io.appmigrations.internal.script.BatchStatement;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;

/**
 * A section with {@code batch:} in a script for {@code psql}: a block of code that does
 * what {@link BatchedSection} does, with the same records in the log. Whoever runs the
 * script again after an interruption, or starts the application, continues behind the
 * last committed range.
 */
final class BatchScript {

	private final MigrationLog log;

	private final ExecutionSettings settings;

	private final Step step;

	private final Batch batch;

	BatchScript(MigrationLog log, ExecutionSettings settings, Step step, Batch batch) {
		this.log = log;
		this.settings = settings;
		this.step = step;
		this.batch = batch;
	}

	/**
	 * Returns the block.
	 * @param replaced the statement, with its placeholders replaced
	 * @param digest the digest of the statement
	 * @param started the statement that records the start
	 */
	String block(SqlStatement replaced, String digest, String started) {
		BatchStatement statement = BatchStatement.of(this.step.revision().path(), replaced, this.batch);
		String column = "q." + new QualifiedName(List.of(this.batch.key())).quoted();
		String name = Quoting.literal(this.batch.name());
		String key = Quoting.literal(RunProgress.PREFIX + this.batch.name());
		String body = """
				#variable_conflict use_column
				declare
				    v_problem pg_catalog.text;
				    v_type pg_catalog.text;
				    v_above pg_catalog.text;
				    v_up_to pg_catalog.text;
				    v_id pg_catalog.int8;
				    v_progress pg_catalog.jsonb;
				    v_batch pg_catalog.jsonb;
				    v_after pg_catalog.text;
				    v_to pg_catalog.text;
				    v_last pg_catalog.text;
				    v_rows pg_catalog.int8;
				    v_ranges pg_catalog.int8;
				    v_changed pg_catalog.int8;
				    v_count pg_catalog.int8;
				    v_changes pg_catalog.int8;
				    v_range pg_catalog.text;
				    v_done pg_catalog.bool;
				    v_told pg_catalog.timestamptz := pg_catalog.clock_timestamp();
				begin
				    select k.problem, k.type, k.above, k.up_to into v_problem, v_type, v_above, v_up_to from (
				%1$s) k (problem, type, above, up_to);
				    if v_problem is not null then
				        raise exception 'batch:%% cannot be divided into ranges: %%', %2$s, v_problem;
				    end if;
				    %3$s into v_id, v_progress;
				    if v_id is null then
				        %4$s returning id, progress into v_id, v_progress;
				    end if;
				    v_batch := v_progress operator(pg_catalog.->) %5$s;
				    if coalesce((v_progress operator(pg_catalog.->>) 'statement')::pg_catalog.int4, 0) > 0
				            and (v_batch is null or v_progress operator(pg_catalog.->>) 'digest' <> %6$s) then
				        raise exception 'Revision %% was interrupted, and its statement or its key has been changed since then', %7$s;
				    end if;
				    v_done := v_batch is not null and not (v_progress operator(pg_catalog.->>) 'running')::pg_catalog.bool;
				    v_after := v_batch operator(pg_catalog.->>) 'key';
				    v_rows := coalesce((v_batch operator(pg_catalog.->>) 'rows')::pg_catalog.int8, 0::pg_catalog.int8);
				    v_ranges := coalesce((v_batch operator(pg_catalog.->>) 'ranges')::pg_catalog.int8, 0::pg_catalog.int8);
				    v_changed := coalesce((v_batch operator(pg_catalog.->>) 'changed')::pg_catalog.int8, 0::pg_catalog.int8);
				    v_last := v_batch operator(pg_catalog.->>) 'last';
				    if v_batch is null then
				        execute %8$s into v_last;
				    end if;
				    while not v_done loop
				        v_count := 0;
				        v_done := v_last is null;
				        v_range := 'false';
				        if not v_done then
				            execute pg_catalog.concat(%9$s, case when v_after is not null then pg_catalog.concat(
				                %10$s, ' ', v_above, ' ', pg_catalog.quote_literal(v_after), '::', v_type, ' and ') end,
				                %10$s, ' ', v_up_to, ' ', pg_catalog.quote_literal(v_last), '::', v_type, %11$s) into v_to, v_count;
				            v_count := coalesce(v_count, 0::pg_catalog.int8);
				            v_done := v_count < %12$s::pg_catalog.int8 or v_to = v_last;
				            v_to := case when v_done then v_last else v_to end;
				            v_range := pg_catalog.concat(case when v_after is not null then pg_catalog.concat(
				                %13$s, ' ', v_above, ' ', pg_catalog.quote_literal(v_after), '::', v_type, ' and ') end,
				                %13$s, ' ', v_up_to, ' ', pg_catalog.quote_literal(v_to), '::', v_type);
				        end if;
				        execute pg_catalog.concat(%14$s, v_range);
				        get diagnostics v_changes = row_count;
				        %15$s
				        get diagnostics v_changes = row_count;
				        if v_changes <> 1::pg_catalog.int8 then
				            raise exception 'Revision %% is being continued by another process', %7$s;
				        end if;
				        commit;
				        v_after := v_to;
				        v_rows := v_rows + v_count;
				        v_ranges := v_ranges + 1;
				        if pg_catalog.clock_timestamp() > v_told + '10 s'::pg_catalog.interval then
				            raise info '%%: %% rows, %% ranges', %2$s, v_rows, v_ranges;
				            v_told := pg_catalog.clock_timestamp();
				        end if;
				        if not v_done then
				            perform pg_catalog.pg_sleep(%16$s);
				%17$s        end if;
				    end loop;
				end"""
			.formatted(BatchKey.query(statement, this.batch), name, this.log.progress().started(this.step), started,
					key, Quoting.literal(digest), Quoting.literal(this.step.revision().id()),
					Quoting.literal("select %1$s::pg_catalog.text from %2$s as q order by %1$s desc limit 1"
						.formatted(column, statement.table())),
					Quoting.literal(
							"select r.k::pg_catalog.text, pg_catalog.count(*) over () from (select %s as k from %s as q where "
								.formatted(column, statement.table())),
					Quoting.literal(column),
					Quoting.literal(" order by %s fetch first %s rows with ties) r order by r.k desc limit 1"
						.formatted(column, this.batch.size())),
					this.batch.size(), Quoting.literal(statement.key()), Quoting.literal(statement.beforeRange()),
					record(key, digest), this.batch.pause().toMillis() / 1000.0, replicas());
		String tag = "$batch$";
		for (int i = 1; body.contains(tag); i++) {
			tag = "$batch%s$".formatted(i);
		}
		return "do %1$s\n%2$s %1$s".formatted(tag, body);
	}

	private String record(String key, String digest) {
		return """
				v_changed := v_changed + v_changes;
				        update %1$s
				           set progress = progress operator(pg_catalog.||) pg_catalog.jsonb_build_object('statement', 1,
				               'running', not v_done, 'digest', %2$s, 'covers', 1, %3$s, pg_catalog.jsonb_build_object(
				               'key', v_to, 'rows', v_rows + v_count, 'ranges', v_ranges + (v_to is not null)::pg_catalog.int4,
				               'changed', v_changed, 'last', v_last))
				         where id = v_id and coalesce((progress operator(pg_catalog.->) %3$s operator(pg_catalog.->>) 'rows')::pg_catalog.int8,
				               0::pg_catalog.int8) = v_rows
				           and coalesce((progress operator(pg_catalog.->>) 'running')::pg_catalog.bool, true);"""
			.formatted(this.log.name(), Quoting.literal(digest), key);
	}

	private String replicas() {
		if (this.settings.maxReplicaLag().isZero()) {
			return "";
		}
		return """
				            for i in 1..60 loop
				                exit when not exists (%s);
				                commit;
				                perform pg_catalog.pg_sleep(1);
				            end loop;
				""".formatted(ReplicaLag.query(this.settings.maxReplicaLag()));
	}

}
