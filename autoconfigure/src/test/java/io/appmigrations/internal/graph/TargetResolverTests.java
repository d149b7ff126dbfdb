package io.appmigrations.internal.graph;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import io.appmigrations.MigrationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a {@link Target} means for each command, as a table: ids, {@code -} for none, or
 * the code of an error.
 */
class TargetResolverTests {

	private static final Map<String, RevisionGraph> GRAPHS = Map.of("chain", GraphNotation.graph("a", "b < a", "c < b"),
			"diamond", GraphNotation.graph("a", "b1 < a", "c1 < b1", "b2 < a", "m < c1, b2", "n < m"), "trees",
			GraphNotation.graph("u1 # users", "u2 < u1", "p1 # pay", "p2 < p1 ^ u1", "p3 < p2"));

	private static RevisionGraph graph(String name) {
		return Objects.requireNonNull(GRAPHS.get(name));
	}

	private static String found(String graph, @Nullable String rows,
			BiFunction<TargetResolver, Target, Set<String>> way, String target) {
		Set<String> applied = (rows != null) ? Set.of(rows.split(" ")) : Set.of();
		return answer(() -> way.apply(new TargetResolver(graph(graph), applied), Target.parse(target)));
	}

	private static String answer(Supplier<Set<String>> resolved) {
		try {
			Set<String> ids = resolved.get();
			return ids.isEmpty() ? "-" : String.join(" ", new TreeSet<>(ids));
		}
		catch (MigrationException ex) {
			return ex.getCode().code();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# text    | branch | symbol | steps
			heads     |        | heads  |
			a1        |        | a1     |
			+2        |        |        | 2
			-1        |        |        | -1
			+0        |        |        | 0
			a1+3      |        | a1     | 3
			a1-3      |        | a1     | -3
			users@a1  | users  | a1     |
			users@+1  | users  |        | 1
			users@a-1 | users  | a      | -1
			v1.0_x    |        | v1.0_x |
			1975      |        | 1975   |
			""")
	void isRead(String text, @Nullable String branch, @Nullable String symbol, @Nullable Integer steps) {
		assertThat(Target.parse(text)).isEqualTo(new Target(text, branch, symbol, steps)).hasToString(text);
		assertThat(Target.parse(text).needsCurrent()).isEqualTo(symbol == null);
	}

	@ParameterizedTest
	@CsvSource({ "''", "@", "users@", "@head", "a b", "'a1 '", "a1+", "+", "a1++1", "a@b@c", "a1;drop", "+99999999999",
			"a1-2147483649", "ü" })
	void isNotATarget(String text) {
		assertThat(answer(() -> Set.of(Target.parse(text).text()))).isEqualTo("invalid_target");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# graph | rows  | target     | goes to
			chain   |       | heads      | c
			chain   |       | head       | c
			chain   |       | base       | -
			chain   |       | b          | b
			chain   |       | +1         | a
			chain   | b     | +1         | c
			chain   | b     | +2         | invalid_target
			chain   | c     | +1         | invalid_target
			chain   | b     | -1         | invalid_target
			chain   | b     | +0         | invalid_target
			chain   |       | a+1        | b
			chain   |       | a+0        | a
			chain   |       | c-1        | b
			chain   |       | c-3        | -
			chain   |       | c-4        | invalid_target
			chain   |       | base+2     | b
			chain   |       | base-1     | invalid_target
			chain   |       | zz         | unknown_revision
			chain   |       | zz+1       | unknown_revision
			chain   | b     | current    | b
			chain   |       | current    | -
			chain   | b     | current+1  | c
			diamond |       | head       | n
			diamond |       | n-1        | m
			diamond |       | m-1        | ambiguous_revision
			diamond |       | a+1        | ambiguous_revision
			diamond | a     | +1         | ambiguous_revision
			diamond | a     | b1@+1      | b1
			diamond | a     | b2@+1      | b2
			diamond | a     | c1@+2      | c1
			diamond | b1 b2 | +1         | ambiguous_revision
			diamond | b1 b2 | b1@+1      | c1
			diamond |       | b          | ambiguous_revision
			trees   |       | head       | multiple_heads
			trees   |       | heads      | p3 u2
			trees   |       | users@head | u2
			trees   |       | pay@head   | p3
			trees   |       | pay@heads  | p3
			trees   |       | pay@base   | -
			trees   |       | pay@+1     | p1
			trees   | p1    | pay@+1     | p2
			trees   | p3    | users@+1   | u2
			trees   |       | +1         | ambiguous_revision
			trees   | p1    | +1         | p2
			trees   | p1 u1 | +1         | ambiguous_revision
			trees   |       | nobody@+1  | unknown_revision
			trees   |       | pay@u1     | unknown_revision
			trees   |       | pay        | p1
			""")
	void upgradesTo(String graph, @Nullable String rows, String target, String expected) {
		assertThat(found(graph, rows, TargetResolver::upgradeTargets, target)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# graph | rows  | target   | begins with
			chain   | c     | base     | a
			chain   | c     | a        | b
			chain   | c     | c        | -
			chain   | c     | -1       | c
			chain   | c     | -2       | b
			chain   | c     | -3       | a
			chain   | c     | -4       | invalid_target
			chain   | c     | +1       | invalid_target
			chain   | c     | -0       | invalid_target
			chain   |       | -1       | invalid_target
			chain   | c     | b-1      | b
			chain   | c     | a+1      | c
			chain   | c     | zz       | unknown_revision
			chain   | c     | current  | -
			diamond | n     | base     | a
			diamond | n     | a        | b1 b2
			diamond | n     | c1       | m
			diamond | n     | -1       | n
			diamond | n     | -2       | ambiguous_revision
			diamond | b2 c1 | -1       | ambiguous_revision
			diamond | b2 c1 | b2@-1    | b2
			diamond | b2 c1 | c1@-1    | c1
			diamond | b2 c1 | b2@a     | b2
			trees   | p3 u2 | base     | p1 u1
			trees   | p3 u2 | pay@base | p1
			trees   | p3 u2 | users@-1 | u2
			trees   | p3    | users@-1 | u1
			trees   | u2    | pay@-1   | not_an_ancestor
			trees   | p3 u2 | heads    | multiple_heads
			trees   | p3 u2 | current  | ambiguous_revision
			""")
	void downgradesFrom(String graph, @Nullable String rows, String target, String expected) {
		assertThat(found(graph, rows, TargetResolver::downgradeRoots, target)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# graph | rows | target | names
			chain   | c    | -1     | b
			chain   | c    | -3     | -
			chain   | c    | -4     | invalid_target
			chain   | b    | +1     | c
			chain   | b    | head   | c
			trees   |      | heads  | p3 u2
			trees   | p3   | -1     | p2
			""")
	void names(String graph, @Nullable String rows, String target, String expected) {
		assertThat(found(graph, rows, TargetResolver::revisions, target)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# rows | target | ends at
			c      | -9     | -
			b      | +9     | c
			       | a+9    | c
			       | c-9    | -
			b      | -1     | a
			""")
	void goesNoFurtherThanTheEndOfARange(@Nullable String rows, String target, String expected) {
		Set<String> applied = (rows != null) ? Set.of(rows) : Set.of();
		assertThat(answer(() -> new TargetResolver(graph("chain"), applied, true).revisions(Target.parse(target))))
			.isEqualTo(expected);
	}

}
