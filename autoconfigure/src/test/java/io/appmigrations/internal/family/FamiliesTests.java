package io.appmigrations.internal.family;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The registry of families.
 */
class FamiliesTests {

	@ParameterizedTest
	@EnumSource
	void everyKindIsInAFamilyThatIsListedOnce(Kind kind) {
		assertThat(Families.all()).doesNotHaveDuplicates().containsOnlyOnce(Families.of(kind));
	}

	@ParameterizedTest
	@EnumSource
	void aFamilyIsAClassOfItsOwn(Kind kind) {
		Set<Kind> same = Arrays.stream(Kind.values())
			.filter((other) -> Families.of(other).getClass() == Families.of(kind).getClass())
			.collect(Collectors.toSet());
		assertThat(same).allMatch((other) -> Families.of(other) == Families.of(kind));
	}

	/** What is compared by its statements needs no more than what {@link Family} says. */
	@ParameterizedTest
	@EnumSource(names = { "COLLATION", "CONVERSION", "CAST", "STATISTICS", "PUBLICATION", "EVENT_TRIGGER", "FUNCTION",
			"VIEW", "TEXT_SEARCH_PARSER", "SERVER" })
	void definitionsAreWrittenAsTheyWereRead(Kind kind) {
		Definition definition = new Definition(ObjectId.of(kind, "public", "a"), List.of("create it"), "drop it", null,
				List.of(), null);
		SqlWriter writer = new SqlWriter(new Schema("public", List.of(definition), Map.of()));
		assertThat(writer.create(definition, Set.of())).containsExactly("create it");
		assertThat(writer.drop(definition)).isEqualTo("drop it");
	}

}
