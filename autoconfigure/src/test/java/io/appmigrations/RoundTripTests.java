package io.appmigrations;

import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.RoundTripCounter;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Performance is counted in round trips: they are the same on every machine.
 */
@DatabaseTest
class RoundTripTests {

	private static Revisions revisions(int number) {
		Revisions revisions = Revisions.none().sql("r0", "", "create table t (id int);", "drop table t;");
		for (int i = 1; i <= number; i++) {
			revisions.sql("r" + i, "r" + (i - 1), """
					create table t%1$d (id int);
					insert into t%1$d select generate_series(1, 3);
					create index on t%1$d (id);
					""".formatted(i), "drop table t%d;".formatted(i));
		}
		return revisions;
	}

	@Test
	void nothingToDoCostsOneQuery(TestDatabase database) throws Exception {
		try (RoundTripCounter counter = new RoundTripCounter(database)) {
			Migrations migrations = revisions(3).on(counter.dataSource(database));
			migrations.upgrade("heads");
			assertThat(counter.count()).isGreaterThan(1);
			migrations.upgrade("heads");
			assertThat(counter.count()).isEqualTo(1);
			migrations.current();
			assertThat(counter.count()).isEqualTo(1);
		}
	}

	@Test
	void eachRevisionCostsTwoRoundTrips(TestDatabase database) throws Exception {
		try (RoundTripCounter counter = new RoundTripCounter(database)) {
			revisions(0).on(counter.dataSource(database)).upgrade("heads");
			revisions(1).on(counter.dataSource(database)).upgrade("heads");
			int one = counter.count();
			revisions(11).on(counter.dataSource(database)).upgrade("heads");
			assertThat(counter.count() - one).isEqualTo(9 * 2);
			assertThat(one).isLessThanOrEqualTo(12);
		}
	}

}
