package io.appmigrations.internal.lint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.IgnoredFinding;
import io.appmigrations.LintFinding;
import io.appmigrations.LintFinding.Level;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SectionReader;
import io.appmigrations.internal.script.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The findings that a revision wants to be ignored: {@code -- lint:ignore RULE reason} in
 * its header, or before a statement of its upgrade.
 */
final class Ignores {

	/** The name of the rule about ignoring itself. */
	static final String RULE = "ignore";

	private static final Pattern IGNORE = Pattern
		.compile("(?m)^[ \\t]*--[ \\t]*lint:ignore(?:[ \\t]+(?<rule>\\S+)(?:[ \\t]+(?<reason>\\S.*))?)?[ \\t]*$");

	private static final Pattern MARKER = Pattern.compile("[ \\t]*--[ \\t]*migrate:.*");

	private final Examined examined;

	private final List<Ignore> ignores = new ArrayList<>();

	private Ignores(Examined examined) {
		this.examined = examined;
	}

	static Ignores read(Examined examined) {
		Ignores ignores = new Ignores(examined);
		Section section = examined.section();
		try (BufferedReader header = new BufferedReader(
				new InputStreamReader(section.file().getInputStream(), StandardCharsets.UTF_8))) {
			int number = 1;
			for (String line = header.readLine(); line != null
					&& !MARKER.matcher(line).matches(); line = header.readLine()) {
				ignores.add(line, number++, null);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		try (SectionReader statements = section.open()) {
			for (SqlStatement next = statements.next(); next != null; next = statements.next()) {
				ignores.add(statements.comments(), next.line(), next.line());
			}
		}
		return ignores;
	}

	private void add(String comments, int line, @Nullable Integer statement) {
		Matcher matcher = IGNORE.matcher(comments);
		while (matcher.find()) {
			this.ignores.add(new Ignore(matcher.group("rule"), matcher.group("reason"), line, statement));
		}
	}

	/**
	 * Leaves out what is ignored, and adds what is wrong with the ignoring.
	 * @param found what the rules have found
	 * @param rules the rules that have found all there is
	 */
	Checked applied(List<LintFinding> found, List<String> rules) {
		List<LintFinding> left = new ArrayList<>(found);
		List<IgnoredFinding> ignored = new ArrayList<>();
		for (Ignore ignore : this.ignores) {
			if (ignore.rule() == null) {
				left.add(finding(ignore, "It does not name a rule."));
			}
			else if (!Linter.rules().contains(ignore.rule())) {
				left.add(finding(ignore, "There is no rule '%s'.".formatted(ignore.rule())));
			}
			else if (ignore.reason() == null) {
				left.add(finding(ignore, "A reason is required to ignore a finding."));
			}
			else if (found.stream().noneMatch(ignore::covers)) {
				if (rules.contains(ignore.rule()) && isMeasured(ignore)) {
					left.add(finding(ignore, "There is no finding of %s to ignore.".formatted(ignore.rule())));
				}
			}
			else {
				left.stream()
					.filter(ignore::covers)
					.forEach((finding) -> ignored.add(new IgnoredFinding(finding, ignore.reason())));
				left.removeIf(ignore::covers);
			}
		}
		return new Checked(left, ignored, 0);
	}

	/** What stands behind a statement that fails may have findings once it does not. */
	private boolean isMeasured(Ignore ignore) {
		return this.examined.measured().refusal() == null || (ignore.statement() != null
				&& this.examined.facts().stream().anyMatch((facts) -> facts.statement().line() == ignore.statement()));
	}

	private LintFinding finding(Ignore ignore, String message) {
		return new LintFinding(RULE, Level.WARNING, this.examined.revision().revision().id(),
				this.examined.revision().revision().path(), ignore.line(), null, message,
				"-- lint:ignore RULE why it does no harm here");
	}

	/**
	 * One of them.
	 *
	 * @param rule the rule, or {@code null} where none is named
	 * @param reason why, or {@code null} where nobody says
	 * @param line the line, or that of the statement behind it
	 * @param statement the line of the statement, or {@code null} for all of the revision
	 */
	private record Ignore(@Nullable String rule, @Nullable String reason, int line, @Nullable Integer statement) {

		boolean covers(LintFinding finding) {
			return finding.rule().equals(this.rule) && (this.statement == null || this.statement == finding.line());
		}

	}

}
