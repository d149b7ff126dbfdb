package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.lint.examine.SuggestedName;
import io.appmigrations.internal.measure.KeyFacts.ForeignKey;

/**
 * A foreign key whose columns no index serves, or none any more.
 */
final class ForeignKeyWithoutIndex implements LintRule {

	private static final int LONGEST_NAME = 63;

	@Override
	public String name() {
		return "foreign-key-without-index";
	}

	@Override
	public Basis basis() {
		return Basis.CATALOG;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (ForeignKey key : examined.measured().keys().unindexed()) {
			examined.facts()
				.stream()
				.filter((facts) -> facts.number() == key.statement())
				.forEach((facts) -> findings.warning(facts.statement(),
						"No index of %s begins with %s: every DELETE in the table that %s refers to reads all of it."
							.formatted(key.table(), key.columns(), key.name()),
						suggestion(examined, key)));
		}
	}

	private static String suggestion(Examined examined, ForeignKey key) {
		boolean isNew = examined.facts().stream().anyMatch((facts) -> facts.created().contains(key.table()));
		return (isNew ? "create index %s on %s (%s);"
				: "-- migrate:upgrade transaction:off\ncreate index concurrently %s on %s (%s);")
			.formatted(SuggestedName.ofPart(index(key)), SuggestedName.of(key.table()), key.columns());
	}

	private static String index(ForeignKey key) {
		String name = key.name().replaceFirst("_fkey$", "");
		return name.substring(0, Math.min(name.length(), LONGEST_NAME - "_idx".length())) + "_idx";
	}

}
