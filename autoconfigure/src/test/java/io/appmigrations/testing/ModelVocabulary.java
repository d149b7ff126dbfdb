package io.appmigrations.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * What generated schemas are made of: topics, such as the default of a column, and random
 * statements about each. The topics' alphabetical order is the order in which they run.
 */
final class ModelVocabulary {

	private static final boolean INHERITANCE = Boolean.getBoolean("models.inheritance");

	private static final String LONG = "a_name_of_sixty_three_bytes_which_is_the_most_that_fits_in_here";

	private static final List<String> TABLES = List.of("t1", "t2", "\"order\"", "\"Mixed Case\"", LONG, "other.t1",
			"\"Weird Schema\".t1", "parted", "child");

	private static final List<String> COLUMNS = List.of("id", "a", "b", "\"c d\"", "ref", "kind", "\"user\"");

	private static final List<String> TYPES = List.of("integer", "integer", "integer", "bigint", "bigint", "smallint",
			"text", "text", "varchar(20)", "varchar(200)", "varchar", "numeric", "numeric(10,2)", "boolean",
			"timestamptz", "timestamp(3)", "date", "uuid", "jsonb", "int4range", "integer[]", "text[]", "bytea",
			"double precision", "interval", "char(5)", "bit(3)", "inet", "mood", "mood", "mood[]", "other.\"Level\"",
			"positive", "other.code", "pair", "time");

	private static final List<String> LABELS = List.of("'sad'", "'ok'", "'happy'", "'it''s'", "'Ünïcode'", "'a b'");

	private static final List<String> VALUES = List.of("1", "0", "42", "'ok'", "'x'", "''", "now()", "true", "'{}'",
			"null", "nextval('s1')", "nextval('other.s2')", "'sad'::mood", "f1(1)", "gen_random_uuid()", "current_date",
			"array[1,2]", "'1.50'");

	private static final List<String> CONDITIONS = List.of("id > 0", "a > 0", "b is not null", "length(a::text) > 0",
			"kind in ('ok', 'sad')", "f1(a) > 0", "\"c d\" <> ''", "a < b", "kind = 'ok'::mood", "ref is null or a > 1",
			"\"user\" like 'a%'", "id between 1 and 1000000", "true");

	private static final List<String> EXPRESSIONS = List.of("a", "b", "id", "ref", "\"c d\"", "kind", "\"user\"",
			"lower(a)", "(a + 1)", "f1(a)", "a desc nulls last", "b collate \"C\"", "a, b", "ref, id",
			"lower(\"c d\"), id desc", "(a::text || b::text)", "coalesce(a, 0)");

	private final Random random;

	private final Map<String, Supplier<String>> topics = new LinkedHashMap<>();

	ModelVocabulary(long seed) {
		this.random = new Random(seed);
		addSchemasAndTypes();
		addFunctions();
		TABLES.stream()
			.filter((table) -> INHERITANCE || !(table.equals("parted") || table.equals("child")))
			.forEach(this::addTable);
		if (INHERITANCE) {
			addPartitions();
		}
		addViews();
	}

	List<String> topics() {
		return List.copyOf(this.topics.keySet());
	}

	/** Says something about a topic, or nothing. */
	Optional<String> say(String topic) {
		String sql = this.topics.getOrDefault(topic, () -> "").get();
		return sql.isEmpty() ? Optional.empty() : Optional.of(sql);
	}

	boolean chance(double probability) {
		return this.random.nextDouble() < probability;
	}

	private <T> T any(List<T> choices) {
		return choices.get(this.random.nextInt(choices.size()));
	}

	private String oneOf(String... choices) {
		return any(List.of(choices));
	}

	private String some(List<String> choices) {
		List<String> shuffled = new ArrayList<>(choices);
		Collections.shuffle(shuffled, this.random);
		return String.join(", ", shuffled.subList(0, 1 + this.random.nextInt(shuffled.size())));
	}

	private void add(String topic, double probability, Supplier<String> sql) {
		this.topics.put(topic, () -> chance(probability) ? sql.get() : "");
	}

