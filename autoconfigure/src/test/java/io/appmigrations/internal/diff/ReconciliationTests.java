package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.internal.diff.Reconciliation.Reconciled;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the database shall be, from what it is and what the model declares. A schema is
 * written as its objects: {@code t} is a table, {@code t.a} a column,
 * {@code t:name=unique a} a constraint, {@code t/name=a} an index, {@code f()} a
 * function; {@code -} is a name that nobody chose.
 */
class ReconciliationTests {

	private static final String HASHED = "uk0123456789abcdef01234567";

	private static Schema schema(@Nullable String text) {
		List<SchemaObject> objects = new ArrayList<>();
		Map<ObjectId, Set<ObjectId>> dependencies = new HashMap<>();
		for (String word : ((text != null) ? text : "").split("; ", -1)) {
			if (!word.isEmpty()) {
				SchemaObject object = object(word.replace(":-=", ":" + HASHED + "="));
				objects.add(object);
				ObjectId table = object.id().table();
				if (table != null && !table.equals(object.id())) {
					dependencies.put(object.id(), new TreeSet<>(Set.of(table)));
				}
			}
		}
		return new Schema("public", objects, dependencies);
	}

	private static SchemaObject object(String word) {
		if (word.endsWith("()")) {
			return new Definition(ObjectId.of(Kind.FUNCTION, "public", word), List.of("create " + word), null,
					List.of(), null);
		}
		String[] halves = word.split("=", 2);
		String[] names = halves[0].split("[.:/]", -1);
		ObjectId table = ObjectId.table("public", names[0]);
		if (names.length == 1) {
			return new Table(table, false, null, List.of(), null, List.of(), false, false, null, List.of(), null);
		}
		if (halves.length == 1) {
			return new Column(ObjectId.member(Kind.COLUMN, table, names[1]), 1, "text", "text", null, null, null, null,
					null, null, null, null);
		}
		if (word.contains("/")) {
			return new Index(ObjectId.of(Kind.INDEX, "public", names[1]), names[0], false, "btree (" + halves[1] + ")",
					List.of(halves[1]), true, null);
		}
		String[] definition = halves[1].split(" ", 2);
		return new Constraint(ObjectId.member(Kind.CONSTRAINT, table, names[1]),
				ConstraintType.valueOf(definition[0].toUpperCase(Locale.ROOT)),
				definition[0].toUpperCase(Locale.ROOT) + " (" + definition[1] + ")", List.of(), List.of(definition[1]),
				null, false, true, null);
	}

	private static ComparisonOptions excluding(String... patterns) {
		return new ComparisonOptions(List.of(), List.of(patterns), true, true, false, MadeObjects.none());
	}

	private static String names(Iterable<ObjectId> ids) {
		List<String> names = new ArrayList<>();
		ids.forEach((id) -> names.add(id.toString().replace("public.", "")));
		return names.stream().sorted().collect(Collectors.joining(" "));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# database                      | model                  | shall be                | not in the model
			t; t.a                          | t; t.a                 | t t.a                   |
			                                | t; t.a                 | t t.a                   |
			t; t.a; t.b                     | t; t.a                 | t t.a                   |
			t; t.a; u; u.a                  | t; t.a                 | t t.a                   |
			t; t.a; f()                     | t; t.a                 | f() t t.a               | f()
			t; t.a; t/t_a_idx=a             | t; t.a                 | t t.a t_a_idx           | t_a_idx
			t; t.a; t:mine=unique a         | t; t.a                 | t t.a t.mine            | t.mine
			t; t.a; t:t_a_key=unique a      | t; t.a                 | t t.a                   |
			t; t.a                          | t; t.a; t:-=unique a   | t t.a t.t_a_key         |
			t; t.a; t:t_a_key=unique a      | t; t.a; t:-=unique a   | t t.a t.t_a_key         |
			t; t.a; t:mine=unique a         | t; t.a; t:-=unique a   | t t.a t.mine            |
			t; t.a; t.b; t:t_a_key=unique b | t; t.a; t.b; t:-=unique a | t t.a t.b t.t_a_key t.t_a_key1 | t.t_a_key
			t; t.a; u; u/t_a_key=a          | t; t.a; t:-=unique a; u | t t.a t.t_a_key1 t_a_key u | t_a_key
			""")
	void modelOfEntities(@Nullable String database, @Nullable String model, String target,
			@Nullable String notInModel) {
		Reconciled reconciled = Reconciliation.partial(schema(database), schema(model), excluding(),
				NamingConvention.postgresql());
		assertThat(names(reconciled.target().objects().keySet())).isEqualTo(target);
		assertThat(names(reconciled.notInModel())).isEqualTo((notInModel != null) ? notInModel : "");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# database                 | model                     | renamed
			t; t.a; t:old=unique a     | t; t.a; t:new=unique a    | t.old new
			t; t.a; t/old=a            | t; t.a; t/new=a           | old new
			t; t.a; t:old=unique a     | t; t.a; t:-=unique a      |
			t; t.a; t/old=a            | t; t.a; t.b; t/new=b      |
			t; t.a; t/old=a; t/new=a   | t; t.a; t/new=a           |
			""")
	void whatOnlyItsNameTellsApartIsRenamed(String database, String model, @Nullable String renamed) {
		Reconciled reconciled = Reconciliation.partial(schema(database), schema(model), excluding(),
				NamingConvention.postgresql());
		assertThat(reconciled.renames()
			.stream()
			.map((rename) -> names(List.of(rename.object())) + " " + rename.renamed().name())
			.collect(Collectors.joining("; "))).isEqualTo((renamed != null) ? renamed : "");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# database                 | model        | excluded | shall be
			t; t.a; u; u.a             | t; t.a       | u        | t t.a u u.a
			t; t.a; t.b                | t; t.a       | t.b      | t t.a t.b
			t; t.a                     | t; t.a; u    | u        | t t.a
			""")
	void whatIsExcludedStays(String database, String model, String excluded, String target) {
		Reconciled reconciled = Reconciliation.partial(schema(database), schema(model), excluding(excluded),
				NamingConvention.postgresql());
		assertThat(names(reconciled.target().objects().keySet())).isEqualTo(target);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# database        | model     | shall be
			t; t.a; f()       | t; t.a    | t t.a
			t; t.a; t/i=a     | t; t.a    | t t.a
			t; t.a; g()       | t; t.a; f() | f() t t.a
			""")
	void aCompleteModelLeavesNothing(String database, String model, String target) {
		Reconciled reconciled = Reconciliation.complete(schema(database), schema(model), excluding(),
				Set.of(Kind.values()), Set.of());
		assertThat(names(reconciled.target().objects().keySet())).isEqualTo(target);
		assertThat(reconciled.notInModel()).isEmpty();
	}

}
