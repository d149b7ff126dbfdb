package io.appmigrations.internal.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link RevisionGraph}, {@link MigrationPlan} and {@link Target}: graphs are
 * in {@link GraphNotation}.
 */
class RevisionGraphTests {

	private static final String[] DIAMOND = { "a", "b1 < a", "c1 < b1", "b2 < a", "m < c1, b2", "n < m" };

	private static final String[] TWO_TREES = { "u1", "u2 < u1", "p1", "p2 < p1 ^ u1", "p3 < p2" };

	private static RevisionGraph graph(String... lines) {
		return GraphNotation.graph(lines);
	}

	private static String upgrade(RevisionGraph graph, Set<String> rows, String target) {
		return describe(MigrationPlan.upgrade(graph, rows, Target.parse(target)));
	}

	private static String downgrade(RevisionGraph graph, Set<String> rows, String target) {
		return describe(MigrationPlan.downgrade(graph, rows, Target.parse(target)));
	}

	private static String describe(MigrationPlan plan) {
		return String.join(" ",
				plan.steps()
					.stream()
					.map((step) -> step.revision().id() + ":" + String.join("+", step.from()) + ">"
							+ String.join("+", step.to()))
					.toList());
	}

	@Test
	void upgradeOfABranchedHistoryKeepsARowForEachHead() {
		assertThat(upgrade(graph(DIAMOND), Set.of(), "heads"))
			.isEqualTo("a:>a b1:a>b1 b2:>b2 c1:b1>c1 m:b2+c1>m n:m>n");
	}

	@Test
	void downgradeOfAMergeRestoresBothRows() {
		assertThat(downgrade(graph(DIAMOND), Set.of("n"), "b1")).isEqualTo("n:n>m m:m>b2+c1 c1:c1>b1");
		assertThat(downgrade(graph(DIAMOND), Set.of("n"), "base"))
			.isEqualTo("n:n>m m:m>b2+c1 c1:c1>b1 b2:b2> b1:b1>a a:a>");
	}

	@Test
	void dependenciesArePulledInAndImpliedInTheRows() {
		RevisionGraph graph = graph(TWO_TREES);
		assertThat(upgrade(graph, Set.of(), "p2")).isEqualTo("p1:>p1 u1:>u1 p2:p1+u1>p2");
		assertThat(upgrade(graph, Set.of("p2"), "u2")).isEqualTo("u2:>u2");
	}

	@Test
	void dependenciesStayOnTheWayDownAndWhatDependsOnThemGoes() {
		RevisionGraph graph = graph(TWO_TREES);
		assertThat(downgrade(graph, Set.of("p3", "u2"), "p1")).isEqualTo("p3:p3>p2 p2:p2>p1");
		assertThat(downgrade(graph, Set.of("p3"), "p1")).isEqualTo("p3:p3>p2 p2:p2>p1+u1");
		assertThat(downgrade(graph("u1", "u2 < u1", "p1 ^ u2"), Set.of("p1"), "u1")).isEqualTo("p1:p1>u2 u2:u2>u1");
	}

	@Test
	void stepsBackUndoTheRevisionsOnTheWayAndNotTheirDependencies() {
		assertThat(downgrade(graph("x1", "a1 ^ x1"), Set.of("a1"), "-1")).isEqualTo("a1:a1>x1");
		assertThat(downgrade(graph("c", "e < c", "d < c ^ e"), Set.of("d"), "-1")).isEqualTo("d:d>e");
	}

	@Test
	void upgradeBelowTheCurrentRevisionIsNothingToDo() {
		assertThat(upgrade(graph(DIAMOND), Set.of("n"), "b1")).isEmpty();
		assertThat(upgrade(graph(DIAMOND), Set.of("n"), "base")).isEmpty();
		assertThat(downgrade(graph(DIAMOND), Set.of("b1"), "b1")).isEmpty();
	}

	@Test
	void unknownRowsAreLeftAlone() {
		assertThat(upgrade(graph("a", "b < a"), Set.of("a", "zz"), "heads")).isEqualTo("b:a>b");
	}

