package io.appmigrations.internal.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for squashed revisions in {@link RevisionGraph} and {@link MigrationPlan}, and
 * for {@link SquashRange}. A step is {@code revision:rows before>rows after}.
 */
class SquashTests {

	/** {@code S} replaces three revisions; {@code n} builds on the last of them. */
	private static final String LINE = "p; a < p; b < a; c < b; n < c; S < p = a, b, c";

	/** The files of what was replaced are deleted. */
	private static final String DELETED = "p; n < c; S < p = a, b, c";

	/** The squash is the newest revision, and there is another branch. */
	private static final String BESIDE = "p; a < p; b < a; c < b; S < p = a, b, c; x < p; y < x";

	/** A diamond, and a revision that depends on another tree. */
	private static final String DIAMOND = "p; u; a < p; b1 < a ^ u; b2 < a; m < b1, b2; n < m; S < p ^ u = a, b1, b2, m";

	/** One after the other. */
	private static final String TWO = "a; b < a; S = a, b; c < b; d < c; T < S = c, d; n < T";

	/** {@code T} replaces {@code S} and what came after it. */
	private static final String NESTED = "p; a < p; b < a; S < p = a, b; c < S; d < c; T < p = a, b, S, c, d; n < d";

	/** The same, when only the files of the newest squash are left. */
	private static final String NESTED_DELETED = "p; T < p = a, b, S, c, d; n < T";

	/**
	 * The same, when the files of the first squash were deleted before the second one.
	 */
	private static final String NESTED_HALF = "p; S < p = a, b; c < S; d < c; T < p = a, b, S, c, d; n < d";

	private static RevisionGraph graph(String lines) {
		return GraphNotation.graph(lines.split(";"));
	}

	private static Set<String> rows(String rows) {
		return "-".equals(rows) ? Set.of() : Set.of(rows.split("\\+"));
	}

	private static RevisionGraph named(String name) {
		return graph(switch (name) {
			case "line" -> LINE;
			case "deleted" -> DELETED;
			case "beside" -> BESIDE;
			case "diamond" -> DIAMOND;
			case "two" -> TWO;
			case "nested" -> NESTED;
			case "nested deleted" -> NESTED_DELETED;
			case "nested half" -> NESTED_HALF;
			default -> name;
		});
	}

