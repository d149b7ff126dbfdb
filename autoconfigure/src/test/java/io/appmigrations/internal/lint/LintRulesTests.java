package io.appmigrations.internal.lint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.LintFinding;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.lint.examine.DataDemands;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.measure.ColumnStatistics;
import io.appmigrations.internal.measure.LiveTables;
import io.appmigrations.internal.measure.LockMode;
import io.appmigrations.internal.measure.Measurement;
import io.appmigrations.internal.measure.Relation;
import io.appmigrations.internal.measure.RelationLock;
import io.appmigrations.internal.measure.SectionFacts;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.script.Placeholders;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the rules: every example of docs/lint.md is run. A bad one has a finding of
 * its rule, at a statement with the lock and the duration that the page names; a good one
 * has none of any rule.
 */
@DatabaseTest
class LintRulesTests {

	static final Pattern EXAMPLE = Pattern.compile(
			"(Bad|Good)(?: \\(([A-Z ]+), ([a-z ]+?)(?:, also ([a-z-]+))?\\))?:\n\n```sql\n(?<sql>.*?)```",
			Pattern.DOTALL);

	@Test
	void theExamplesOfThePageAreWhatItSays(TestDatabase database) throws IOException {
		String page = Files.readString(Path.of("../docs/lint.md"));
		String[] sections = page.substring(page.indexOf("## Rules")).split("\n### ", -1);
		String tables = sections[0].substring(sections[0].indexOf("```sql\n") + 7, sections[0].lastIndexOf("```"));
		List<RulePage> pages = RulePage.all();
		List<String> rules = new ArrayList<>();
		SoftAssertions softly = new SoftAssertions();
		try (MigrationConnection connection = TestDatabase.connect(database.dataSource())) {
			for (int i = 1; i < sections.length; i++) {
				String rule = sections[i].lines().findFirst().orElseThrow();
				rules.add(rule);
				List<String> kinds = new ArrayList<>();
				Matcher matcher = EXAMPLE.matcher(sections[i]);
				while (matcher.find()) {
					kinds.add(matcher.group(1));
					connection.executeInternally(List.of("drop schema public cascade", "create schema public"));
					connection.executeInternally(List.of(tables.strip().split(";\\s*")));
					String sql = matcher.group("sql");
					Examined examined = examine(connection, "", rule.equals("no-downgrade") ? sql : reversible(sql));
					examined = rule.contains("-on-") ? withStatistics(examined) : examined;
					String example = rule + ": " + sql;
					if (matcher.group(1).equals("Good")) {
						softly.assertThat(findings(examined)).as(example).isEmpty();
					}
					else {
						assertBad(softly, examined, pages.get(i - 1), matcher, example);
					}
				}
				assertThat(kinds).as(rule).contains("Bad", "Good").hasSize(sections[i].split("```sql", -1).length - 1);
			}
		}
		softly.assertAll();
		assertThat(rules).containsExactlyInAnyOrderElementsOf(Linter.rules());
		assertThat(pages).extracting(RulePage::name).isEqualTo(rules);
	}

	private static Examined withStatistics(Examined examined) {
		ColumnStatistics statistics = new ColumnStatistics(Map.of(List.of("public", "orders", "total"),
				new ColumnStatistics.Column(0.12, 40, 0.3, 50_000), List.of("public", "orders", "customer_id"),
				new ColumnStatistics.Column(0.25, -0.75, 0, 50_000)));
		return examined
			.withDoubts(DataDemands.of(List.of(examined.revision()), new Placeholders(false, Map.of()), "public")
				.doubts("a1", statistics, List.of()));
	}

	private static String reversible(String sql) {
		return sql + "\n-- migrate:downgrade\nselect 1;\n";
	}

