package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In which order {@link ChangeOrder} puts changes. A schema is written as its objects,
 * each with what it needs: {@code view v < t; table t}; {@code view v!} is another view
 * {@code v}.
 */
class OrderOfChangesTests {

	private static final ObjectId NONE = ObjectId.table("public", "none");

	/**
	 * Drops what only the old schema has, creates what only the new one has, replaces
	 * what is another.
	 */
	private static String order(@Nullable String from, @Nullable String to) {
		Map<ObjectId, Integer> versions = new HashMap<>();
		Schema before = schema(from, versions);
		Map<ObjectId, Integer> later = new HashMap<>();
		Schema after = schema(to, later);
		Map<ObjectId, ObjectId> drops = new TreeMap<>();
		Map<ObjectId, ObjectId> creations = new TreeMap<>();
		before.objects()
			.keySet()
			.stream()
			.filter((id) -> changed(id, versions, later))
			.forEach((id) -> drops.put(id, id));
		after.objects()
			.keySet()
			.stream()
			.filter((id) -> changed(id, versions, later))
			.forEach((id) -> creations.put(id, id));
		return new ChangeOrder(before, after, drops, creations, Set.of(), Map.of()).sorted()
			.stream()
			.map((node) -> (node.action().name() + " " + node.object().name()).toLowerCase(Locale.ROOT))
			.collect(Collectors.joining(", "));
	}

	private static boolean changed(ObjectId id, Map<ObjectId, Integer> before, Map<ObjectId, Integer> after) {
		return !before.getOrDefault(id, -1).equals(after.getOrDefault(id, -1));
	}

	private static Schema schema(@Nullable String text, Map<ObjectId, Integer> versions) {
		List<SchemaObject> objects = new ArrayList<>();
		Map<String, ObjectId> ids = new HashMap<>();
		Map<ObjectId, Set<ObjectId>> dependencies = new HashMap<>();
		List<String> lines = (text != null) ? List.of(text.split("; ", -1)) : List.of();
		for (String line : lines) {
			String[] words = line.split(" < ", -1)[0].split(" ", -1);
			String name = words[1].replace("!", "");
			ObjectId id = ObjectId.of(Kind.valueOf(words[0].toUpperCase(Locale.ROOT)), "public", name);
			ids.put(name, id);
			versions.put(id, words[1].endsWith("!") ? 1 : 0);
			objects.add(new Definition(id, List.of("create " + line), null, null, List.of(), null));
		}
		for (String line : lines) {
			String[] halves = line.split(" < ", -1);
			if (halves.length > 1) {
				dependencies.put(ids.getOrDefault(halves[0].split(" ", -1)[1].replace("!", ""), NONE),
						Stream.of(halves[1].split(", ", -1))
							.map((name) -> ids.getOrDefault(name, NONE))
							.collect(Collectors.toCollection(TreeSet::new)));
			}
		}
		return new Schema("public", objects, dependencies);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# before               | after                              | order
			                       | view b < a; view a                 | create a, create b
			view b < a; view a     |                                    | drop b, drop a
			                       | view a < c; view b < a; view c     | create c, create a, create b
			view c < b; view b < a; view a |                            | drop c, drop b, drop a
			view a                 | view a!                            | drop a, create a
			view a; view b < a     | view a!; view b! < a               | drop b, drop a, create a, create b
			view a                 | view b                             | drop a, create b
			                       | view v < f; function f             | create f, create v
			                       | function f < v; view v             | create v, create f
			                       | enum e; function f < e; view v < f | create e, create f, create v
			enum e; function f < e; view v < f |                        | drop v, drop f, drop e
			""")
	void whatIsNeededComesFirstAndGoesLast(@Nullable String from, @Nullable String to, String order) {
		assertThat(order(from, to)).isEqualTo(order);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# PostgreSQL knows nothing of what is in a body
			function a_caller mentions z_called; function z_called | create z_called, create a_caller
			function a; function b                                 | create a, create b
			function a mentions b; function b mentions a           | create a, create b
			""")
	void whatABodyMentionsComesFirstWhereThatCanBe(String to, String order) {
		assertThat(order(null, to)).isEqualTo(order);
	}

	@RepeatedTest(50)
	void holdsForAnyGraph(RepetitionInfo repetition) {
		Random random = new Random(repetition.getCurrentRepetition());
		String from = graph(random);
		String to = graph(random);
		List<String> order = List.of(order(from, to).split(", ", -1));
		assertThat(order).as("each change once").doesNotHaveDuplicates();
		for (String line : to.split("; ", -1)) {
			for (String below : needs(line)) {
				assertBefore(order, "create " + below, "create " + name(line));
			}
			assertBefore(order, "drop " + name(line), "create " + name(line));
		}
		for (String line : from.split("; ", -1)) {
			for (String below : needs(line)) {
				assertBefore(order, "drop " + name(line), "drop " + below);
			}
		}
	}

	private static void assertBefore(List<String> order, String first, String second) {
		if (order.contains(first) && order.contains(second)) {
			assertThat(order.indexOf(first)).as("%s before %s in %s", first, second, order)
				.isLessThan(order.indexOf(second));
		}
	}

	private static String name(String line) {
		return line.split(" ", -1)[1].replace("!", "");
	}

	private static List<String> needs(String line) {
		String[] halves = line.split(" < ", -1);
		return (halves.length > 1) ? List.of(halves[1].split(", ", -1)) : List.of();
	}

	/**
	 * Views and functions of which each needs some of those before it, in any order of
	 * names.
	 */
	private static String graph(Random random) {
		List<String> names = new ArrayList<>(List.of("a", "b", "c", "d", "e", "f", "g", "h"));
		Collections.shuffle(names, random);
		List<String> lines = new ArrayList<>();
		for (int i = 0; i < names.size(); i++) {
			List<String> below = names.subList(0, i).stream().filter((name) -> random.nextInt(3) == 0).toList();
			if (random.nextInt(5) > 0) {
				List<String> there = below.stream()
					.filter((name) -> lines.stream().anyMatch((line) -> name(line).equals(name)))
					.toList();
				lines.add("%s %s%s%s".formatted((names.get(i).charAt(0) < 'e') ? "view" : "function", names.get(i),
						random.nextBoolean() ? "!" : "", there.isEmpty() ? "" : " < " + String.join(", ", there)));
			}
		}
		return lines.isEmpty() ? "view a" : String.join("; ", lines);
	}

}
