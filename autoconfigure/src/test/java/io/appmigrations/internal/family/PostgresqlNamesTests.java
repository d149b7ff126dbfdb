package io.appmigrations.internal.family;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names of constraints, by the rules of PostgreSQL's {@code makeObjectName}.
 */
class PostgresqlNamesTests {

	private static List<String> columns(@Nullable String columns) {
		return (columns != null) ? List.of(columns.split(" ")) : List.of();
	}

	private static Constraint constraint(ConstraintType type, String table, List<String> columns, String name) {
		return new Constraint(ObjectId.member(Kind.CONSTRAINT, ObjectId.table("public", table), name), type, "",
				List.of(), columns, null, false, true, null);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			PRIMARY_KEY | t        | id  | 0  | t_pkey
			PRIMARY_KEY | t        | a b | 0  | t_pkey
			PRIMARY_KEY | t        | id  | 1  | t_pkey1
			UNIQUE      | t        | a   | 0  | t_a_key
			UNIQUE      | t        | a b | 0  | t_a_b_key
			UNIQUE      | t        | a   | 12 | t_a_key12
			CHECK       | t        |     | 0  | t_check
			CHECK       | t        | a   | 0  | t_a_check
			CHECK       | t        | a b | 0  | t_check
			CHECK       | t        | a b | 3  | t_check3
			FOREIGN_KEY | t        | a   | 0  | t_a_fkey
			FOREIGN_KEY | t        | a b | 2  | t_a_b_fkey2
			EXCLUSION   | t        | a   | 0  | t_a_excl
			UNIQUE      | 'Orders' | 'a' | 0  | Orders_a_key
			""")
	void areThoseOfPostgresql(ConstraintType type, String table, @Nullable String columns, int number, String name) {
		assertThat(PostgresqlNames.of(type, table, columns(columns), number)).isEqualTo(name);
		assertThat(PostgresqlNames.isGiven(constraint(type, table, columns(columns), name))).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# table and column: a letter and how often it is there
			a 60 | b 60 | _key  | a 29 | b 29
			a 60 | b 10 | _key  | a 48 | b 10
			a 10 | b 60 | _key  | a 10 | b 48
			ü 40 | b 40 | _key  | ü 14 | b 29
			€ 30 | € 30 | _key  | € 9  | € 9
			a 60 | b 60 | _key1 | a 29 | b 28
			""")
	void longOnesAreCutAtACharacter(String table, String column, String label, String first, String second) {
		int number = label.endsWith("1") ? 1 : 0;
		String name = PostgresqlNames.of(ConstraintType.UNIQUE, repeated(table), List.of(repeated(column)), number);
		assertThat(name).isEqualTo(repeated(first) + "_" + repeated(second) + label);
		assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(NamingConvention.MAX_BYTES);
	}

	private static String repeated(String word) {
		String[] parts = word.split(" ", -1);
		return parts[0].repeat(Integer.parseInt(parts[1]));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			UNIQUE      | t | a   | t_a_uq
			UNIQUE      | t | a   | t_b_key
			UNIQUE      | t | a   | u_a_key
			UNIQUE      | t | a   | t_a_key0
			UNIQUE      | t | a   | t_a_key01
			UNIQUE      | t | a   | t_a_key1234567
			UNIQUE      | t | a b | t_b_a_key
			PRIMARY_KEY | t | id  | t_id_pkey
			CHECK       | t | a b | t_a_b_check
			FOREIGN_KEY | t | a   | t_a_key
			""")
	void someoneChose(ConstraintType type, String table, String columns, String name) {
		assertThat(PostgresqlNames.isGiven(constraint(type, table, columns(columns), name))).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "t_key, 1, t_key1", "t_key, 42, t_key42" })
	void areNumbered(String name, int number, String numbered) {
		assertThat(PostgresqlNames.numbered(name, number)).isEqualTo(numbered);
		assertThat(PostgresqlNames.numbered(name.repeat(20), number)).hasSize(NamingConvention.MAX_BYTES)
			.endsWith(String.valueOf(number));
	}

	@RepeatedTest(50)
	void whatIsGivenIsKnownAgain(RepetitionInfo repetition) {
		Random random = new Random(repetition.getCurrentRepetition());
		ConstraintType type = List.of(ConstraintType.values()).get(random.nextInt(ConstraintType.values().length));
		List<String> columns = Stream.generate(() -> word(random)).limit(1 + random.nextInt(3)).distinct().toList();
		String table = word(random);
		int number = random.nextInt(3) * random.nextInt(1000);
		String name = PostgresqlNames.of(type, table, columns, number);
		assertThat(PostgresqlNames.isGiven(constraint(type, table, columns, name))).as(name).isTrue();
		assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(NamingConvention.MAX_BYTES);
	}

	private static String word(Random random) {
		int[] letters = { 'a', 'Z', '_', '1', 'ß', '中', 0x1F600 };
		return IntStream.range(0, 1 + random.nextInt(40))
			.map((i) -> letters[random.nextInt(letters.length)])
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

}
