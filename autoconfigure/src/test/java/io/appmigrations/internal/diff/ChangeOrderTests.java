package io.appmigrations.internal.diff;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ChangeOrder}, with functions that need ({@code a>b}) or mention
 * ({@code a~b}) each other.
 */
class ChangeOrderTests {

	private static final Schema EMPTY = new Schema("public", List.of(), Map.of());

	@ParameterizedTest
	@CsvSource({ "a>b b>c, c b a, a b c", "c>b b>a, a b c, c b a", "a~b, b a, a b", "a~b b~a, a b, a b",
			"a~b b~c c~a, a c b, a b c", "a>b b~a, b a, a b", "a>b b>c c~a, c b a, a b c" })
	void whatIsNeededComesFirstAndWhatIsMentionedWherePossible(String functions, String created, String dropped) {
		Schema schema = schema(functions);
		assertThat(order(EMPTY, schema)).isEqualTo(created);
		assertThat(order(schema, EMPTY)).isEqualTo(dropped);
	}

	@ParameterizedTest
	@CsvSource({ "a>b b>a, a b", "a>b b>c c>a, a b c", "a>b b>c c>b d~a, b c", "a>b b>a a~c, a b" })
	void changesThatNeedEachOtherAreNamed(String functions, String cycle) {
		Schema schema = schema(functions);
		for (List<Schema> sides : List.of(List.of(EMPTY, schema), List.of(schema, EMPTY))) {
			assertThatExceptionOfType(CyclicChangesException.class)
				.isThrownBy(() -> SchemaDiff.between(sides.get(0), sides.get(1)))
				.satisfies((ex) -> {
					assertThat(ex).hasMessageStartingWith("some changes need each other: ");
					assertThat(named(String.valueOf(ex.getMessage()))).isEqualTo(cycle);
				});
		}
	}

	private static String named(String message) {
		return String.join(" ", new TreeSet<>(
				Stream.of(message.split("public\\.", -1)).skip(1).map((part) -> part.substring(0, 1)).toList()));
	}

	private static String order(Schema from, Schema to) {
		return String.join(" ",
				SchemaDiff.between(from, to).stream().map((change) -> change.object().bareName()).toList());
	}

	private static Schema schema(String functions) {
		Map<ObjectId, Set<ObjectId>> needs = new LinkedHashMap<>();
		Map<String, String> bodies = new LinkedHashMap<>();
		Stream.of(functions.split("[ >~]", -1)).distinct().forEach((name) -> bodies.put(name, ""));
		Arrays.stream(functions.split(" ", -1)).forEach((one) -> {
			String name = one.substring(0, 1);
			String other = one.substring(2);
			if (one.charAt(1) == '>') {
				needs.computeIfAbsent(id(name), (key) -> new TreeSet<>()).add(id(other));
			}
			else {
				bodies.merge(name, " select %s();".formatted(other), String::concat);
			}
		});
		return new Schema("public",
				bodies.entrySet()
					.stream()
					.map((one) -> new Definition(id(one.getKey()),
							List.of("create function %s() returns void language sql as $$%s$$".formatted(one.getKey(),
									one.getValue())),
							null, null, List.of(), null))
					.toList(),
				needs);
	}

	private static ObjectId id(String name) {
		return ObjectId.of(Kind.FUNCTION, "public", name + "()");
	}

}
