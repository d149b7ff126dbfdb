package io.appmigrations.internal.graph;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The planner's answers are those of Alembic's (1.20.0), which
 * {@code alembic-planner-cases.txt} holds: graph, rows, command and target, then the
 * revisions that run, in ascending order, and the rows afterwards, or the error.
 */
class AlembicPlannerTests {

	static Stream<String> cases() throws IOException {
		return new ClassPathResource("alembic-planner-cases.txt").getContentAsString(StandardCharsets.UTF_8)
			.lines()
			.filter((line) -> !line.startsWith("#"));
	}

	@ParameterizedTest
	@MethodSource("cases")
	void agreesWithAlembic(String line) {
		String[] fields = line.split("\t", -1);
		RevisionGraph graph = GraphNotation.graph(fields[0].split(";"));
		Set<String> rows = ids(fields[1]);
		assertThat(answer(graph, rows, fields[2], fields[3])).isEqualTo(fields[4]);
	}

	private static String answer(RevisionGraph graph, Set<String> rows, String command, String target) {
		try {
			MigrationPlan plan = switch (command) {
				case "upgrade" -> MigrationPlan.upgrade(graph, rows, Target.parse(target));
				case "downgrade" -> MigrationPlan.downgrade(graph, rows, Target.parse(target));
				default ->
					MigrationPlan.stamp(graph, rows, Stream.of(target.split(" ")).map(Target::parse).toList(), false);
			};
			return describe(plan, rows, command.equals("stamp"));
		}
		catch (MigrationException ex) {
			return "! " + ex.getCode();
		}
	}

	private static String describe(MigrationPlan plan, Set<String> rows, boolean stamp) {
		Set<String> after = new TreeSet<>(rows);
		List<String> steps = new ArrayList<>();
		for (Step step : plan.steps()) {
			assertThat(after).containsAll(step.from());
			after.removeAll(step.from());
			after.addAll(step.to());
			steps.add(step.revision().id());
		}
		return (stamp ? "" : String.join(",", new TreeSet<>(steps))) + " = " + String.join(",", after);
	}

	private static Set<String> ids(String text) {
		return text.isEmpty() ? Set.of() : new TreeSet<>(Arrays.asList(text.split(",")));
	}

}
