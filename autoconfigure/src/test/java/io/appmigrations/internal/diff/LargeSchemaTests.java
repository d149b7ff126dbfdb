package io.appmigrations.internal.diff;

import java.util.List;
import java.util.Map;

import io.appmigrations.internal.schema.CountedSchema;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.testing.LargeSchema;
import io.appmigrations.testing.LargeSchema.Difference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A comparison of four times as many tables looks at four times as many objects: for
 * nothing that differs does it go through the whole schema.
 */
class LargeSchemaTests {

	private static final int FEW = 20;

	private static final int MANY = 80;

	private static final Schema EMPTY = new Schema("public", List.of(), Map.of());

	@ParameterizedTest
	@EnumSource(Difference.class)
	void changesAreFoundInLinearTime(Difference difference) {
		assertThat(looks(MANY, difference)).isLessThan(6 * looks(FEW, difference));
	}

	private static long looks(int tables, Difference difference) {
		CountedSchema counted = new CountedSchema();
		Schema from = counted.of(LargeSchema.before(tables, difference));
		Schema to = counted.of(LargeSchema.after(tables, difference));
		assertThat(SchemaDiff.between(from, to))
			.hasSizeGreaterThanOrEqualTo((difference == Difference.NONE) ? 0 : tables);
		return counted.count();
	}

	@Test
	void tablesAreCreatedAndDroppedInLinearTime() {
		assertThat(creationsAndDrops(MANY)).isLessThan(6 * creationsAndDrops(FEW));
	}

	private static long creationsAndDrops(int tables) {
		CountedSchema counted = new CountedSchema();
		Schema schema = counted.of(LargeSchema.before(tables, Difference.POLICY));
		assertThat(SchemaDiff.between(EMPTY, schema)).hasSizeGreaterThan(tables);
		assertThat(SchemaDiff.between(schema, EMPTY)).hasSizeGreaterThanOrEqualTo(tables);
		return counted.count();
	}

	@ParameterizedTest
	@EnumSource(Difference.class)
	void modelsAreReconciledInLinearTime(Difference difference) {
		assertThat(looksOfReconciliation(MANY, difference)).isLessThan(6 * looksOfReconciliation(FEW, difference));
	}

	private static long looksOfReconciliation(int tables, Difference difference) {
		CountedSchema counted = new CountedSchema();
		ComparisonOptions options = new ComparisonOptions(List.of(), List.of(), true, true, false, MadeObjects.none());
		Reconciliation.partial(counted.of(LargeSchema.before(tables, difference)),
				counted.of(LargeSchema.after(tables, difference)), options, NamingConvention.postgresql());
		return counted.count();
	}

}
