package io.appmigrations.benchmark;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import io.appmigrations.Revision;
import io.appmigrations.internal.diff.ComparisonOptions;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.internal.diff.Reconciliation;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.graph.BranchOrder;
import io.appmigrations.internal.graph.HistoryRange;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.graph.Target;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.testing.LargeSchema;
import io.appmigrations.testing.LargeSchema.Difference;

/**
 * What histories of many revisions and schemas of many tables cost without a database:
 * CPU time and allocated memory of the one thread that works. Prints tables of
 * {@code docs/scaling.md}.
 */
public final class ScaleMeasurement {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final List<Integer> REVISIONS = List.of(12_500, 25_000, 50_000);

	private static final List<Integer> TABLES = List.of(500, 1000, 2000);

	private ScaleMeasurement() {
	}

	/**
	 * Prints the tables.
	 * @param arguments none
	 */
	public static void main(String[] arguments) {
		// the first of everything loads classes
		for (Shape shape : Shape.values()) {
			history(shape, 2000);
		}
		print("revisions", REVISIONS, Shape.values(), ScaleMeasurement::history);
		schema(500);
		print("tables", TABLES, new String[] { "" }, (shape, size) -> schema(size));
	}

	private static <S> void print(String what, List<Integer> sizes, S[] shapes, Measured<S> measured) {
		System.out.println("| %s | %s |".formatted(what,
				String.join(" | ", sizes.stream().map((size) -> String.format(Locale.ROOT, "%,d", size)).toList())));
		System.out.println("|---|" + "---|".repeat(sizes.size()));
		for (S shape : shapes) {
			Map<String, List<String>> rows = new LinkedHashMap<>();
			for (int size : sizes) {
				measured.of(shape, size)
					.forEach((row, cost) -> rows.computeIfAbsent(row, (key) -> new ArrayList<>()).add(cost));
			}
			rows.forEach((row, costs) -> System.out.println("| %s %s | %s |"
				.formatted(String.valueOf(shape).toLowerCase(Locale.ROOT), row, String.join(" | ", costs))));
		}
	}

	private static Map<String, String> schema(int size) {
		Schema empty = new Schema("public", List.of(), Map.of());
		ComparisonOptions options = new ComparisonOptions(List.of(), List.of(), true, true, false, MadeObjects.none());
		Schema schema = LargeSchema.before(size, Difference.NONE);
		Map<String, String> costs = new LinkedHashMap<>();
		costs.put("model reconciled with the database",
				cost(() -> Reconciliation.partial(schema, schema, options, NamingConvention.postgresql())
					.target()
					.objects()
					.size()));
		costs.put("all tables created", cost(() -> SchemaDiff.between(empty, schema).size()));
		costs.put("all tables dropped", cost(() -> SchemaDiff.between(schema, empty).size()));
		for (Difference difference : Difference.values()) {
			Schema from = LargeSchema.before(size, difference);
			Schema to = LargeSchema.after(size, difference);
			costs.put("each table differs: " + difference, cost(() -> SchemaDiff.between(from, to).size()));
		}
		return costs;
	}

	private static String id(int number) {
		return String.format(Locale.ROOT, "r%06d", number);
	}

	private static Revision revision(int number, List<String> down) {
		return new Revision(id(number), down, List.of(), List.of(), "", null, id(number) + ".sql");
	}

	private static Map<String, String> history(Shape shape, int size) {
		List<Revision> revisions = IntStream.range(0, size)
			.mapToObj((number) -> revision(number, shape.parents(number)))
			.toList();
		RevisionGraph graph = RevisionGraph.of(revisions);
		Set<String> heads = graph.effectiveHeads();
		Map<String, String> costs = new LinkedHashMap<>();
		costs.put("graph", cost(() -> RevisionGraph.of(revisions).revisions().size()));
		costs.put("nothing to run", cost(() -> MigrationPlan.upgrade(graph, heads, Target.HEADS).steps().size()));
		costs.put("all to run", cost(() -> MigrationPlan.upgrade(graph, Set.of(), Target.HEADS).steps().size()));
		costs.put("all to undo", cost(() -> MigrationPlan.downgrade(graph, heads, Target.BASE).steps().size()));
		costs.put("stamp",
				cost(() -> MigrationPlan.stamp(graph, Set.of(), List.of(Target.HEADS), false).steps().size()));
		costs.put("history", cost(() -> HistoryRange.ALL.resolve(graph, heads).size() + drawn(graph)));
		return costs;
	}

	private static int drawn(RevisionGraph graph) {
		List<Revision> newestFirst = new ArrayList<>(graph.revisions());
		Collections.reverse(newestFirst);
		Map<String, List<String>> parents = new LinkedHashMap<>();
		newestFirst.forEach((each) -> parents.put(each.id(), each.downRevisions()));
		graph.revisions().forEach((each) -> graph.branchLabels(each.id()));
		return BranchOrder.of(parents).size();
	}

	private static String cost(IntSupplier work) {
		System.gc();
		long memory = THREADS.getCurrentThreadAllocatedBytes();
		long cpu = THREADS.getCurrentThreadCpuTime();
		if (work.getAsInt() < 0) {
			throw new IllegalStateException("A size is negative");
		}
		cpu = THREADS.getCurrentThreadCpuTime() - cpu;
		memory = THREADS.getCurrentThreadAllocatedBytes() - memory;
		return String.format(Locale.ROOT, "%.2f s, %,d MB", cpu / 1e9, memory / 1_000_000);
	}

	/** How revisions build on each other. */
	private enum Shape {

		/** Each on the one before it. */
		LINE {

			@Override
			List<String> parents(int number) {
				return (number == 0) ? List.of() : List.of(id(number - 1));
			}

		},

		/** A thousand branches side by side. */
		BRANCHES {

			@Override
			List<String> parents(int number) {
				return (number == 0) ? List.of() : List.of(id(Math.max(0, number - 1000)));
			}

		},

		/** All on the first one. */
		FAN {

			@Override
			List<String> parents(int number) {
				return (number == 0) ? List.of() : List.of(id(0));
			}

		},

		/** Always two beside each other, and a merge of them. */
		LADDER {

			@Override
			List<String> parents(int number) {
				return switch (number % 3) {
					case 0 -> (number == 0) ? List.of() : List.of(id(number - 2), id(number - 1));
					case 1 -> List.of(id(number - 1));
					default -> List.of(id(number - 2));
				};
			}

		};

		abstract List<String> parents(int number);

	}

	/**
	 * Measures something of a size.
	 *
	 * @param <S> the type of what has a shape
	 */
	@FunctionalInterface
	private interface Measured<S> {

		Map<String, String> of(S shape, int size);

	}

}