	private void addSchemasAndTypes() {
		add("10 schema other", 1, () -> "create schema other");
		add("10 schema weird", 1, () -> "create schema \"Weird Schema\"");
		add("11 schema comment", 0.3, () -> "comment on schema other is " + comment());
		add("12 enum mood", 0.9, () -> "create type mood as enum (%s)".formatted(labels()));
		add("12 enum level", 0.6, () -> "create type other.\"Level\" as enum (%s)".formatted(some(LABELS)));
		add("13 composite pair", 0.6,
				() -> "create type pair as (%s)".formatted(oneOf("a integer, b text", "a integer", "a bigint, b text",
						"b text, a integer", "a integer, b text collate \"C\", c date", "x other.\"Level\"")));
		add("13 domain positive", 0.7,
				() -> "create domain positive as %s%s%s".formatted(oneOf("integer", "integer", "bigint"),
						oneOf("", " default 1", " default 2"), oneOf("", " not null")));
		add("14 domain code", 0.7, () -> "create domain other.code as %s%s"
			.formatted(oneOf("text", "varchar(10)", "text collate \"C\""), oneOf("", " default 'x'")));
		add("15 domain check", 0.6, () -> "alter domain positive add constraint %s check (value %s)"
			.formatted(oneOf("positive_check", "large"), oneOf("> 0", ">= 0", "< 1000", "<> 7")));
		add("15 domain code check", 0.4,
				() -> "alter domain other.code add check (%s)".formatted(oneOf("length(value) > 0", "value <> 'y'")));
		for (String sequence : List.of("s1", "other.s2", "t1_seq")) {
			add("16 sequence " + sequence, 0.6,
					() -> "create sequence %s%s%s%s%s".formatted(sequence, oneOf("", " as integer", " as smallint"),
							oneOf("", " increment by 5", " increment by -1"), oneOf("", " cache 10", " cycle"),
							oneOf("", " start with 100 minvalue 10", " maxvalue 1000")));
			add("93 comment on sequence " + sequence, 0.2,
					() -> "comment on sequence %s is %s".formatted(sequence, comment()));
		}
		add("17 range", 0.3, () -> "create type floats as range (subtype = %s)".formatted(oneOf("float8", "numeric")));
		for (String type : List.of("type mood", "domain positive", "type pair")) {
			add("93 comment on " + type, 0.2, () -> "comment on %s is %s".formatted(type, comment()));
		}
	}

	/** Mostly such that values are added, removed or exchanged. */
	private String labels() {
		return oneOf("'sad', 'ok'", "'sad', 'ok', 'happy'", "'ok', 'sad'", "'sad', 'it''s', 'ok'", some(LABELS));
	}

	private void addFunctions() {
		add("18 function f1", 0.8,
				() -> "create function f1(%s integer%s) returns integer language sql immutable as 'select %s'"
					.formatted(oneOf("x", "x", "y"), oneOf("", "", " default 0"), oneOf("1", "$1", "$1 * 2")));
		add("18 function touch", 0.8,
				() -> "create function touch() returns trigger language plpgsql as 'begin %s return new; end'"
					.formatted(oneOf("", "perform 1;")));
		add("18 function of enum", 0.4, () -> "create function f2(m mood) returns %s language sql as 'select %s'"
			.formatted(oneOf("text", "varchar"), oneOf("$1::text", "null::text")));
		add("18 procedure", 0.3, () -> "create procedure other.p(inout n %s) language sql as 'select 1'"
			.formatted(oneOf("integer", "integer", "bigint")));
		add("70 function of table", 0.4, () -> "create function rows_of() returns setof %s language sql stable as %s"
			.formatted(oneOf("t1", "t2", "\"order\""), oneOf("'select * from t1'", "'select * from t2'")));
		add("70 function with body", 0.4,
				() -> "create function counted() returns bigint language sql %s"
					.formatted(oneOf("return (select count(*) from t1 where a is not null)",
							"begin atomic select count(b) from t2; end", "return (select max(id) from \"order\")")));
	}

	private void addTable(String table) {
		String name = table.replace("\"", "");
		switch (table) {
			case "parted" ->
				add("20 table parted", 0.7, () -> "create table parted (id bigint, a integer) partition by range (id)");
			case "child" -> add("22 table child", 0.5, () -> "create table child (extra text) inherits (t1)");
			default ->
				add("20 table " + name, 0.7, () -> "create %stable %s ()%s".formatted(oneOf("", "", "", "unlogged "),
						table, oneOf("", "", "", " with (fillfactor=70)", " with (autovacuum_enabled=false)")));
		}
		if (!table.equals("child")) {
			COLUMNS.forEach((column) -> addColumn(table, name, column));
		}
		addConstraints(table, name);
		addIndexes("40 index ", table, name);
		addBelongings(table, name);
	}