	private static void assertBad(SoftAssertions softly, Examined examined, RulePage page, Matcher matcher,
			String example) {
		List<LintFinding> found = findings(examined).stream()
			.filter((finding) -> !finding.rule().equals(matcher.group(4)))
			.toList();
		softly.assertThat(found).as(example).extracting(LintFinding::rule).containsOnly(page.name());
		softly.assertThat(found).as(example).extracting(LintFinding::level).containsOnly(page.level());
		if (matcher.group(4) != null) {
			softly.assertThat(findings(examined)).as(example).extracting(LintFinding::rule).contains(matcher.group(4));
		}
		if (matcher.group(2) != null) {
			assertThat(found).as(example).isNotEmpty();
			int line = found.get(0).line();
			StatementFacts facts = examined.facts()
				.stream()
				.filter((each) -> each.statement().line() == line)
				.findFirst()
				.orElseThrow();
			softly.assertThat(facts.work().name().toLowerCase(Locale.ROOT).replace('_', ' '))
				.as(example)
				.isEqualTo(matcher.group(3));
			softly
				.assertThat(facts.locks()
					.stream()
					.filter((held) -> held.relation().kind() == Relation.Kind.TABLE)
					.map(RelationLock::mode)
					.max(LockMode::compareTo)
					.map(LockMode::toString))
				.as(example)
				.hasValueSatisfying((mode) -> assertThat(mode).isEqualTo(matcher.group(2)));
		}
	}

	@Test
	void nothingIsIgnoredWithoutAReason(TestDatabase database) {
		database.jdbc().sql("create table t (id bigint)").update();
		String index = "create index t_id_idx on t (id);\n";
		try (MigrationConnection connection = TestDatabase.connect(database.dataSource())) {
			assertThat(rules(connection, "", "-- lint:ignore blocks-writes\n" + index)).containsExactly("blocks-writes",
					"ignore");
			assertThat(rules(connection, "-- lint:ignore blocks-writes empty so far\n", index)).isEmpty();
			assertThat(rules(connection, "", "-- lint:ignore blocks-writes empty so far\nselect 1;\n" + index))
				.containsExactly("ignore", "blocks-writes");
			assertThat(rules(connection, "-- lint:ignore blocks-writes later\n", "select x;\n" + index))
				.containsExactly("statement-fails");
			assertThat(Linter
				.check(examine(connection, "", reversible("-- migrate:upgrade\n" + index)), List.of("blocks-writes"))
				.findings()).isEmpty();
		}
	}

	/** What waits for the statement, and what waits for those before it. */
	@Test
	void aLockOfAnEarlierStatementIsNotTheStatementsOwn(TestDatabase database) {
		database.jdbc().sql("create table t (id bigint, n int); create table p (id bigint primary key)").update();
		try (MigrationConnection connection = TestDatabase.connect(database.dataSource())) {
			String index = "create index t_n_idx on t (n);\n";
			assertThat(messages(connection, "alter table t alter n set not null;\n" + index)).containsExactly(
					"blocks-reads Nobody can read or write public.t while PostgreSQL reads all of public.t (ACCESS EXCLUSIVE).",
					"blocks-writes Nobody can write to public.t while PostgreSQL builds an index of public.t (SHARE).",
					"slow-under-lock Meanwhile the transaction holds ACCESS EXCLUSIVE on public.t, acquired in line 6: nobody can read or write it.");
			assertThat(messages(connection, "alter table t add x int;\ncreate index t_x_idx on t (x);\n" + index))
				.satisfies((all) -> assertThat(all).filteredOn((each) -> each.startsWith("blocks-writes")).hasSize(2))
				.satisfies((all) -> assertThat(all).filteredOn((each) -> each.startsWith("slow-under")).hasSize(2))
				.hasSize(4);
			assertThat(rules(connection, "", "alter table p add x int;\nalter table t alter n set not null;"))
				.containsExactly("blocks-reads", "slow-under-lock", "several-tables-locked");
			assertThat(rules(connection, "",
					"alter table t add x bigint;\nalter table t add constraint t_x_fkey foreign key (x) references p;\n"
							+ "create index x on t (x);"))
				.contains("blocks-writes")
				.doesNotContain("blocks-reads");
			assertThat(rules(connection, "", "create trigger a after insert on t execute function x();\n" + index))
				.containsExactly("statement-fails");
			assertThat(rules(connection, "", index + "create index t_2_idx on t (n, id);"))
				.containsExactly("blocks-writes", "blocks-writes");
		}
	}

