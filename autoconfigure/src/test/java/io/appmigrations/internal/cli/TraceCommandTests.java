package io.appmigrations.internal.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.appmigrations.internal.cli.Cli.Answered;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code upgrade --dry-run --trace}: what is shown to whoever has to approve a
 * change.
 */
@DatabaseTest
class TraceCommandTests {

	@TempDir
	private Path folder;

	private Cli revisions(TestDatabase database) {
		Revisions.none().sql("a1", "", """
				create table t (id bigint primary key, n int);
				insert into t values (1, 1), (2, 2);
				create table u (id bigint primary key, t_id bigint);
				analyze t, u;""", "").sql("b2", "a1", """
				create table fresh (id bigint primary key, note text default 'a|`b`');
				create index fresh_idx on fresh (id);
				alter table t add column token uuid not null default gen_random_uuid();
				alter table u add constraint u_t_id_fkey foreign key (t_id) references t;
				update t set n = n + 1 where id = 1;
				select 1;""", "").file("""
				-- index_n *fast*
				--
				-- revision: c3
				-- down-revision: b2

				-- migrate:upgrade transaction:off
				create index concurrently t_n_idx on t (n);
				alter table t alter column n
				  set not null;
				""").file("""
				-- secret
				--
				-- revision: d4
				-- down-revision: c3
				-- log: no

				-- migrate:upgrade
				insert into t values (3, 3);
				select hunter2_is_no_function();
				""").sql("e5", "d4", "select 2;", "").writeTo(this.folder);
		return Cli.of(CommandLineTests.EmptyApplication.class).locations(this.folder).database(database);
	}

	@Test
	void aPlanSaysWhatEachStatementLocksReadsAndRewrites(TestDatabase database) {
		Cli cli = revisions(database);
		assertThat(cli.run("upgrade", "a1").status()).isZero();
		Answered plan = cli.run("upgrade", "heads", "--dry-run", "--trace");
		assertThat(plan.err()).doesNotContain("hunter2");
		assertThat(plan.out().replaceAll("PostgreSQL \\d+", "PostgreSQL N").replace(this.folder + "/", "")).isEqualTo(
				"""
						# Upgrade to e5

						4 revisions. Measured on PostgreSQL N, in a database with empty tables.

						## b2 make b2

						`1.sql`: one transaction, which keeps every lock until its end.

						| line | statement | locks | work | waits |
						|---:|---|---|---|---|
						| 7 | `` create table fresh (id bigint primary key, note text default 'a\\|`b`') `` | none | instant | nothing |
						| 8 | `create index fresh_idx on fresh (id)` | none | instant | nothing |
						| 9 | `alter table t add column token uuid not null default gen_random_uuid()` | ACCESS EXCLUSIVE on public.t | rewrites public.t and its indexes | reads and writes of public.t |
						| 10 | `alter table u add constraint u_t_id_fkey foreign key (t_id) references t` | ACCESS EXCLUSIVE on public.t (since line 9)<br>SHARE ROW EXCLUSIVE on public.u | reads all of public.u | reads and writes of public.t<br>writes to public.u |
						| 11 | `update t set n = n + 1 where id = 1` | ACCESS EXCLUSIVE on public.t (since line 9)<br>SHARE ROW EXCLUSIVE on public.u (since line 10) | instant | reads and writes of public.t<br>writes to public.u |
						| 12 | `select 1` | ACCESS EXCLUSIVE on public.t (since line 9)<br>SHARE ROW EXCLUSIVE on public.u (since line 10) | instant | reads and writes of public.t<br>writes to public.u |

						## c3 index\\_n \\*fast\\*

						`2.sql`: no transaction around it, each statement (or block from `begin` to `commit`) keeps its locks until its end.

						| line | statement | locks | work | waits |
						|---:|---|---|---|---|
						| 7 | `create index concurrently t_n_idx on t (n)` | SHARE UPDATE EXCLUSIVE on public.t | cannot run in a transaction<br>builds an index of public.t | nothing |
						| 8 | `alter table t alter column n set not null` | ACCESS EXCLUSIVE on public.t | reads all of public.t | reads and writes of public.t |

						## d4 secret

						`3.sql`: one transaction, which keeps every lock until its end.

						| line | statement | locks | work | waits |
						|---:|---|---|---|---|
						| 8 | (not shown) | ROW EXCLUSIVE on public.t | instant | nothing |

						PostgreSQL refuses line 9 (error 42883); what follows was not measured.

						## e5 make e5

						`4.sql`: one transaction, which keeps every lock until its end.

						Not measured, because a revision before it could not be run.

						## Tables

						As large as the database to be migrated has them.

						| table | rows | size |
						|---|---:|---:|
						| public.t | 2 | 24 kB |
						| public.u | 0 | 8 kB |
						""");
		assertThat(plan.status()).isZero();
		assertThat(database.hasTable("fresh")).isFalse();
		Answered json = cli.run("upgrade", "+1", "--dry-run", "--trace", "--json");
		assertThat(json.<List<String>>json("$.steps[*].revision")).containsExactly("b2");
		assertThat(json.<String>json("$.sql")).contains("create table fresh");
		assertThat(json.<Map<String, Object>>json("$.trace[0]")).containsEntry("revision", "b2")
			.containsEntry("transaction", true)
			.containsEntry("unmeasured", null);
		assertThat(json.<Map<String, Object>>json("$.trace[0].statements[2]")).containsEntry("line", 9)
			.containsEntry("transaction", true)
			.containsEntry("rewritten", List.of("public.t"))
			.containsEntry("readsWait", List.of("public.t"))
			.containsEntry("locks", List.of(Map.of("mode", "ACCESS EXCLUSIVE", "table", "public.t", "since", 9)));
		assertThat(json.<List<Map<String, Object>>>json("$.tables")).extracting((table) -> table.get("rows"))
			.containsExactly(2, 0);
		assertThat(cli.run("upgrade", "a1", "--dry-run", "--trace").out())
			.isEqualTo("# Nothing to do\n\nThe database is at a1.\n");
	}

}
