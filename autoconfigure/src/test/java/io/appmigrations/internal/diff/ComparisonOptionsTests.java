package io.appmigrations.internal.diff;

import java.util.List;

import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ComparisonOptions}.
 */
class ComparisonOptionsTests {

	private static boolean excluded(String glob, ObjectId id) {
		return new ComparisonOptions(List.of(), List.of(glob), true, true, false, MadeObjects.none()).leavesOut(id);
	}

	@ParameterizedTest
	@CsvSource({ "orders,true", "public.orders,true", "o*s,true", "*,true", "ord?rs,true", "order,false",
			"public.*,true", "*.orders,true", "a.orders,false", "ORDERS,false", "[o]rders,false", "o*x,false",
			"**s,true", "'',false", "orders?,false", "orders*,true", "p*.o*r?,true" })
	void globs(String glob, boolean matches) {
		assertThat(excluded(glob, ObjectId.of(Kind.TABLE, "public", "orders"))).isEqualTo(matches);
	}

	@Test
	void manyAsterisksTakeNoLonger() {
		assertThat(excluded("*a".repeat(500) + "b", ObjectId.of(Kind.TABLE, "public", "a".repeat(10_000)))).isFalse();
	}

}