	@Test
	void operatorsOfAnExtensionAreNotTakenForThoseOfPostgreSql(TestDatabase database) {
		database.jdbc()
			.sql("create extension intarray; create table t (a int, b int, c int); create table p (a int, b int, primary key (b, a))")
			.update();
		try (MigrationConnection connection = TestDatabase.connect(database.dataSource())) {
			String key = "alter table t add constraint t_fkey foreign key (a, b) references p (a, b) not valid;\n";
			assertThat(rules(connection, "", key)).containsExactly("foreign-key-without-index");
			for (String condition : List.of("", " where a is not null", " where a is not null and b is not null")) {
				assertThat(messages(connection, key + "create index i on t (b, a, c)" + condition + ";"))
					.noneMatch((each) -> each.startsWith("foreign"));
			}
			assertThat(messages(connection, key + "create index i on t (b, a) where c is not null;"))
				.anyMatch((each) -> each.startsWith("foreign"));
		}
	}

	@Test
	void aForeignKeyThatLosesItsIndexIsFoundWhereItDoes(TestDatabase database) {
		database.jdbc()
			.sql("create table p (id bigint primary key); "
					+ "create table f (id bigint primary key, p bigint references p); create index f_p on f (p)")
			.update();
		try (MigrationConnection connection = TestDatabase.connect(database.dataSource())) {
			String drop = "-- migrate:upgrade\ndrop index f_p;\n";
			assertThat(findings(
					examine(connection, "", reversible(drop + "create table g (id bigint primary key references p);"))))
				.extracting((finding) -> finding.rule() + " " + finding.line())
				.containsExactlyInAnyOrder("drops-index 6", "foreign-key-without-index 6");
			assertThat(findings(examine(connection, "", reversible(drop + "create index f_q on f (p, id);"))))
				.extracting(LintFinding::rule)
				.doesNotContain("foreign-key-without-index");
		}
	}

	@Test
	void aTableWhoseNameIsTakenAgainIsNotMissed(TestDatabase database) {
		database.jdbc()
			.sql("create table t (id bigint); create table n (id bigint); create view v as select 1")
			.update();
		try (MigrationConnection connection = TestDatabase.connect(database.dataSource())) {
			assertThat(rules(connection, "", "alter table t rename to old;\nalter table n rename to t;"))
				.containsExactlyInAnyOrder("renames-table", "several-tables-locked");
			assertThat(rules(connection, "", "alter table t rename to u;\ncreate view t as select * from u;"))
				.isEmpty();
			assertThat(rules(connection, "", "create view u as select * from t;\nalter table t rename to w;"))
				.containsExactly("renames-table");
			assertThat(rules(connection, "", "drop view v;\ncreate view v as select 2 as n;")).isEmpty();
		}
	}