	private void addColumn(String table, String name, String column) {
		String of = "%s.%s %s".formatted(name, COLUMNS.indexOf(column), column);
		String prefix = "alter table %s alter column %s ".formatted(table, column);
		add("21 column " + of, 0.7, () -> "alter table %s add column %s %s".formatted(table, column,
				column.equals("id") || column.equals("ref") ? idType(table) : columnType()));
		add("23 default " + of, 0.25, () -> prefix + "set default " + any(VALUES));
		add("24 required " + of, 0.2, () -> prefix + "set not null");
		add("25 storage " + of, 0.05, () -> prefix + "set storage " + oneOf("external", "main", "plain"));
		add("25 statistics " + of, 0.05, () -> prefix + "set statistics " + oneOf("10", "500"));
		add("25 compression " + of, 0.05, () -> prefix + "set compression " + oneOf("pglz", "lz4"));
		add("93 comment " + of, 0.1, () -> "comment on column %s.%s is %s".formatted(table, column, comment()));
	}

	/** PostgreSQL has no identity in a table with children that are there before it. */
	private String idType(String table) {
		if (INHERITANCE && (table.equals("t1") || table.equals("parted"))) {
			return oneOf("integer", "bigint", "bigint", "bigserial");
		}
		return oneOf("integer", "bigint", "bigint", "bigint", "bigint generated always as identity",
				"bigint generated by default as identity (start with 10 increment by 10)", "bigserial", "uuid",
				"integer generated by default as identity");
	}

	private String columnType() {
		if (chance(0.1)) {
			return "%s generated always as (%s) %s".formatted(oneOf("integer", "bigint", "text"),
					oneOf("id + 1", "f1(a)", "id * 2", "lower(\"c d\")", "1"), oneOf("stored", "stored", "virtual"));
		}
		if (chance(0.1)) {
			return oneOf("text", "varchar(30)") + " collate " + oneOf("\"C\"", "\"POSIX\"");
		}
		return any(TYPES);
	}

	private void addConstraints(String table, String name) {
		String prefix = "alter table %s add ".formatted(table);
		add("30 key " + name, 0.7, () -> prefix + oneOf("", "", "constraint the_key ").replace("the", name(name))
				+ "primary key (%s)".formatted(oneOf("id", "id", "id", "a, b", "id, a")));
		for (int i = 1; i <= 2; i++) {
			String suffix = name + " " + i;
			add("31 unique " + suffix, 0.3,
					() -> "%s%sunique %s(%s)%s".formatted(prefix, constraintName(name, "u"),
							oneOf("", "", "nulls not distinct "), oneOf("a", "b", "a, b", "ref, id", "id"),
							oneOf("", "", " deferrable", " deferrable initially deferred", " include (kind)")));
			add("32 check " + suffix, 0.3, () -> "%s%scheck (%s)%s".formatted(prefix, constraintName(name, "c"),
					any(CONDITIONS), oneOf("", "", "", " not valid", " no inherit")));
			add("50 foreign key " + suffix, 0.4,
					() -> "%s%sforeign key (%s) references %s%s%s%s".formatted(prefix, constraintName(name, "f"),
							oneOf("ref", "ref", "id"), any(TABLES), oneOf("", " (id)", " (id)"),
							oneOf("", " on delete cascade", " on delete set null", " on update cascade", " match full"),
							oneOf("", "", " deferrable", " deferrable initially deferred", " not valid")));
		}
		add("50 foreign key composite " + name, 0.2, () -> "%sforeign key (%s) references %s (%s)".formatted(prefix,
				oneOf("a, b", "ref, id"), any(TABLES), oneOf("a, b", "ref, id", "id, a")));
		add("33 exclusion " + name, 0.2, () -> "%s%sexclude using gist (%s with &&)".formatted(prefix,
				constraintName(name, "x"), oneOf("a", "b", "kind", "int8range(id, id, '[]')")));
	}

	private static String name(String name) {
		return name.replaceAll("[^a-z0-9]", "_").substring(0, Math.min(20, name.length()));
	}

	private String constraintName(String table, String letter) {
		return oneOf("", "constraint %s_%s1 ".formatted(name(table), letter),
				"constraint \"%s %s2\" ".formatted(name(table), letter), "constraint %s ".formatted(LONG));
	}

