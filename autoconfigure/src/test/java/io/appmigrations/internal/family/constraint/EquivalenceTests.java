package io.appmigrations.internal.family.constraint;

import java.util.List;

import io.appmigrations.internal.family.ReferencedColumns;
import io.appmigrations.internal.family.sequence.ContinuedSequences;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Definitions as PostgreSQL prints them.
 */
class EquivalenceTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			CHECK (a = ANY (ARRAY['x'::text, 'y'::text])) | CHECK (a = ANY (ARRAY['y'::text, 'x'::text]))
			CHECK (a > 0 AND b > 0)                       | CHECK (b > 0 AND a > 0)
			PRIMARY KEY (a, b)                            | PRIMARY KEY (b, a)
			PRIMARY KEY (a, "b, c") DEFERRABLE            | PRIMARY KEY ("b, c", a) DEFERRABLE
			FOREIGN KEY (a, b) REFERENCES t(x, y)         | FOREIGN KEY (b, a) REFERENCES t(y, x)
			""")
	void areTheSame(String left, String right) {
		assertThat(Equivalence.canonical(left)).isEqualTo(Equivalence.canonical(right));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			CHECK (a > 0 OR b > 0)                        | CHECK (b > 0 OR a > 0)
			PRIMARY KEY (a, b)                            | PRIMARY KEY (a)
			PRIMARY KEY (a, "b, c")                       | PRIMARY KEY (a, b, c)
			PRIMARY KEY (a, b)                            | PRIMARY KEY (a, b) INCLUDE (c)
			UNIQUE (a, b)                                 | UNIQUE (b, a)
			FOREIGN KEY (a, b) REFERENCES t(x, y)         | FOREIGN KEY (a, b) REFERENCES t(y, x)
			FOREIGN KEY (a, b) REFERENCES t(x, y)         | FOREIGN KEY (a, b) REFERENCES s(x, y)
			FOREIGN KEY (a) REFERENCES t(x)               | FOREIGN KEY (a) REFERENCES t(x) ON DELETE CASCADE
			""")
	void areNotTheSame(String left, String right) {
		assertThat(Equivalence.canonical(left)).isNotEqualTo(Equivalence.canonical(right));
	}

	@Test
	void aKeyOverAPeriodStaysAsItIs() {
		String key = "FOREIGN KEY (id, PERIOD valid) REFERENCES t(id, PERIOD valid)";
		assertThat(Equivalence.canonical(key)).isEqualTo(key);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			FOREIGN KEY (a, b) REFERENCES s.t(x, "Y ""z") ON DELETE CASCADE         | [x, Y "z]
			FOREIGN KEY (a) REFERENCES "t (x"("b, c")                               | [b, c]
			FOREIGN KEY (id, PERIOD valid) REFERENCES t(id, PERIOD valid)           | [id, period, valid]
			CHECK (a > 0)                                                           | []
			""")
	void referencedColumnsAreThoseInParentheses(String definition, String columns) {
		Constraint key = new Constraint(new ObjectId(Kind.CONSTRAINT, "public", "t", "k"), ConstraintType.FOREIGN_KEY,
				definition, List.of(), List.of(), null, true, true, null);
		assertThat(ReferencedColumns.of(key)).hasToString(columns);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			nextval('s'::regclass)              | true
			nextval('s."T''x"'::regclass)::text | true
			nextval('s'::regclass) + 1          | false
			nextval('s')                        | false
			'nextval'                           | false
			""", quoteCharacter = '`')
	void aDefaultIsTheNextValueOrMore(String expression, boolean taken) {
		ObjectId id = new ObjectId(Kind.DEFAULT, "public", "t", "c");
		assertThat(ContinuedSequences.takesNextValue(new Default(id, expression))).isEqualTo(taken);
		String text = "'" + "it''s".repeat(100_000) + "'";
		assertThat(ContinuedSequences.takesNextValue(new Default(id, "nextval(%s::regclass)".formatted(text))))
			.isTrue();
	}

}