	/** Each was found in a migration of a real application. */
	@Test
	void whatHarmsNobodyIsNoFinding(TestDatabase database) {
		database.jdbc().sql("""
				create table t (id bigint primary key, n int, a text, b text);
				create index t_n on t (n);
				create unique index t_u on t (n);
				create table u (id bigint primary key, waited interval, opens time, flags varbit(8));
				create table k (id int primary key);
				create table pairs (id bigint, n bigint, constraint pairs_pkey primary key (id, n));
				create table c (id bigint generated always as identity (start 7 increment 2) primary key, n serial);
				create table g (id bigserial primary key);
				insert into g (id) values (1);
				create table later (id bigserial primary key);
				create view v as select * from k;
				create materialized view m as select * from v;
				create unique index m_id on m (id)""").update();
		Map<String, List<String>> cases = new LinkedHashMap<>();
		cases.put("alter table t add column m bigint;\nupdate t set m = n where id = 1;\nalter table t drop column n;\n"
				+ "alter table t rename column m to n;", List.of());
		cases.put("alter table t add column x text;\nalter table t drop column x;", List.of());
		cases.put("alter table t rename column a to old;\nalter table t add column a text;", List.of());
		cases.put("alter table t rename column a to old;", List.of("renames-column"));
		cases.put("alter table t rename column a to old;\nalter table t add column a text;\n"
				+ "update t set a = old where id = 1;\nalter table t drop column old;", List.of());
		cases.put("alter table t rename column a to old;\nalter table t add column a text;\n"
				+ "alter table t drop column old;", List.of("drops-column"));
		cases.put("truncate t;\nalter table t add column x uuid not null default gen_random_uuid();\n"
				+ "create index t_x on t (x);", List.of("empties-table"));
		cases.put("delete from t;\ncreate index t_a on t (a);", List.of("unconditional-change", "blocks-writes"));
		cases.put("create table n (id bigint primary key, n int);\ninsert into n select id, n from t;\ndrop table t;\n"
				+ "alter table n rename to t;", List.of());
		cases.put("create table n (id bigint primary key, n int);\ndrop table t;\nalter table n rename to t;",
				List.of("drops-table"));
		cases.put("alter table t rename to old;\ncreate table t (id bigint primary key);\n"
				+ "insert into t select id from old;\ndrop table old;", List.of("slow-under-lock"));
		cases.put("drop table t;\ncreate table t (id bigint primary key);", List.of("drops-table"));
		cases.put("drop table t;\nalter table u add column x int;", List.of("drops-table"));
		cases.put("alter table u add column x int;\ndrop table t;", List.of("several-tables-locked", "drops-table"));
		cases.put(
				"drop view v cascade;\ncreate view v as select 1 as id;\ncreate materialized view m as select * from v;",
				List.of("drop-cascade"));
		cases.put("drop materialized view m;\ndrop view v;", List.of("drops-view", "drops-view"));
		cases.put("alter table t add column x int;\ncreate materialized view w as select * from t;",
				List.of("slow-under-lock"));
		cases.put("alter table t add unique using index t_u;", List.of());
		cases.put("alter table t add unique (n);", List.of("blocks-reads", "unnamed-constraint"));
		cases.put("create index if not exists t_a on t (a);", List.of("blocks-writes"));
		cases.put("create table s (id int primary key references k);", List.of());
		cases.put("create table s (id int, constraint s_pkey primary key (id), foreign key (id) references k);",
				List.of());
		cases.put("create table s (id int primary key, k int references k);",
				List.of("small-key", "foreign-key-without-index"));
		cases.put("create table s (k int, n int, primary key (k, n));", List.of());
		cases.put("create table s (k serial, n int, primary key (k, n));", List.of("small-key"));
		cases.put("alter table t drop column a, add column c text;", List.of("drops-and-adds-column"));
		cases.put("alter table t drop column a, add column c text default '';", List.of("drops-column"));
		cases.put("alter table t drop column a, drop column b, add column c text;",
				List.of("drops-column", "drops-column"));
		cases.put("alter table t drop column a, add column a text, drop column b, add column b text;",
				List.of("drops-column", "drops-column"));
		cases.put("alter table t drop column a;\nalter table t add column c text;", List.of("drops-column"));
		cases.put("alter table t drop column a, drop column b, add column c text, add column d text;",
				List.of("drops-column", "drops-column"));
		cases.put("alter table t drop column a;\nalter table t add column has_a_name text;", List.of("drops-column"));
		cases.put("alter table t add column name text;\nalter table t drop column name, add column other text;",
				List.of());
		cases.put("update t set a = left(a, 9) where length(a) > 9;\nalter table t alter a type varchar(9);",
				List.of("blocks-reads"));
		cases.put("update t set a = left(a, 9) where id = 7;\nalter table t alter a type varchar(9);",
				List.of("blocks-reads", "narrows-type"));
		cases.put("delete from t;\nalter table t drop column a, add column c text;",
				List.of("unconditional-change", "drops-column"));
		cases.put("truncate t;\nalter table t drop column a, add column c text;",
				List.of("empties-table", "drops-column"));
		cases.put("alter table u add column x int;\nalter table t add column x int not null;",
				List.of("required-column"));
		cases.put("do $$ begin alter table t add x int; update t set x = 1; "
				+ "alter table t alter x set not null; end $$;", List.of("blocks-reads"));
		cases.put("alter table u add column x int not null;\ncreate index t_a on t (a);",
				List.of("required-column", "blocks-writes"));
		cases.put("alter table t drop column a, add column b_id text;\ndrop table u;",
				List.of("drops-and-adds-column", "drops-table", "several-tables-locked"));
		cases.put(
				"alter table t rename column a to u_id;\nalter table t drop column u_id, add column c_id text;\n"
						+ "drop table u;",
				List.of("renames-column", "drops-column", "drops-table", "several-tables-locked"));
		cases.put("drop table u;\ncreate index t_a on t (a);", List.of("drops-table", "blocks-writes"));
		cases.put(
				"create trigger c before update on t for each row execute function suppress_redundant_updates_trigger();\n"
						+ "drop trigger c on t cascade;",
				List.of());
		cases.put("drop table u;\ncreate index t_a on t (a);\ncreate table u (id bigint primary key);",
				List.of("drops-table", "blocks-writes", "slow-under-lock"));
		cases.put("alter table t drop constraint t_pkey, add primary key (n);", List.of("blocks-reads", "small-key"));
		cases.put("alter table pairs drop constraint pairs_pkey, add constraint pairs_pkey primary key (id);",
				List.of("blocks-reads"));
		cases.put("refresh materialized view concurrently m;", List.of());
		cases.put("refresh materialized view m;", List.of("blocks-reads"));
		cases.put("alter table u alter column waited type interval(0);", List.of("blocks-reads", "narrows-type"));
		cases.put("alter table u alter column opens type time(0);", List.of("blocks-reads", "narrows-type"));
		cases.put("alter table u alter column flags type varbit(4);", List.of("blocks-reads", "narrows-type"));
		cases.put("alter table u alter column flags type varbit(16);", List.of());
		String insert = "insert into c (id) overriding system value values (7), (9);";
		cases.put(insert, List.of("sequence-behind"));
		cases.put(insert + "\nalter table c alter id restart with 8;", List.of());
		cases.put(insert + "\nalter table c alter id restart with 9;", List.of("sequence-behind"));
		cases.put("insert into c (id) overriding system value values (8);", List.of());
		cases.put("insert into c (id, n) overriding system value select 11, 1;", List.of());
		cases.put("insert into c default values;\ninsert into c (id) overriding system value values (9);\n"
				+ "update c set n = 2 where id = 9;", List.of("sequence-behind"));
		cases.put("insert into g (id) values (2);", List.of());
		cases.put("alter sequence g_id_seq restart with 2;\ninsert into g (id) values (2);",
				List.of("sequence-behind"));
		cases.put(
				"grant insert on later to pg_monitor;\nset local role pg_monitor;\ninsert into later (id) values (1);",
				List.of());
		SoftAssertions softly = new SoftAssertions();
		try (MigrationConnection connection = TestDatabase.connect(database.dataSource())) {
			cases.forEach((sql, rules) -> softly.assertThat(rules(connection, "", sql))
				.as(sql)
				.containsExactlyInAnyOrderElementsOf(rules));
			softly.assertThat(messages(connection, "alter table u add column x int;\ntruncate t;"))
				.contains("empties-table The rows of public.t are lost.");
			softly.assertThat(messages(connection, "truncate u;\nalter table u add column x int not null;"))
				.contains("required-column public.u.x is not null and has no default: every INSERT of an instance "
						+ "that does not know the column fails.");
			softly
				.assertThat(messages(connection,
						"alter table t rename a to shop_url;\nalter table t rename b to shop_key;\n"
								+ "alter table t drop column shop_url, drop column shop_key, "
								+ "add column url_of_shop text, add column key_of_shop text;"))
				.anyMatch((message) -> message.contains("shop_url are lost, while the revision adds url_of_shop"))
				.anyMatch((message) -> message.contains("shop_key are lost, while the revision adds key_of_shop"));
			softly.assertThat(messages(connection, "create table n as select id from u;\ndrop table u;"))
				.containsExactly("drops-table Instances of the application that still use public.u fail.");
		}
		softly.assertAll();
	}

