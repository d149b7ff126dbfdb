package io.appmigrations.internal.graph;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.appmigrations.Revision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for histories of 50,000 revisions: what is linear takes a moment, and what is
 * quadratic does not come to an end. Nothing here looks at a clock.
 */
class LongHistoryTests {

	private static final int COUNT = 50_000;

	static Stream<History> histories() {
		return Stream.of(linear(), labelled(), merges(), branches(), dependencies());
	}

	private static String id(int number) {
		return String.format(Locale.ROOT, "r%06d", number);
	}

	private static Revision revision(int number, List<String> downRevisions, List<String> dependsOn) {
		return new Revision(id(number), downRevisions, dependsOn, List.of(), "", null, id(number) + ".sql");
	}

	private static History linear() {
		return new History("linear",
				IntStream.range(0, COUNT)
					.mapToObj((i) -> revision(i, (i == 0) ? List.of() : List.of(id(i - 1)), List.of()))
					.toList());
	}

	private static History labelled() {
		return new History("labelled",
				IntStream.range(0, COUNT)
					.mapToObj((i) -> new Revision(id(i), (i == 0) ? List.of() : List.of(id(i - 1)), List.of(),
							List.of("l" + i), "", null, id(i) + ".sql"))
					.toList());
	}

	/** A base, then always two beside each other and a merge of them. */
	private static History merges() {
		return new History("merges", IntStream.range(0, COUNT).mapToObj((i) -> switch (i % 3) {
			case 0 -> revision(i, (i == 0) ? List.of() : List.of(id(i - 2), id(i - 1)), List.of());
			case 1 -> revision(i, List.of(id(i - 1)), List.of());
			default -> revision(i, List.of(id(i - 2)), List.of());
		}).toList());
	}

	/** Half of them begin a branch at the base, the others go on with it. */
	private static History branches() {
		return new History("branches",
				IntStream.range(0, COUNT)
					.mapToObj((i) -> revision(i,
							(i == 0) ? List.of() : List.of((i <= COUNT / 2) ? id(0) : id(i - COUNT / 2)), List.of()))
					.toList());
	}

	/** A second tree, each revision of which depends on one of the first. */
	private static History dependencies() {
		int half = COUNT / 2;
		return new History("dependencies",
				IntStream.range(0, COUNT)
					.mapToObj((i) -> revision(i, (i % half == 0) ? List.of() : List.of(id(i - 1)),
							(i >= half) ? List.of(id(i - half)) : List.of()))
					.toList());
	}

	@ParameterizedTest
	@MethodSource("histories")
	void isPlannedStampedAndShown(History history) {
		RevisionGraph graph = history.graph();
		Set<String> heads = graph.effectiveHeads();
		upAndDown(graph, heads);
		stamps(graph, heads);
		ranges(graph, heads);
		graph.revisions().forEach((revision) -> assertThat(graph.branchLabels(revision.id())).isNotNull());
	}

	private static void upAndDown(RevisionGraph graph, Set<String> heads) {
		MigrationPlan up = MigrationPlan.upgrade(graph, Set.of(), Target.HEADS);
		assertThat(rowsAfter(up, Set.of())).isEqualTo(heads);
		assertThat(MigrationPlan.upgrade(graph, heads, Target.HEADS).isEmpty()).isTrue();
		MigrationPlan down = MigrationPlan.downgrade(graph, heads, Target.parse("base"));
		assertThat(down.steps()).hasSize(COUNT);
		assertThat(rowsAfter(down, heads)).isEmpty();
	}

	private static void stamps(RevisionGraph graph, Set<String> heads) {
		assertThat(graph.rowsOf(graph.withAncestors(heads))).isEqualTo(heads);
		assertThat(graph.impliedOf(heads)).isEmpty();
		MigrationPlan stamp = MigrationPlan.stamp(graph, Set.of(), List.of(Target.HEADS), false);
		assertThat(rowsAfter(stamp, Set.of())).isEqualTo(heads);
		MigrationPlan each = MigrationPlan.stamp(graph, Set.of(), heads.stream().map(Target::parse).toList(), false);
		assertThat(rowsAfter(each, Set.of())).isEqualTo(heads);
		MigrationPlan back = MigrationPlan.stamp(graph, heads, List.of(Target.parse("base")), false);
		assertThat(rowsAfter(back, heads)).isEmpty();
	}

	private static void ranges(RevisionGraph graph, Set<String> heads) {
		String head = heads.iterator().next();
		assertThat(HistoryRange.parse(":").resolve(graph, heads)).hasSize(COUNT);
		assertThat(HistoryRange.parse(id(0) + ":" + head).resolve(graph, heads)).contains(id(0));
		if (graph.get(head).downRevisions().size() == 1) {
			// not by AssertJ, which looks through all of them for each
			assertThat(HistoryRange.parse("-1:heads").resolve(graph, heads).containsAll(heads)).isTrue();
		}
		if (graph.downChildrenOf(id(0)).size() == 1) {
			int steps = COUNT / 2 - 1;
			assertThat(MigrationPlan.upgrade(graph, Set.of(id(0)), Target.parse(id(0) + "@+" + steps)).steps())
				.hasSizeGreaterThanOrEqualTo(steps);
		}
	}

	private static Set<String> rowsAfter(MigrationPlan plan, Set<String> rows) {
		Set<String> after = new TreeSet<>(rows);
		plan.steps().forEach((step) -> step.applyTo(after));
		return after;
	}

	/**
	 * A long history.
	 *
	 * @param name how it looks
	 * @param revisions its revisions
	 */
	record History(String name, List<Revision> revisions) {

		RevisionGraph graph() {
			return RevisionGraph.of(this.revisions);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