	private static String describe(MigrationPlan plan) {
		return plan.steps()
			.stream()
			.map((step) -> step.revision().id() + ":" + String.join("+", new TreeSet<>(step.from())) + ">"
					+ String.join("+", new TreeSet<>(step.to())))
			.collect(Collectors.joining(" "));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			line           | -    | heads | p:>p S:p>S n:S>n
			line           | p    | heads | S:p>S n:S>n
			line           | p    | a     | a:p>a
			line           | p    | S     | S:p>S
			line           | p    | c     | S:p>S
			line           | p    | +1    | S:p>S
			line           | a    | heads | b:a>b c:b>c n:c>n
			line           | a    | S     | b:a>b c:b>c
			line           | a    | +1    | b:a>b
			line           | b    | heads | c:b>c n:c>n
			line           | c    | heads | n:c>n
			line           | S    | heads | n:S>n
			line           | c    | c     | ''
			line           | S    | c     | ''
			line           | c    | S     | ''
			line           | n    | heads | ''
			line           | n    | b     | ''
			deleted        | -    | heads | p:>p S:p>S n:S>n
			deleted        | c    | heads | n:c>n
			deleted        | S    | heads | n:S>n
			deleted        | p    | c     | S:p>S
			deleted        | n    | heads | ''
			beside         | c+x  | heads | y:c+x>S+y
			beside         | c+x  | S     | ''
			beside         | b+x  | heads | c:b>c y:x>y
			beside         | S+x  | heads | y:x>y
			beside         | x    | heads | S:>S y:x>y
			diamond        | p+u  | heads | S:p+u>S n:S>n
			diamond        | b1   | heads | b2:>b2 m:b1+b2>m n:m>n
			diamond        | a+u  | heads | b2:a>b2 b1:u>b1 m:b1+b2>m n:m>n
			diamond        | b1+b2| heads | m:b1+b2>m n:m>n
			diamond        | m    | heads | n:m>n
			two            | -    | heads | S:>S T:S>T n:T>n
			two            | a    | heads | b:a>b T:b>T n:T>n
			two            | b    | heads | T:b>T n:T>n
			two            | c    | heads | d:c>d n:d>n
			two            | d    | heads | n:d>n
			two            | T    | heads | n:T>n
			nested         | p    | heads | T:p>T n:T>n
			nested         | a    | heads | b:a>b c:b>c d:c>d n:d>n
			nested         | b    | heads | c:b>c d:c>d n:d>n
			nested         | S    | heads | c:S>c d:c>d n:d>n
			nested         | c    | heads | d:c>d n:d>n
			nested         | d    | heads | n:d>n
			nested         | T    | heads | n:T>n
			nested deleted | -    | heads | p:>p T:p>T n:T>n
			nested deleted | d    | heads | n:d>n
			nested half    | S    | heads | c:S>c d:c>d n:d>n
			nested half    | b    | heads | c:b>c d:c>d n:d>n
			nested half    | d    | heads | n:d>n
			""")
	void upgradesFromEveryPlace(String graph, String rows, String target, String plan) {
		assertThat(describe(MigrationPlan.upgrade(named(graph), rows(rows), Target.parse(target)))).isEqualTo(plan);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			line    | n   | p    | n:n>S S:S>p
			line    | n   | S    | n:n>S
			line    | n   | c    | n:n>S
			line    | n   | -1   | n:n>S
			line    | c   | p    | S:c>p
			line    | S   | p    | S:S>p
			line    | c   | -1   | S:c>p
			line    | S   | b    | c:S>b
			line    | c   | b    | c:c>b
			line    | n   | a    | n:n>c c:c>b b:b>a
			line    | b   | p    | b:b>a a:a>p
			line    | b   | -1   | b:b>a
			deleted | c   | p    | S:c>p
			deleted | n   | base | n:n>S S:S>p p:p>
			beside  | c+y | p    | y:y>x x:x> S:c>p
			beside  | c+y | x    | y:c+y>S+x
			diamond | m   | p    | S:m>p+u
			diamond | b1  | a    | b1:b1>a+u
			two     | n   | base | n:n>T T:T>S S:S>
			two     | d   | S    | T:d>S
			two     | d   | c    | d:d>c
			nested  | d   | p    | T:d>p
			nested  | d   | S    | d:d>c c:c>S
			nested  | d   | a    | d:d>c c:c>b b:b>a
			""")
	void downgradesFromEveryPlace(String graph, String rows, String target, String plan) {
		assertThat(describe(MigrationPlan.downgrade(named(graph), rows(rows), Target.parse(target)))).isEqualTo(plan);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			line | p | S | false | S:p>S
			line | p | b | false | b:p>b
			line | b | S | false | c:b>c
			line | S | b | false | b:S>b
			line | c | p | false | p:c>p
			line | c | n | false | n:c>n
			deleted | c | S | true | S:c> S:>S
			deleted | b | S | true | b:b> S:>S
			""")
	void stampsFromEveryPlace(String graph, String rows, String target, boolean purge, String plan) {
		assertThat(describe(MigrationPlan.stamp(named(graph), rows(rows), List.of(Target.parse(target)), purge)))
			.isEqualTo(plan);
	}

	/** What was begun must be finished as what it was begun. */
	@ParameterizedTest
	@CsvSource({ "line, p, a, true", "line, p, S, false", "line, c, c, true", "deleted, p, a, false",
			"nested, p, S, true", "line, p, n, false" })
	void revisionsThatWereBegunAreShown(String graph, String rows, String begun, boolean opened) {
		RevisionGraph there = named(graph).at(rows(rows), Set.of(begun), List.of());
		assertThat(there.isOpened(graph.equals("nested") ? "T" : "S")).isEqualTo(opened);
		assertThat(there.find(begun) != null).isEqualTo(!graph.equals("deleted"));
	}

	@Test
	void theEndIsAnotherNameAndTheMiddleIsNone() {
		RevisionGraph graph = graph(DELETED);
		assertThat(graph.revisions()).extracting(Revision::id).containsExactly("p", "S", "n");
		assertThat(graph.get("c").id()).isEqualTo("S");
		assertThat(graph.get("n").downRevisions()).containsExactly("S");
		assertThat(graph.find("b")).isNull();
		assertThat(graph.named(Set.of("c", "b", "z"))).containsExactly("S", "b", "z");
		assertThat(graph.otherNames("S")).containsExactly("c");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> graph.resolve("b"))
			.withMessage("Revision 'b' is replaced by S, and files of what that one replaces were deleted");
	}

	@Test
	void namesReachReplacedRevisionsAsLongAsTheirFilesAreThere() {
		RevisionGraph graph = graph("p1; a1 < p1; a2 < a1; a3 < a2; s1 < p1 # billing = a1, a2, a3");
		assertThat(MigrationPlan.single(graph, Set.of(), Target.parse("a2")).id()).isEqualTo("a2");
		assertThat(MigrationPlan.single(graph, Set.of(), Target.parse("a3")).id()).isEqualTo("s1");
		assertThat(MigrationPlan.single(graph, Set.of(), Target.parse("a3-1")).id()).isEqualTo("p1");
		assertThat(MigrationPlan.single(graph, Set.of(), Target.parse("billing")).id()).isEqualTo("s1");
		assertThat(MigrationPlan.single(graph, Set.of(), Target.parse("billing@head")).id()).isEqualTo("s1");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> MigrationPlan.single(graph, Set.of(), Target.parse("x")))
			.withMessageContaining("There is no revision 'x'");
		RevisionGraph numbered = graph("v1; v2 < v1; v12 < v2; v22 < v12; s = v1, v2, v12");
		assertThat(MigrationPlan.single(numbered, Set.of(), Target.parse("v1")).id()).isEqualTo("v1");
		assertThat(MigrationPlan.single(numbered, Set.of(), Target.parse("v2")).id()).isEqualTo("v2");
		assertThat(MigrationPlan.single(numbered, Set.of(), Target.parse("v12")).id()).isEqualTo("s");
		RevisionGraph prefixes = graph("8f1; 8fa < 8f1; c < 8fa; 8fb < c; s = 8f1, 8fa, c");
		assertThat(MigrationPlan.single(prefixes, Set.of(), Target.parse("8fa")).id()).isEqualTo("8fa");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> MigrationPlan.single(prefixes, Set.of(), Target.parse("8f")))
			.withMessage("'8f' is the beginning of 3 revision ids: 8f1, 8fa, 8fb");
	}

	@Test
	void filesCountAsDeletedWhereOneIsMissing() {
		for (String missing : List.of("a < p", "b < a", "c < b")) {
			String lines = Stream.of(LINE.split(";"))
				.map(String::strip)
				.filter((line) -> !line.equals(missing))
				.collect(Collectors.joining(";"));
			RevisionGraph graph = graph(lines).at(Set.of("b"), Set.of(), List.of());
			assertThat(graph.find("b")).as(missing).isNull();
			assertThat(graph.replacing("b")).as(missing).extracting(Revision::id).isEqualTo("S");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					a; S = a, S                              | S.sql: revision S replaces itself
					a; S = a, T; T = S                       | S.sql: revision S replaces itself
					a; b < a; c < b; S = a, b; T < a = b, c  | Revision b is replaced twice: by S (S.sql) and by T (T.sql)
					a; b < a; S = a, b; x < a                | x.sql: revision x names 'a' as down-revision, which is in the middle of what S replaces
					a; b < a; S = a, b; x ^ a                | x.sql: revision x names 'a' as depends-on, which is in the middle of what S replaces
					a; b < a; S < b = a, b                   | Revisions build on each other in a cycle: S -> S (in S.sql)
					S < p = a, b                             | S.sql: revision S names 'p' as down-revision, which does not exist
					a; b < a; S = b, a                       | S.sql: revision S replaces a last, but b, which it replaces too, needs that one
					a # l; b ^ l; S = b, a                   | S.sql: revision S replaces a last, but b, which it replaces too, needs that one
					a; z; S = a, z                           | S.sql: revision S replaces z last, but that one does not need a, which it replaces too
					a; b1 < a; b2 < a; S = a, b1, b2         | S.sql: revision S replaces b2 last, but that one does not need b1, which it replaces too
					p; a < p; b < a; S = a, b                | S.sql: revision S does not need p, but what it replaces does
					p; q; a < p; b < a; S < p, q = a, b      | S.sql: revision S needs q, but what it replaces does not
					""")
	void whatMakesNoSenseIsAnError(String lines, String message) {
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> graph(lines)).withMessage(message);
	}

	/**
	 * Wherever a database stopped, it ends where a new one does, and has run everything.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			line    | p; a < p; b < a; c < b; n < c
			beside  | p; a < p; b < a; c < b; x < p; y < x
			diamond | p; u; a < p; b1 < a ^ u; b2 < a; m < b1, b2; n < m
			two     | a; b < a; c < b; d < c; n < d
			nested  | p; a < p; b < a; c < b; d < c; n < d
			""")
	void everyDatabaseComesToTheHeads(String name, String former) {
		RevisionGraph graph = named(name);
		RevisionGraph before = graph(former);
		for (Revision stop : before.revisions()) {
			Set<String> rows = new TreeSet<>();
			MigrationPlan.upgrade(before, Set.of(), Target.parse(stop.id()))
				.steps()
				.forEach((step) -> step.applyTo(rows));
			List<String> ran = new ArrayList<>(before.withAncestors(rows));
			MigrationPlan.upgrade(graph, rows, Target.HEADS).steps().forEach((step) -> {
				assertThat(rows).containsAll(step.from());
				step.applyTo(rows);
				Set<String> replaced = new TreeSet<>(graph.replacedBy(step.revision().id()));
				replaced.removeIf((id) -> before.find(id) == null);
				ran.addAll(replaced.isEmpty() ? Set.of(step.revision().id()) : replaced);
			});
			assertThat(graph.named(rows)).as(stop.id()).isEqualTo(graph.effectiveHeads());
			assertThat(ran).as(stop.id())
				.containsExactlyInAnyOrderElementsOf(before.revisions().stream().map(Revision::id).toList());
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			p; a < p; b < a; n < b                    | a:b       | a b       | p    | ''  | ''  | a b
			p; a < p; b < a; n < b                    | base:b    | p a b     | ''   | ''  | ''  | p a b
			p; a < p; b < a; n < b                    | p:head-1  | p a b     | ''   | ''  | ''  | p a b
			p; a < p; b < a                           | a:        | a b       | p    | ''  | ''  | a b
			p; u; v < u; a < p # l; b < a ^ v # k     | a:b       | a b       | p    | v   | l k | a b
			p; a < p; b1 < a; b2 < a; m < b1, b2      | a:m       | a b1 b2 m | p    | ''  | ''  | a b1 b2 m
			p; a < p; b1 < a; b2 < a; m < b1, b2      | b1:m      | b1 m      | b2   | ''  | ''  | b1 m
			p; a < p; b < a ^ l; c < b; x # l         | b:c       | b c       | a    | l   | ''  | b c
			p; a < p # l; b < a ^ l                   | a:b       | a b       | p    | ''  | l   | a b
			p; S < p = a, b; c < S; d < c             | S:d       | S c d     | p    | ''  | ''  | a b S c d
			p; a < p; b < a; S < p = a, b; c < b      | S:c       | S c       | p    | ''  | ''  | a b S c
			p; S < p = a, b; c < S                    | p:b       | p S       | ''   | ''  | ''  | p a b S
			""")
	void rangesThatCanBeSquashed(String lines, String text, String revisions, String down, String dependsOn,
			String labels, String replaces) {
		SquashRange range = SquashRange.of(graph(lines), text);
		assertThat(range.revisions().stream().map(Revision::id).collect(Collectors.joining(" "))).isEqualTo(revisions);
		assertThat(String.join(" ", range.downRevisions())).isEqualTo(down);
		assertThat(String.join(" ", range.dependsOn())).isEqualTo(dependsOn);
		assertThat(String.join(" ", range.branchLabels())).isEqualTo(labels);
		assertThat(String.join(" ", range.replaces())).isEqualTo(replaces);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					a; b < a; c < b; x < b     | a:c      | 'a:c' cannot be squashed: revision x builds on b, which is in the middle of it
					a; b < a; c < b; x ^ a     | base:c   | 'base:c' cannot be squashed: revision x depends on a, which is in the middle of it
					a; b < a # l; c < b; x ^ l | base:c   | 'base:c' cannot be squashed: revision x depends on b, which is in the middle of it
					a; b < a                   | b:a      | 'b:a' is not a range: b is not an ancestor of a
					a; b < a                   | b:b      | There is nothing to squash: b is a single revision
					a; b < a                   | a:base   | 'a:base' ends before the first revision
					a; b < a                   | a        | 'a' is not a range
					a; b < a                   | a:+1     | '+1' depends on a database, but what is squashed must be the same for all databases
					a; b < a; c < a            | a:head   | 'head' needs one head, but there are 2: b, c
					a; b < a                   | x:b      | There is no revision 'x'
					""")
	void rangesThatCannotBeSquashed(String lines, String text, String message) {
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> SquashRange.of(graph(lines), text))
			.withMessage(message);
	}

}
