package io.appmigrations.internal.page;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.Finding;
import io.appmigrations.Revision;
import io.appmigrations.RevisionDetails;
import io.appmigrations.internal.database.version.LoggedRun;
import io.appmigrations.internal.engine.HistoryOverview;
import io.appmigrations.internal.engine.HistoryOverview.Script;
import io.appmigrations.internal.engine.HistoryOverview.Scripts;
import org.jspecify.annotations.Nullable;

/**
 * Histories to draw.
 */
final class Histories {

	private static final Instant NOON = Instant.parse("2026-11-24T12:15:00Z");

	private static final String[] WHAT = { "create", "index", "backfill", "split", "rename", "add a column to" };

	private static final String[] OF = { "orders", "invoices", "customers", "payments", "carts" };

	private Histories() {
	}

	/** A revision that is drawn. */
	record Drawn(Revision revision, String upgrade, String downgrade, @Nullable Long millis) {

		Drawn took(long duration) {
			return new Drawn(this.revision, this.upgrade, this.downgrade, duration);
		}

	}

	static Drawn revision(String id, String message, List<String> parents, String upgrade) {
		return revision(id, message, parents, List.of(), upgrade, "");
	}

	private static Drawn revision(String id, String message, List<String> parents, List<String> labels, String upgrade,
			String downgrade) {
		return new Drawn(
				new Revision(id, parents, List.of(), labels, message, null, "db/migrations/%s.sql".formatted(id)),
				upgrade, downgrade, null);
	}

	/** A pending revision in place of others. */
	static Drawn squash(String id, String message, List<String> replaces) {
		return new Drawn(new Revision(id, List.of(), List.of(), List.of(), message, null,
				"db/migrations/%s.sql".formatted(id), replaces), "select 1", "", null);
	}

	/** Revisions that are pending, children before parents. */
	static HistoryOverview of(Drawn... revisions) {
		return of(List.of(revisions), Set.of(), List.of());
	}

	/** Those that took some time are applied. */
	private static HistoryOverview of(List<Drawn> revisions, Set<String> rows, List<Finding> findings) {
		Map<String, List<String>> children = new TreeMap<>();
		revisions.forEach((each) -> each.revision()
			.downRevisions()
			.forEach(
					(parent) -> children.computeIfAbsent(parent, (id) -> new ArrayList<>()).add(each.revision().id())));
		List<RevisionDetails> details = new ArrayList<>();
		Map<String, LoggedRun> runs = new LinkedHashMap<>();
		Map<String, Scripts> scripts = new LinkedHashMap<>();
		List<String> pending = new ArrayList<>();
		for (int i = 0; i < revisions.size(); i++) {
			Drawn drawn = revisions.get(i);
			String id = drawn.revision().id();
			boolean applied = drawn.millis() != null;
			Instant at = NOON.minus(i, ChronoUnit.DAYS);
			List<String> above = children.getOrDefault(id, List.of());
			details.add(new RevisionDetails(drawn.revision(), drawn.revision().branchLabels(), above, above.isEmpty(),
					above.isEmpty(), above.size() > 1, applied, rows.contains(id), applied ? at : null, null));
			if (applied) {
				runs.put(id, new LoggedRun(at, "done", drawn.millis(), "orders_ddl", "orders-7d9f", "orders", "4.2.0"));
			}
			else {
				pending.add(0, id);
			}
			scripts.put(id, new Scripts(script(drawn.upgrade()), script(drawn.downgrade())));
		}
		List<String> heads = details.stream()
			.filter(RevisionDetails::head)
			.map((each) -> each.revision().id())
			.toList();
		return new HistoryOverview("orders", "localhost:5432/orders as orders_ddl", details, heads,
				new CurrentRevisions(rows.stream().sorted().toList(), heads, pending, List.of(), List.of(), null), runs,
				findings, scripts, null);
	}

	private static Script script(String text) {
		return text.isEmpty() ? new Script("", null, "nothing to do") : new Script("", text, null);
	}

	/** Two branches and their merge, half applied, one of them edited. */
	static HistoryOverview sample() {
		List<Drawn> revisions = List.of(
				revision("3c9a1f0be277", "merge billing into the main line", List.of("b81e44c0a9d3", "f02c7710de5a"),
						""),
				revision("b81e44c0a9d3", "index orders by customer and date", List.of("874345651777"),
						"create index concurrently orders_customer_idx on orders (customer_id, created_at);"),
				revision("f02c7710de5a", "invoice numbers are unique per year", List.of("e1a55c02b3f4"),
						"alter table invoices add unique (year, number);")
					.took(38),
				revision("e1a55c02b3f4", "create invoices", List.of("6042dc313db2"), List.of("billing"), """
						create table invoices (
						    id bigint generated always as identity primary key,
						    order_id bigint not null references orders,
						    year integer not null,
						    number text not null,
						    total numeric(12, 2) not null check (total >= 0)
						);""", "drop table invoices;").took(61),
				revision("874345651777", "restrict order states", List.of("1f0c6e0d4a7b"),
						"alter table orders add check (state in ('open', 'paid', 'sent'));")
					.took(12_400),
				revision("1f0c6e0d4a7b", "backfill the search column of four million orders in batches",
						List.of("9b1c7f1f0c11"), "update orders set search = lower(title);")
					.took(184_200),
				revision("9b1c7f1f0c11", "add a search column to orders", List.of("6042dc313db2"),
						"alter table orders add search text;")
					.took(24),
				revision("6042dc313db2", "create orders", List.of("53fffde5ad5f"), "create table orders (id bigint);")
					.took(47),
				revision("53fffde5ad5f", "create customers", List.of("ae10279b3d5f"),
						"create table customers (id bigint);")
					.took(52),
				revision("ae10279b3d5f", "create users", List.of(), "create table users (id bigint);").took(33));
		return of(revisions, Set.of("874345651777", "f02c7710de5a"),
				List.of(new Finding(Finding.Kind.EDITED, "9b1c7f1f0c11",
						"Revision 9b1c7f1f0c11 (add a search column to orders) was edited after it had been applied",
						"Restore the file and put the change into a new revision.")));
	}

	/** Many revisions with up to six branches at a time, the last of them pending. */
	static HistoryOverview large(int size) {
		Random random = new Random(4);
		List<Drawn> revisions = new ArrayList<>();
		List<String> heads = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			String id = HexFormat.of().toHexDigits(i * 7_777_777_777L % 0xffff_ffff_ffffL, 12);
			int head = heads.isEmpty() ? 0 : random.nextInt(heads.size());
			List<String> parents = heads.isEmpty() ? List.of() : List.of(heads.get(head));
			double dice = random.nextDouble();
			if (heads.size() > 1 && dice < 0.12) {
				String other = heads.remove((head + 1) % heads.size());
				heads.set(heads.indexOf(parents.get(0)), id);
				parents = List.of(parents.get(0), other);
			}
			else if (heads.isEmpty() || (dice < 0.24 && heads.size() < 6)) {
				heads.add(id);
			}
			else {
				heads.set(head, id);
			}
			Drawn drawn = revision(id,
					"%s %s".formatted(WHAT[random.nextInt(WHAT.length)], OF[random.nextInt(OF.length)]), parents,
					"alter table orders add column c%s text;\n".formatted(i).repeat(10));
			revisions
				.add((i < size - size / 50) ? drawn.took((long) Math.exp(4 + 1.6 * random.nextGaussian())) : drawn);
		}
		Collections.reverse(revisions);
		return of(revisions, Set.of(revisions.get(size / 50).revision().id()), List.of());
	}

}
