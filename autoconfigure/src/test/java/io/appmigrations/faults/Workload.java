package io.appmigrations.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.appmigrations.testing.Revisions;

/**
 * A history of every kind of revision, with a branch and a merge. Each part of a revision
 * leaves a line in the table {@code ledger}, so that one which ran twice, half or never
 * can be seen.
 */
final class Workload {

	/** The base, whose data the other revisions work on. */
	private static final String FIRST = "r00";

	/** What a history's parts write to. */
	static final String LEDGER = "create table ledger (revision text not null, direction text not null, part int not null)";

	private final Random random;

	private final Revisions revisions = Revisions.none();

	private final String floor;

	private boolean reversible = true;

	/**
	 * Takes a history that there is.
	 * @param folder of revision files
	 */
	private Workload(Path folder) throws IOException {
		this.random = new Random(0);
		this.floor = "base";
		try (Stream<Path> files = Files.list(folder)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".sql")).sorted().toList()) {
				String text = Files.readString(file);
				this.revisions.file(text);
				this.reversible &= text.contains("-- migrate:downgrade");
			}
		}
	}

	/**
	 * Creates a history.
	 * @param seed the same seed gives the same history
	 */
	Workload(long seed) {
		this.random = new Random(seed);
		this.floor = FIRST;
		add(FIRST, "", "transactional", """
				%s;
				create table big (id int primary key, value int, note text);
				insert into big select i, i %% 97, repeat('x', i %% 50) from generate_series(1, 20000) i;
				""".formatted(LEDGER), "drop table big; drop table ledger;");
		String head = FIRST;
		for (int i = 1; i <= 4; i++) {
			head = random("r0" + i, head);
		}
		String left = random("r05a", head);
		String right = random("r05b", head);
		random("r06", left + ", " + right);
		head = "r06";
		for (int i = 7; i <= 9; i++) {
			head = random("r0" + i, head);
		}
		batches(head);
	}

	/**
	 * Creates or reads a history.
	 * @param source a seed, or a folder
	 */
	static Workload of(String source) throws IOException {
		return source.matches("-?\\d+") ? new Workload(Long.parseLong(source)) : new Workload(Path.of(source));
	}

	Revisions revisions() {
		return this.revisions;
	}

	/** Which ways there are. */
	List<String> directions() {
		return this.reversible ? List.of("up", "down") : List.of("up");
	}

	/** Where a downgrade goes back to. */
	String floor() {
		return this.floor;
	}

	private String random(String id, String down) {
		switch (this.random.nextInt(7)) {
			case 0 -> concurrentIndex(id, down);
			case 1 -> enumValue(id, down);
			case 2 -> ownTransaction(id, down);
			case 3 -> copy(id, down);
			case 4 -> rebuiltIndex(id, down);
			case 5 -> detachedPartition(id, down);
			default -> tables(id, down);
		}
		return id;
	}

	private void tables(String id, String down) {
		int parts = 2 + this.random.nextInt(4);
		StringBuilder up = new StringBuilder();
		List<String> undo = new ArrayList<>();
		for (int part = 1; part <= parts; part++) {
			up.append("create table %s_%s (id int primary key, big int references big);\n".formatted(id, part))
				.append(pause())
				.append(ledger(id, "up", part));
			undo.add(0, "drop table %s_%s;\n%s%s".formatted(id, part, pause(), ledger(id, "down", part)));
		}
		add(id, down, "transactional", up.toString(), String.join("", undo));
	}

	private void concurrentIndex(String id, String down) {
		add(id, down, "transaction:off",
				ledger(id, "up", 1) + "create index concurrently %s_idx on big (value, note);\n".formatted(id)
						+ ledger(id, "up", 2) + pause() + "vacuum big;\n" + ledger(id, "up", 3)
						+ "create unique index concurrently %s_key on big (id, value);\n".formatted(id),
				"drop index concurrently %s_key;\n".formatted(id) + ledger(id, "down", 1)
						+ "drop index concurrently %s_idx;\n".formatted(id) + pause() + ledger(id, "down", 2));
	}

	private void enumValue(String id, String down) {
		add(id, down, "transaction:off",
				"create type %s_mood as enum ('sad');\n".formatted(id) + ledger(id, "up", 1)
						+ "alter type %s_mood add value 'ok';\n".formatted(id)
						+ "create table %s_person (mood %s_mood default 'ok');\n".formatted(id, id) + pause()
						+ ledger(id, "up", 2),
				"drop table %s_person;\n".formatted(id) + ledger(id, "down", 1) + "drop type %s_mood;\n".formatted(id));
	}

	private void ownTransaction(String id, String down) {
		add(id, down, "transaction:off",
				ledger(id, "up", 1) + "begin;\n" + ledger(id, "up", 2) + pause() + ledger(id, "up", 3) + "commit;\n"
						+ "analyze big;\n" + ledger(id, "up", 4),
				"begin;\n" + ledger(id, "down", 1) + pause() + "commit;\n" + ledger(id, "down", 2));
	}

	private void copy(String id, String down) {
		StringBuilder up = new StringBuilder("create table %s_data (id int, text text);\n".formatted(id));
		up.append("copy %s_data from stdin;\n".formatted(id));
		for (int i = 0; i < 2000; i++) {
			up.append(i).append("\tline ").append(i).append('\n');
		}
		up.append("\\.\n").append(pause()).append(ledger(id, "up", 1));
		add(id, down, "transactional", up.toString(),
				pause() + "drop table %s_data;\n".formatted(id) + ledger(id, "down", 1));
	}

	private void rebuiltIndex(String id, String down) {
		add(id, down, "transaction:off",
				"create table %s_a as select * from big;\n".formatted(id)
						+ "create index %s_a_idx on %s_a (note);\n".formatted(id, id)
						+ "reindex index concurrently %s_a_idx;\n".formatted(id) + ledger(id, "up", 1) + pause()
						+ "drop index concurrently %s_a_idx;\n".formatted(id) + ledger(id, "up", 2),
				"drop table %s_a;\n".formatted(id) + ledger(id, "down", 1));
	}

	private void detachedPartition(String id, String down) {
		add(id, down, "transaction:off", "create table %s_p (id int) partition by range (id);\n".formatted(id)
				+ "create table %s_p1 partition of %s_p for values from (0) to (20000);\n".formatted(id, id)
				+ "insert into %s_p select i from generate_series(1, 19999) i;\n".formatted(id) + ledger(id, "up", 1)
				+ "alter table %s_p detach partition %s_p1 concurrently;\n".formatted(id, id) + pause()
				+ ledger(id, "up", 2) + "create index concurrently %s_p1_idx on %s_p1 (id);\n".formatted(id, id)
				+ "reindex (verbose) table concurrently %s_p1;\n".formatted(id),
				"drop table %s_p1;\n".formatted(id) + ledger(id, "down", 1) + "drop table %s_p;\n".formatted(id)
						+ ledger(id, "down", 2));
	}

	/** Each range leaves a line, by a trigger. */
	private void batches(String down) {
		add("r10", down, "transactional",
				"""
						create table many (id uuid primary key, n int not null);
						insert into many select ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid, 0 from generate_series(1, 1000) i;
						create function many_ledger() returns trigger language plpgsql as $$
						begin
						  insert into public.ledger
						  select 'r11', case when sum(n) > 0 then 'up' else 'down' end, right(max(id::text), 5)::int from changed;
						  return null;
						end $$;
						create trigger ledger after update on many referencing new table as changed
						  for each statement execute function many_ledger();
						"""
						+ ledger("r10", "up", 1),
				"drop table many; drop function many_ledger();" + ledger("r10", "down", 1));
		add("r11", "r10", "batch:many.id size:100 pause:15ms", "update many set n = n + 1;",
				"update many set n = n - 1;");
	}

	private String pause() {
		return "select pg_sleep(0.0%s);\n".formatted(1 + this.random.nextInt(9));
	}

	private static String ledger(String id, String direction, int part) {
		return "insert into public.ledger values ('%s', '%s', %s);\n".formatted(id, direction, part);
	}

	private void add(String id, String down, String transaction, String upgrade, String downgrade) {
		String option = transaction.equals("transactional") ? "" : " " + transaction;
		this.revisions.file("""
				-- revision: %s
				-- down-revision: %s
				-- migrate:upgrade%s
				%s
				-- migrate:downgrade%s
				%s
				""".formatted(id, down, option, upgrade, option, downgrade));
	}

}