	@Test
	void suggestionsQuoteNames(TestDatabase database) {
		database.jdbc()
			.sql("create schema \"S\"; create table \"S\".\"T\" (id bigint primary key, \"aB\" text, n varchar(9)); "
					+ "create table \"K\" (n int)")
			.update();
		String alter = "alter table \"S\".\"T\" ";
		int version = Integer.parseInt(database.jdbc().sql("show server_version_num").query(String.class).single());
		Map<String, String> cases = new LinkedHashMap<>();
		cases.put(alter + "drop column \"aB\", add column \"cD\" text", alter + "rename column \"aB\" to \"cD\"");
		cases.put(alter + "alter n type varchar(3)", "from \"S\".\"T\" where n::");
		cases.put(alter + "drop constraint \"T_pkey\"", alter + "add constraint NAME primary key");
		cases.put(alter + "set (autovacuum_enabled = false)", alter + "set (autovacuum");
		cases.put(alter + "disable trigger all", alter + "enable trigger");
		cases.put(alter + "enable row level security", "create policy NAME on \"S\".\"T\" to");
		cases.put(alter + "disable row level security", "create policy NAME on \"S\".\"T\" to");
		cases.put(alter + "enable row level security;\ncreate view \"V\" as select id from \"S\".\"T\"",
				(version >= 150_000) ? "alter view public.\"V\" set (security_invoker = true);"
						: alter + "force row level security;");
		cases.put(alter + "enable row level security;\ncreate materialized view w as select id from \"S\".\"T\"",
				"only to those who may see all rows");
		cases.put(alter + "rename to \"U\"", "create view \"S\".\"T\" as select * from \"S\".\"U\";");
		cases.put(alter + "set schema public", "create view \"S\".\"T\" as select * from public.\"T\";");
		cases.put(alter + "alter n type varchar(5), alter \"aB\" type varchar(5)",
				"-- 1. add a column of the new kind");
		cases.put(alter + "add check (lower(\"aB\") <> 'x') not valid",
				alter + "add constraint \"T_aB_check\" check (lower");
		cases.put("create index on \"S\".\"T\" (lower(\"aB\"), (id + 1))", "create index \"T_lower_expr_idx\" on");
		cases.put("set session work_mem = '8MB'", "set local work_mem = '8MB';");
		cases.put("do $$ begin create index z on \"S\".\"T\" (n); end $$", "as a statement of the revision, which");
		cases.put(alter + "add if not exists x int check (x >= 0)", "Add the column without its constraint, then");
		cases.put(alter + "add x int default 0 check (x >= 0)",
				"begin;\n" + alter + "add x int default 0;\n" + alter
						+ "add constraint \"T_x_check\" check (x >= 0) not valid;\ncommit;\n" + alter
						+ "validate constraint \"T_x_check\";");
		cases.put(alter + "add x int unique",
				alter + "add x int;\ncreate unique index concurrently \"T_x_key\" on \"S\".\"T\" (x);");
		cases.put("alter table \"K\" add x int default 0 primary key", "Add the column without the key, fill it in");
		cases.put("create index \"I\" on \"S\".\"T\" (id)", "Leave this statement out.");
		cases.put("create table \"R\" (id bigint primary key, t bigint references \"S\".\"T\")",
				"create index \"R_t_idx\" on public.\"R\" (t);");
		SoftAssertions softly = new SoftAssertions();
		try (MigrationConnection connection = TestDatabase.connect(database.dataSource())) {
			cases.forEach((sql, suggestion) -> softly
				.assertThat(findings(examine(connection, "", reversible("-- migrate:upgrade\n" + sql + ";\n"))))
				.as(sql)
				.extracting((finding) -> String.valueOf(finding.suggestion()))
				.anyMatch((text) -> text.contains(suggestion)));
		}
		softly.assertAll();
	}

