package io.appmigrations.internal.graph;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is said where a graph or a target is wrong, and which revisions a name stands for.
 */
class GraphMessagesTests {

	private static final RevisionGraph TREES = GraphNotation.graph("u1 # users", "u2 < u1", "p1 # pay", "p2 < p1 ^ u1",
			"p3 < p2");

	private static final RevisionGraph DIAMOND = GraphNotation.graph("a", "b1 < a", "b2 < a", "m < b1, b2");

	private static final Map<String, RevisionGraph> GRAPHS = Map.of("trees", TREES, "diamond", DIAMOND, "chain",
			GraphNotation.graph("a", "b < a", "c < b"), "ids",
			GraphNotation.graph("1975ea83b712", "1976ea83b712 < 1975ea83b712", "b562ba6e6787 < 1976ea83b712"));

	private static RevisionGraph graph(String name) {
		return Objects.requireNonNull(GRAPHS.get(name));
	}

	private static Set<String> rows(@Nullable String rows) {
		return (rows != null) ? Set.of(rows.split(" ")) : Set.of();
	}

	private static void assertFails(Runnable action, String message, String hint) {
		assertThatExceptionOfType(MigrationException.class).isThrownBy(action::run)
			.withMessageStartingWith(message)
			.satisfies((ex) -> assertThat(ex.getHint()).isEqualTo(hint));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					# graph | rows  | target  | message | what to do
					trees   |       | head    | 'head' needs one head, but there are 2: p3, u2 | Name one of them (pay@head, users@head), use 'heads' for all, or join them: merge heads -m "..."
					diamond | a     | +1      | '+1' is ambiguous: from a there are 2 paths: b1, b2 | Name the revision to go to, or its branch: LABEL@+1.
					diamond |       | m-1     | 'm-1' is ambiguous: from m there are 2 paths: b1, b2 | Name the revision to go to; to undo only a merge, name one of its parents.
					trees   |       | +1      | '+1' is ambiguous: from base there are 2 paths: p1, u1 | Name the revision to go to, or its branch: LABEL@+1.
					diamond | b1 b2 | +1      | '+1' is ambiguous: the database is at 2 revisions: b1, b2 | Name the revision to go to, or the branch, by its label or one of these revisions: b1@+1.
					diamond | b1 b2 | -2      | Cannot upgrade by -2: that is not an upgrade | List the revisions with 'history', and the revisions that the database is at with 'current'.
					chain   | b     | +3      | '+3' goes too far: at most 1 step is possible | List the revisions with 'history', and the revisions that the database is at with 'current'.
					chain   | a     | +3      | '+3' goes too far: at most 2 steps are possible | List the revisions with 'history', and the revisions that the database is at with 'current'.
					trees   |       | who@+1  | There is no branch label or revision 'who' | Branch labels are pay, users.
					chain   |       | who@+1  | There is no branch label or revision 'who' | No revision has a branch label; add one with '-- branch-labels: ...'.
					trees   |       | uesrs@+1 | There is no branch label or revision 'uesrs' | Did you mean users? Branch labels are pay, users.
					trees |       | apy | There is no revision 'apy' | Did you mean pay? List the revisions with 'history'; app.migrations.locations must contain the folder of each.
					trees |       | p1x | There is no revision 'p1x' | Did you mean p1? List the revisions with 'history'; app.migrations.locations must contain the folder of each.
					trees |       | haeds | There is no revision 'haeds' | Did you mean heads? List the revisions with 'history'; app.migrations.locations must contain the folder of each.
					trees |       | bsae+1 | There is no revision 'bsae' | Did you mean base? List the revisions with 'history'; app.migrations.locations must contain the folder of each.
					trees |       | nothing | There is no revision 'nothing' | List the revisions with 'history'; app.migrations.locations must contain the folder of each.
					ids |       | b562ba6f | There is no revision 'b562ba6f' | Did you mean b562ba6e6787? List the revisions with 'history'; app.migrations.locations must contain the folder of each.
					ids |       | B562BA6E6787 | There is no revision 'B562BA6E6787' | Did you mean b562ba6e6787? List the revisions with 'history'; app.migrations.locations must contain the folder of each.
					ids |       | 202611230915_b562ba6e6787_course_prices.sql | There is no revision '202611230915_b562ba6e6787_course_prices.sql' | Did you mean b562ba6e6787? List the revisions with 'history'; app.migrations.locations must contain the folder of each.
					ids |       | 197x | There is no revision '197x' | Did you mean 1975ea83b712 or 1976ea83b712? List the revisions with 'history'; app.migrations.locations must contain the folder of each.
					""")
	void upgrade(String graph, @Nullable String rows, String target, String message, String hint) {
		assertFails(() -> MigrationPlan.upgrade(graph(graph), rows(rows), Target.parse(target)), message, hint);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					# graph | rows  | target  | message
					chain   | a     | c       | Cannot downgrade to c: it is not applied. The database is at a.
					diamond | m     | m+1     | 'm+1' goes too far: at most 0 steps are possible
					diamond | b1 b2 | -1      | '-1' is ambiguous: the database is at 2 revisions: b1, b2
					trees   | u2    | pay@-1  | Cannot downgrade to 'pay@-1': no revision of branch 'pay' is applied. The database is at u2.
					chain   | c     | +0      | Cannot downgrade by +0: that is not a downgrade
					""")
	void downgrade(String graph, @Nullable String rows, String target, String message) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> MigrationPlan.downgrade(graph(graph), rows(rows), Target.parse(target)))
			.withMessageStartingWith(message);
	}

	@Test
	void downgradeToWhereTheDatabaseIsDoesNothing() {
		assertThat(MigrationPlan.downgrade(graph("chain"), Set.of("b"), Target.parse("b")).isEmpty()).isTrue();
		assertThat(MigrationPlan.downgrade(graph("chain"), Set.of("b"), Target.parse("a")).isEmpty()).isFalse();
		assertThat(MigrationPlan.downgrade(graph("chain"), Set.of(), Target.parse("base")).isEmpty()).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			# rows    | target  | is
			b         | b       | b
			          | c       | c
			b         | current | b
			b elsewhere | current | b
			          | current | 'current' is not a revision: nothing is applied
			          | base    | 'base' is not a revision
			a         | -1      | '-1' is not a revision
			""")
	void oneRevision(@Nullable String rows, String target, String expected) {
		RevisionGraph graph = graph("chain");
		if (expected.length() == 1) {
			assertThat(MigrationPlan.single(graph, rows(rows), Target.parse(target)).id()).isEqualTo(expected);
			assertThat(MigrationPlan.named(graph, rows(rows), Target.parse(target))).containsExactly(expected);
		}
		else {
			assertFails(() -> MigrationPlan.single(graph, rows(rows), Target.parse(target)), expected,
					"Name a revision; list them with 'history'.");
		}
	}

	@ParameterizedTest
	@CsvSource({ "users, u1", "use, u1", "pay, p1", "u2, u2", "p3, p3" })
	void aBranchIsKnownByLabelOrRevisionOrItsBeginning(String name, String id) {
		assertThat(TREES.branch(name).id()).isEqualTo(id);
	}

	@ParameterizedTest
	@CsvSource({ "pay, p1", "users, u1", "pa," })
	void aLabelIsKnownByItsWholeName(String label, @Nullable String id) {
		Revision revision = TREES.labelled(label);
		assertThat((revision != null) ? revision.id() : null).isEqualTo(id);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			b1       |
			b1 b2    |
			m a      | a
			m b1 b2  | b1 b2
			b1 a     | a
			m nobody |
			""")
	void rowsThatOthersBuildOnSayNothing(String rows, @Nullable String implied) {
		assertThat(DIAMOND.impliedOf(rows(rows))).isEqualTo(rows(implied));
	}

	@ParameterizedTest
	@CsvSource({ "a:current, true", "current:, true", ":current, true", "a:b, false", "a:, false", ":b, false",
			"-1:, false" })
	void aRangeNeedsTheDatabaseForWhereItIs(String range, boolean needed) {
		assertThat(HistoryRange.parse(range).needsCurrent()).isEqualTo(needed);
	}

	@Test
	void aCircleIsNamedWithItsFiles() {
		assertFails(() -> GraphNotation.graph("a", "x < a, z", "y < x", "z < y"),
				"Revisions build on each other in a cycle: x -> z -> y -> x (in x.sql, z.sql, y.sql)",
				"Correct the 'down-revision' or 'depends-on' line of one of them.");
	}

	@ParameterizedTest
	@CsvSource({ "4, false", "400, true" })
	void aLongCircleIsShortened(int length, boolean shortened) {
		String[] lines = IntStream.range(0, length)
			.mapToObj((i) -> String.format(Locale.ROOT, "r%03d < r%03d", i, (i + 1) % length))
			.toArray(String[]::new);
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> GraphNotation.graph(lines))
			.satisfies((ex) -> assertThat(String.valueOf(ex.getMessage()).contains("... " + length + " revisions ..."))
				.isEqualTo(shortened));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			b < nobody | Add the missing revision file, or correct the 'down-revision' line.
			b < None   | The 'down-revision' line of a base is empty.
			b ^ nobody | Add the missing revision file, or correct the 'depends-on' line.
			""")
	void aMissingParentIsNamed(String line, String hint) {
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> GraphNotation.graph("a", line))
			.withMessageContaining(line.substring(4))
			.satisfies((ex) -> assertThat(List.of(ex.getHint())).containsExactly(hint));
	}

}
