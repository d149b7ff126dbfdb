package io.appmigrations.internal.cli.output;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import io.appmigrations.RevisionDetails;
import io.appmigrations.testing.Revisions;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HistoryGraph}: revisions are given as {@code id < down, down}.
 */
class HistoryGraphTests {

	private static String draw(HistoryGraph.Glyphs glyphs, String... lines) {
		Revisions revisions = Revisions.none();
		for (String line : lines) {
			String[] parts = (line + " <").split("<", -1);
			revisions.sql(parts[0].strip(), parts[1].strip(), "", "");
		}
		List<RevisionDetails> history = new ArrayList<>(revisions.on(new DriverManagerDataSource()).history());
		return new HistoryGraph(history, glyphs).render((details) -> List.of(details.revision().id()));
	}

	private static String draw(String... lines) {
		return draw(HistoryGraph.Glyphs.UNICODE, lines);
	}

	@Test
	void lineIsALine() {
		assertThat(draw("a", "b < a")).isEqualTo("""
				○  b
				○  a
				""");
	}

	@Test
	void branchesAreDrawnInOnePieceAndMeetAtTheirBranchPoint() {
		assertThat(draw("a", "b1 < a", "b2 < a", "c1 < b1", "c2 < b2")).isEqualTo("""
				○  c2
				○  b2
				│ ○  c1
				│ ○  b1
				├─╯
				○  a
				""");
	}

	@Test
	void mergeOpensALane() {
		assertThat(draw("a", "b1 < a", "b2 < a", "m < b1, b2", "n < m")).isEqualTo("""
				○  n
				○  m
				├─╮
				○ │  b1
				│ ○  b2
				├─╯
				○  a
				""");
	}

	@Test
	void severalLanesMeetAtOnce() {
		assertThat(draw("a", "b < a", "c < a", "d < a", "m < b, c, d")).isEqualTo("""
				○  m
				├─┬─╮
				○ │ │  b
				│ ○ │  c
				│ │ ○  d
				├─┴─╯
				○  a
				""");
	}

	@Test
	void lanesThatArePassedAreNotJoined() {
		assertThat(draw("a", "x", "b < a", "y < x", "z < a, y")).isEqualTo("""
				○  z
				├─╮
				│ ○  y
				│ ○  x
				│
				│ ○  b
				├─╯
				○  a
				""");
	}

	@Test
	void asciiIsForOtherTerminals() {
		assertThat(draw(HistoryGraph.Glyphs.ASCII, "a", "b1 < a", "b2 < a", "m < b1, b2")).isEqualTo("""
				o  m
				|-\\
				o |  b1
				| o  b2
				|-/
				o  a
				""");
	}

	@Test
	void everyRevisionIsDrawnOnceWhateverTheGraph() {
		List<String> lines = new ArrayList<>(List.of("r0"));
		Random random = new Random(7);
		for (int i = 1; i < 60; i++) {
			int first = random.nextInt(i);
			int second = random.nextInt(i);
			lines.add((random.nextInt(8) == 0) ? "r" + i : (first == second || random.nextInt(3) > 0)
					? "r%s < r%s".formatted(i, first) : "r%s < r%s, r%s".formatted(i, first, second));
		}
		Collections.shuffle(lines, random);
		String drawing = draw(lines.toArray(String[]::new));
		assertThat(drawing.lines().filter((line) -> line.contains("○"))).hasSize(60);
		assertThat(drawing.lines().filter((line) -> line.endsWith(" ")).toList()).isEmpty();
	}

}