	@Test
	void headsCountDependenciesAndHeadDoesNot() {
		RevisionGraph graph = graph("f", "u ^ f");
		assertThat(graph.heads()).containsExactly("f", "u");
		assertThat(graph.effectiveHeads()).containsExactly("u");
		assertThat(upgrade(graph, Set.of(), "heads")).isEqualTo("f:>f u:f>u");
	}

	@ParameterizedTest
	@CsvSource({ "head, multiple_heads", "zz, unknown_revision", "b, ambiguous_revision", "+1zz, invalid_target",
			"x@head, unknown_revision", "a-1@head, invalid_target", "@head, invalid_target", "a@, invalid_target",
			"'', invalid_target", "+9, ambiguous_revision", "-1, invalid_target", "a+99999999999, invalid_target",
			"a+1, ambiguous_revision" })
	void impossibleUpgradeTargetsSayWhy(String target, String code) {
		RevisionGraph graph = graph("a", "b1 < a", "b2 < a", "c < b1");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> upgrade(graph, Set.of(), target))
			.satisfies((ex) -> assertThat(ex.getCode().code()).isEqualTo(code));
	}

	@ParameterizedTest
	@CsvSource({ "heads, multiple_heads", "head, multiple_heads", "+1, invalid_target", "-1, ambiguous_revision",
			"c, not_an_ancestor", "x@base, unknown_revision", "c@b2, unknown_revision" })
	void impossibleDowngradeTargetsSayWhy(String target, String code) {
		RevisionGraph graph = graph("a", "b1 < a", "b2 < a", "c < b1");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> downgrade(graph, Set.of("b1", "b2"), target))
			.satisfies((ex) -> assertThat(ex.getCode().code()).isEqualTo(code));
	}

	@Test
	void relativeTargetsCountSteps() {
		RevisionGraph graph = graph("a", "b < a", "c < b", "d < c");
		assertThat(upgrade(graph, Set.of("a"), "+2")).isEqualTo("b:a>b c:b>c");
		assertThat(upgrade(graph, Set.of(), "b+1")).isEqualTo("a:>a b:a>b c:b>c");
		assertThat(upgrade(graph, Set.of(), "base+1")).isEqualTo("a:>a");
		assertThat(downgrade(graph, Set.of("d"), "-2")).isEqualTo("d:d>c c:c>b");
		assertThat(downgrade(graph, Set.of("b"), "-2")).isEqualTo("b:b>a a:a>");
		assertThat(downgrade(graph, Set.of("d"), "d-3")).isEqualTo("d:d>c c:c>b b:b>a");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> upgrade(graph, Set.of("b"), "+5"))
			.withMessage("'+5' goes too far: at most 2 steps are possible");
	}

	private static String stamp(RevisionGraph graph, Set<String> rows, boolean purge, String... targets) {
		return describe(MigrationPlan.stamp(graph, rows, Stream.of(targets).map(Target::parse).toList(), purge));
	}

	@Test
	void stampReplacesRowsOfItsOwnHistoryOnly() {
		RevisionGraph graph = graph("a", "b < a", "c < b", "x", "y < x");
		assertThat(stamp(graph, Set.of("a", "x"), false, "c")).isEqualTo("c:a>c");
		assertThat(stamp(graph, Set.of("c", "x"), false, "a")).isEqualTo("a:c>a");
		assertThat(stamp(graph, Set.of("c", "x"), false, "base")).isEqualTo("c:c> x:x>");
		assertThat(stamp(graph, Set.of("c", "x"), false, "y@base")).isEqualTo("x:x>");
		assertThat(stamp(graph, Set.of("c"), false, "c")).isEmpty();
		assertThat(stamp(graph, Set.of("a"), false, "heads")).isEqualTo("c:a>c y:>y");
		assertThat(stamp(graph, Set.of("b"), false, "+1")).isEqualTo("c:b>c");
		assertThat(stamp(graph, Set.of("b"), false, "-1")).isEqualTo("a:b>a");
	}

	@Test
	void stampKeepsWhatOtherBranchesDependOn() {
		RevisionGraph graph = graph("u1", "u2 < u1", "p1", "p2 < p1 ^ u1", "q ^ u2");
		assertThat(stamp(graph, Set.of("p2"), false, "u1")).isEmpty();
		assertThat(stamp(graph, Set.of("p2", "u2"), false, "u1")).isEqualTo("u2:u2>");
		assertThat(stamp(graph, Set.of("q"), false, "u1")).isEmpty();
		assertThat(stamp(graph, Set.of("p2"), false, "p1")).isEqualTo("p1:p2>p1 u1:>u1");
	}

	@Test
	void purgeRemovesUnknownRowsToo() {
		RevisionGraph graph = graph("a", "b < a");
		assertThat(stamp(graph, Set.of("a", "zz", "odd row"), true, "b"))
			.isEqualTo("a:a> odd_row:odd row> zz:zz> b:>b");
		assertThat(stamp(graph, Set.of("b", "zz"), true, "b")).isEqualTo("zz:zz>");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> stamp(graph, Set.of("zz"), false, "b"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.UNKNOWN_REVISION));
	}

	@ParameterizedTest
	@CsvSource({ "a, c", "c, a", "base, c", "heads, c" })
	void stampOfOverlappingRevisionsIsRefused(String one, String other) {
		RevisionGraph graph = graph("a", "b < a", "c < b", "x ^ a");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> stamp(graph, Set.of(), false, one, other))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.INVALID_TARGET));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { ": | a b c d e", "b: | b c d", ":c | a b c", "b:c | b c", "-1: | a c d e", "-9:c | a b c",
					"b:+1 | b c", "b:+9 | b c d", "base:b | a b", ":current | a b c", "current: | c d",
					"-1:current | b c", "l@base: | a b c d", "c-1:c | b c" })
	void historyRangesIncludeBothEnds(String range, String expected) {
		RevisionGraph graph = graph("a", "b < a", "c < b", "d < c # l", "e < a");
		assertThat(String.join(" ", new TreeSet<>(HistoryRange.parse(range).resolve(graph, Set.of("c")))))
			.isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "l@-1: | c d", "l@-2: | b c d", "l@-9: | a b c d", "m@-1: | a e",
			"l@-1:m | e is not an ancestor of" })
	void stepsBelowABranchDisregardTheHeadsOfOthers(String range, String expected) {
		RevisionGraph graph = graph("a", "b < a", "c < b", "d < c # l", "e < a # m", "x");
		if (expected.contains("not")) {
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> HistoryRange.parse(range).resolve(graph, Set.of()));
		}
		else {
			assertThat(String.join(" ", new TreeSet<>(HistoryRange.parse(range).resolve(graph, Set.of()))))
				.isEqualTo(expected);
		}
	}

	/** As where a dependency is declared after both were applied. */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "a; b ^ a | a b | b-1 | b:b> a:a>", "a; b ^ a | a b | base | b:b> a:a>",
					"a; b < a; c < b | a c | a | c:c>b b:b>", "a; b < a; c < b | a b c | base | c:c> b:b> a:a>",
					"a; x; m < a, x | a m | a | m:m>x" })
	void rowsThatOthersImplyAreNotWrittenAgain(String lines, String rows, String target, String expected) {
		RevisionGraph graph = graph(lines.split("; "));
		assertThat(downgrade(graph, Set.of(rows.split(" ")), target)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "'', invalid_target", "a, invalid_target", "a:b:c, invalid_target", "c:a, not_an_ancestor",
			"zz:, unknown_revision" })
	void impossibleHistoryRangesSayWhy(String range, String code) {
		RevisionGraph graph = graph("a", "b < a", "c < b");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> HistoryRange.parse(range).resolve(graph, Set.of()))
			.satisfies((ex) -> assertThat(ex.getCode().code()).isEqualTo(code));
	}

	@Test
	void labelsSpreadUpTheBranchAndDownToTheBranchPoint() {
		RevisionGraph graph = graph("a", "b1 < a", "b2 < a", "c1 < b1 # one", "d1 < c1", "x # two", "y < x",
				"z < y # three");
		assertThat(graph.branchLabels("a")).isEmpty();
		assertThat(graph.branchLabels("b1")).containsExactly("one");
		assertThat(graph.branchLabels("d1")).containsExactly("one");
		assertThat(graph.branchLabels("b2")).isEmpty();
		assertThat(graph.branchLabels("x")).containsExactly("three", "two");
	}

	@Test
	void labelsAndPrefixesName() {
		RevisionGraph graph = graph("abc1", "abd2 < abc1 # billing");
		assertThat(graph.resolve("billing").id()).isEqualTo("abd2");
		assertThat(graph.resolve("abd").id()).isEqualTo("abd2");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> graph.resolve("ab"))
			.withMessageContaining("abc1, abd2");
		assertThatNoException().isThrownBy(() -> graph("a # x", "b ^ x"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "duplicate_revision | a; a", "missing_parent | b < a", "missing_parent | b ^ a",
					"revision_cycle | a < b; b < a", "revision_cycle | a < a", "revision_cycle | x; a < x ^ b; b < a",
					"duplicate_branch_label | a # x; b # x", "duplicate_branch_label | a # b; b",
					"invalid_script | a-b", "invalid_script | heads", "invalid_script | a; b < a, a" })
	void brokenGraphsAreRefused(String code, String lines) {
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> graph(lines.split(";", -1)))
			.satisfies((ex) -> assertThat(ex.getCode().code()).isEqualTo(code));
	}

	@Test
	void longCycleIsShortened() {
		String[] lines = IntStream.range(0, 1000)
			.mapToObj((i) -> "r%s < r%s".formatted(i, (i + 1) % 1000))
			.toArray(String[]::new);
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> graph(lines))
			.withMessageContaining("... 1000 revisions ...")
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(1000));
	}

	@Test
	void cycleIsNamed() {
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> graph("a < c", "b < a", "c < b", "d < c"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.REVISION_CYCLE))
			.withMessageContaining("a -> c -> b -> a");
	}

	/**
	 * The law: whatever the graph, going up and down again passes through the same rows
	 * in reverse.
	 */
	@Test
	void downgradeUndoesEveryStepOfAnUpgradeInReverse() {
		for (int seed = 0; seed < 200; seed++) {
			Random random = new Random(seed);
			List<String> lines = new ArrayList<>();
			for (int i = 0; i < 12; i++) {
				lines.add(randomRevision(random, i));
			}
			Collections.shuffle(lines, random);
			RevisionGraph graph = graph(lines.toArray(String[]::new));
			List<Step> up = MigrationPlan.upgrade(graph, Set.of(), Target.HEADS).steps();
			List<Step> down = new ArrayList<>(
					MigrationPlan.downgrade(graph, graph.effectiveHeads(), Target.BASE).steps());
			Collections.reverse(down);
			assertThat(down).as("seed %s", seed)
				.extracting(Step::revision, Step::from, Step::to)
				.containsExactlyElementsOf(
						up.stream().map((step) -> tuple(step.revision(), step.to(), step.from())).toList());
		}
	}

	private static String randomRevision(Random random, int number) {
		StringBuilder line = new StringBuilder("r" + (char) ('a' + number));
		if (number > 0 && random.nextInt(5) > 0) {
			line.append(" < r").append((char) ('a' + random.nextInt(number)));
			if (random.nextInt(4) == 0 && number > 1) {
				String second = "r" + (char) ('a' + random.nextInt(number));
				line.append(line.indexOf(second) < 0 ? ", " + second : "");
			}
		}
		if (number > 0 && random.nextInt(4) == 0) {
			line.append(" ^ r").append((char) ('a' + random.nextInt(number)));
		}
		return line.toString();
	}

}
