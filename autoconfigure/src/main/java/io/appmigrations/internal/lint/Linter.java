package io.appmigrations.internal.lint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import io.appmigrations.ErrorCode;
import io.appmigrations.LintFinding;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.lint.rule.LintRules;
import io.appmigrations.internal.measure.LiveTables;

/**
 * Applies all rules to a revision.
 */
public final class Linter {

	private static final List<LintRule> RULES = LintRules.ALL;

	private Linter() {
	}

	/**
	 * Returns the names of the rules.
	 * @return the names, as docs/lint.md has them
	 */
	public static List<String> rules() {
		List<String> names = new ArrayList<>(RULES.stream().map(LintRule::name).toList());
		names.add(Ignores.RULE);
		return names;
	}

	/**
	 * Checks that rules exist.
	 * @param names their names
	 * @throws MigrationException with {@code invalid_configuration} if one does not
	 */
	public static void requireRules(Collection<String> names) {
		names.stream().filter((name) -> !rules().contains(name)).findFirst().ifPresent((name) -> {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.lint.ignore: there is no rule '%s'".formatted(name),
					"The rules are %s.".formatted(String.join(", ", rules())));
		});
	}

	private static boolean isWritten(LintRule rule) {
		return switch (rule.basis()) {
			case TEXT, TEXT_IN_PART -> true;
			case FACTS, CATALOG, STATISTICS -> false;
		};
	}

	/**
	 * Returns the rules that cannot be applied to what is only read.
	 * @return their names
	 */
	public static List<String> needingMeasurement() {
		return RULES.stream().filter((rule) -> !isWritten(rule)).map(LintRule::name).toList();
	}

	/**
	 * Returns the rules that find less in what is only read.
	 * @return their names
	 */
	public static List<String> betterMeasured() {
		return RULES.stream().filter((rule) -> rule.basis() == Basis.TEXT_IN_PART).map(LintRule::name).toList();
	}

	/**
	 * Checks a revision.
	 * @param examined the revision and what it does
	 * @param ignored the rules that are not applied
	 * @return what they say
	 */
	public static Checked check(Examined examined, Collection<String> ignored) {
		Ignores ignores = Ignores.read(examined);
		Checked checked = apply(examined, ignores, ignored);
		return examined.live().equals(LiveTables.NONE) ? checked
				: checked.comparedWith(apply(examined.withLargeTables(), ignores, ignored));
	}

	private static Checked apply(Examined examined, Ignores ignores, Collection<String> ignored) {
		Findings findings = new Findings(examined.revision());
		List<LintRule> rules = RULES.stream()
			.filter((rule) -> !ignored.contains(rule.name())
					&& (examined.isMeasured() || isWritten(rule) || rule.basis() == Basis.STATISTICS))
			.toList();
		for (LintRule rule : rules) {
			findings.of(rule);
			rule.check(examined, findings);
		}
		Checked checked = ignores.applied(findings.list(), rules.stream()
			.filter((rule) -> rule.basis() == Basis.TEXT || (examined.isMeasured() && rule.basis() != Basis.STATISTICS))
			.map(LintRule::name)
			.toList());
		return new Checked(checked.findings()
			.stream()
			.filter((finding) -> !ignored.contains(finding.rule()))
			.sorted(Comparator.comparingInt(LintFinding::line))
			.toList(), checked.ignored(), 0);
	}

}
