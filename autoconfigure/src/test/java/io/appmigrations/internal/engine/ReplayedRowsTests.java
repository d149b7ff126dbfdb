package io.appmigrations.internal.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

import io.appmigrations.internal.engine.ReplayedRows.Sample;
import io.appmigrations.internal.engine.ReplayedRows.Sampled;
import io.appmigrations.internal.engine.ReplayedRows.Sums;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayedRowsTests {

	private static Sample sample(long count, LongStream rows) {
		return new Sample(Set.of(), new Sums(count, "sum of " + count, new TreeMap<>()),
				rows.limit(10_000).mapToObj((hash) -> new Sampled(hash, "id = '%s'".formatted(hash))).toList());
	}

	@Test
	void beyondTheRowsThatWereReadNothingIsMissing() {
		Sample whole = sample(20_000, LongStream.range(0, 20_000));
		assertThat(whole.difference(sample(19_999, LongStream.range(0, 20_000).filter((row) -> row != 7))))
			.isEqualTo("has 19999 rows instead of 20000, for example none with id = '7'");
		assertThat(whole.difference(sample(19_999, LongStream.range(0, 20_000).filter((row) -> row != 15_000))))
			.isEqualTo("has 19999 rows instead of 20000");
		assertThat(whole.difference(whole)).isNull();
	}

	@Test
	void equalRowsAreCounted() {
		Sample twice = sample(3, LongStream.of(1, 1, 2));
		assertThat(twice.difference(sample(2, LongStream.of(1, 2))))
			.isEqualTo("has 2 rows instead of 3, for example none with id = '1'");
		assertThat(sample(1, LongStream.of(1)).difference(sample(2, LongStream.of(1, 1))))
			.isEqualTo("has 2 rows instead of 1, for example one with id = '1'");
	}

	/** One side alone has shown that a column has another value each time. */
	@Test
	void columnsThatChangeAreLeftOutOnBothSides() {
		Sample all = new Sample(Set.of(), new Sums(1, "1", new TreeMap<>(Map.of("a", "1", "b", "1"))), List.of());
		Sample less = new Sample(Set.of("b"), new Sums(1, "2", new TreeMap<>(Map.of("a", "1"))), List.of());
		Sample other = new Sample(Set.of("b"), new Sums(1, "2", new TreeMap<>(Map.of("a", "2"))), List.of());
		assertThat(all.difference(less)).isNull();
		assertThat(all.difference(other)).isEqualTo("has other values in a");
	}

	@Test
	void longRowsAreCutOffAndSecretsMasked() {
		List<Sampled> none = List.of();
		Sample empty = new Sample(Set.of(), new Sums(0, "0", new TreeMap<>()), none);
		Sample other = new Sample(Set.of(), new Sums(1, "1", new TreeMap<>()),
				List.of(new Sampled(1, "api_token = 'abc', name = '" + "x".repeat(300))));
		assertThat(empty.difference(other))
			.startsWith("has 1 rows instead of 0, for example one with api_token = '***', name = 'xxx")
			.endsWith("xxx ...")
			.hasSizeLessThan(300);
	}

}
