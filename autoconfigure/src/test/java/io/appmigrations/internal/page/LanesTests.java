package io.appmigrations.internal.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Lanes}: revisions are given as {@code id < down, down}, children
 * before parents. A row is {@code id@lane}, the lanes that end in it from above, those
 * that begin in it, and those that pass; a pending edge has an exclamation mark.
 */
class LanesTests {

	private static List<String> rows(Set<String> pending, String... lines) {
		Map<String, List<String>> parents = new LinkedHashMap<>();
		for (String line : lines) {
			String[] parts = (line + " <").split("<", -1);
			parents.put(parts[0].strip(),
					Stream.of(parts[1].split(",", -1)).map(String::strip).filter((id) -> !id.isEmpty()).toList());
		}
		return Lanes.of(parents, pending)
			.rows()
			.stream()
			.map((row) -> "%s@%s %s%s%s"
				.formatted(row.id(), row.lane(), edges("^", row.above()), edges("v", row.below()),
						edges("|", row.passing()))
				.strip())
			.toList();
	}

	private static String edges(String sign, List<Lanes.Edge> edges) {
		return edges.stream()
			.map((edge) -> sign + edge.lane() + (edge.pending() ? "!" : ""))
			.collect(Collectors.joining());
	}

	@Test
	void lineIsOneLane() {
		assertThat(rows(Set.of("b"), "b < a", "a")).containsExactly("b@0 v0!", "a@0 ^0!");
	}

	@Test
	void branchesMeetAtTheirBranchPoint() {
		assertThat(rows(Set.of(), "c < a", "b < a", "a")).containsExactly("c@0 v0", "b@1 v1|0", "a@0 ^0^1");
	}

	@Test
	void mergeOpensALane() {
		assertThat(rows(Set.of("m"), "m < b, c", "c < a", "b < a", "a")).containsExactly("m@0 v0!v1!", "b@0 ^0!v0|1!",
				"c@1 ^1!v1|0", "a@0 ^0^1");
	}

	@Test
	void mergeLeadsToALaneThatIsThereAlready() {
		assertThat(rows(Set.of("m"), "x < b", "m < a, b", "b", "a")).containsExactly("x@0 v0", "m@1 v1!v0!|0",
				"a@1 ^1!|0", "b@0 ^0");
	}

	@Test
	void lanesThatEndAreUsedAgain() {
		Map<String, List<String>> parents = new LinkedHashMap<>();
		for (int i = 0; i < 50; i++) {
			parents.put("top" + i, List.of("base" + i));
			parents.put("base" + i, List.of());
		}
		assertThat(Lanes.of(parents, Set.of()).width()).isEqualTo(1);
	}

}