	@Test
	void aSmallTableNeverAlarms(TestDatabase database) {
		database.jdbc().sql("create table t (id bigint, n int); create table p (id bigint primary key)").update();
		String sql = "alter table t alter n type bigint;\ncreate index p_idx on p (id);\nalter table t add constraint f foreign key (id) references p;";
		try (MigrationConnection connection = TestDatabase.connect(database.dataSource())) {
			Examined examined = examine(connection, "", reversible("-- migrate:upgrade\n" + sql));
			LiveTables.Table small = new LiveTables.Table(9_000_000, 0, 9_999, null, null);
			LiveTables.Table large = new LiveTables.Table(11L << 30, 2L << 30, 80_000_000, 350L, null);
			assertThat(messages(examined, Map.of("public.t", small, "public.p", large))).containsExactly(
					"blocks-writes About 11 GB are read to build an index while nobody can write to public.p (SHARE, 80,000,000 rows, 350 calls per minute).",
					"slow-under-lock Meanwhile the transaction holds ACCESS EXCLUSIVE on public.t, acquired in line 6: nobody can read or write it.");
			assertThat(messages(examined, Map.of("public.t", large, "public.p", small))).first()
				.isEqualTo(
						"blocks-reads About 13 GB are rewritten while nobody can read or write public.t (ACCESS EXCLUSIVE, 80,000,000 rows, 350 calls per minute).");
			assertThat(messages(examined, Map.of("public.t", new LiveTables.Table(9_000_000, 0, 10_000, null, null))))
				.first()
				.isEqualTo(
						"blocks-reads About 9 MB are rewritten while nobody can read or write public.t (ACCESS EXCLUSIVE, 10,000 rows).");
			assertThat(messages(examined, Map.of("public.t", small, "public.p", small))).isEmpty();
		}
	}