	private void addIndexes(String topic, String table, String name) {
		for (int i = 1; i <= 2; i++) {
			String index = "%s_i%s".formatted(name(name), i);
			add(topic + name + " " + i, 0.4,
					() -> "create %sindex %s on %s %s(%s)%s%s%s".formatted(oneOf("", "", "unique "), index, table,
							oneOf("", "", "", "using hash ", "using gin ", "using brin "), any(EXPRESSIONS),
							oneOf("", "", " include (kind)"), oneOf("", "", " with (fillfactor=50)"),
							oneOf("", "", " where " + any(CONDITIONS))));
			String schema = table.contains(".") ? table.substring(0, table.indexOf('.') + 1) : "";
			add("93 comment on index " + index, 0.1,
					() -> "comment on index %s%s is %s".formatted(schema, index, comment()));
			add("94 cluster " + index, 0.1, () -> "alter table %s cluster on %s".formatted(table, index));
			add("94 replica identity " + index, 0.1,
					() -> "alter table %s replica identity %s".formatted(table, oneOf("full", "using index " + index)));
		}
	}

	private void addBelongings(String table, String name) {
		add("60 owner " + name, 0.2, () -> "alter sequence %s owned by %s.%s"
			.formatted(oneOf("s1", "other.s2", "t1_seq"), table, oneOf("id", "a")));
		add("80 trigger " + name, 0.3,
				() -> "create %s on %s for each row %sexecute function touch()".formatted(
						oneOf("trigger touched before update", "trigger touched before insert or update",
								"trigger touched after update of a", "constraint trigger touched after insert"),
						table, oneOf("", "", "when (new.a is not null) ")));
		add("81 policy " + name, 0.3, () -> "create policy mine on %s%s using (%s)".formatted(table,
				oneOf("", " for select", " as restrictive"), any(CONDITIONS)));
		add("81 row security " + name, 0.3,
				() -> "alter table %s %s row level security".formatted(table, oneOf("enable", "enable", "force")));
		add("82 rule " + name, 0.15, () -> "create rule noted as on delete to %s %sdo also %s".formatted(table,
				oneOf("", "where old.a is null "), oneOf("nothing", "select 1", "delete from t2 where id = old.id")));
		add("82 statistics " + name, 0.15, () -> "create statistics %s_s (%s) on %s from %s".formatted(name(name),
				oneOf("ndistinct", "dependencies", "mcv"), oneOf("a, b", "id, a", "a, kind"), table));
		add("93 comment on table " + name, 0.2, () -> "comment on table %s is %s".formatted(table, comment()));
		add("93 comment on trigger " + name, 0.1,
				() -> "comment on trigger touched on %s is %s".formatted(table, comment()));
	}

	private void addPartitions() {
		add("22 partition 1", 0.7, () -> "create table parted_1 partition of parted for values from (0) to (%s)"
			.formatted(oneOf("100", "100", "200")));
		add("22 partition 2", 0.6, () -> "create table parted_2 partition of parted default");
		add("40 index of partition", 0.3,
				() -> "create index parted_1_own on parted_1 (%s)".formatted(oneOf("a", "id")));
		add("32 check of partition", 0.3,
				() -> "alter table parted_1 add constraint parted_1_c check (%s)".formatted(oneOf("a > 0", "id > 0")));
	}

	private void addViews() {
		String from = "from t1";
		for (String view : List.of("v1", "other.v2", "\"View 3\"")) {
			add("71 view " + view, 0.6,
					() -> "create view %s as select %s %s %s".formatted(view,
							oneOf("*", "id", "id, a", "a, b", "id, a, b", "count(*) as a, max(id) as id",
									"kind as a, id"),
							oneOf(from, "from t2", "from \"order\"", "from v1", "from other.v2", "from other.t1",
									"from parted"),
							oneOf("", "", "where " + any(CONDITIONS))));
			add("93 comment on view " + view, 0.15, () -> "comment on view %s is %s".formatted(view, comment()));
		}
		add("72 materialized view", 0.5,
				() -> "create materialized view mv as select %s from %s%s".formatted(oneOf("*", "id, a", "a"),
						oneOf("t1", "v1", "other.v2", "\"order\""), oneOf("", " with no data")));
		addIndexes("73 index ", "mv", "mv");
	}

	private String comment() {
		return oneOf("'a comment'", "'it''s \"quoted\"'", "E'two\\nlines'", "'back\\slash'");
	}

}