	private static List<String> messages(Examined examined, Map<String, LiveTables.Table> tables) {
		LiveTables live = new LiveTables(tables, Set.of(), "public", Map.of());
		return Linter
			.check(Examined.measured(examined.revision(), examined.measured(), examined.serverVersion(), live,
					examined.relations()), List.of())
			.findings()
			.stream()
			.filter((finding) -> finding.rule().matches("blocks-.*|slow-.*"))
			.map((finding) -> finding.rule() + " " + finding.message())
			.toList();
	}

	private static List<String> messages(MigrationConnection connection, String sql) {
		return findings(examine(connection, "", reversible("-- migrate:upgrade\n" + sql))).stream()
			.map((finding) -> finding.rule() + " " + finding.message())
			.toList();
	}

	private static List<String> rules(MigrationConnection connection, String header, String sql) {
		return findings(examine(connection, header, reversible("-- migrate:upgrade\n" + sql))).stream()
			.map(LintFinding::rule)
			.toList();
	}

	private static List<LintFinding> findings(Examined examined) {
		return Linter.check(examined, List.of()).findings();
	}

	private static Examined examine(MigrationConnection connection, String header, String upgrade) {
		SqlRevision revision = RevisionFileReader.read("a.sql",
				("-- x\n--\n-- revision: a1\n" + header + "\n" + upgrade).getBytes(StandardCharsets.UTF_8));
		SectionFacts facts = Measurement.of(connection, revision.upgrade(), new Placeholders(false, Map.of()));
		return Examined.measured(revision, facts, connection.server().majorVersion(), LiveTables.NONE,
				Examined.written(revision, new Placeholders(false, Map.of())).relations());
	}

}
