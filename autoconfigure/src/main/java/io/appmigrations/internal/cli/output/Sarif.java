package io.appmigrations.internal.cli.output;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.appmigrations.IgnoredFinding;
import io.appmigrations.LintFinding;
import io.appmigrations.LintReport;
import io.appmigrations.internal.lint.RulePage;

/**
 * Findings in the Static Analysis Results Interchange Format (OASIS, SARIF 2.1.0).
 */
public final class Sarif {

	private static final String SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

	private final UnaryOperator<String> places;

	private final List<RulePage> rules = RulePage.all();

	private final List<String> names = this.rules.stream().map(RulePage::name).toList();

	private Sarif(UnaryOperator<String> places) {
		this.places = places;
	}

	/**
	 * Writes a report.
	 * @param places makes of a revision's path a path in the repository
	 */
	public static Map<String, Object> of(LintReport report, UnaryOperator<String> places) {
		return new Sarif(places).log(report);
	}

	private Map<String, Object> log(LintReport report) {
		List<Map<String, Object>> results = new ArrayList<>();
		report.findings().forEach((finding) -> results.add(result(finding)));
		report.ignored().forEach((ignored) -> results.add(suppressed(ignored)));
		Map<String, Object> invocation = new LinkedHashMap<>();
		invocation.put("executionSuccessful", true);
		invocation.put("toolExecutionNotifications",
				LintText.left(report).stream().map((left) -> ordered("level", "note", "message", text(left))).toList());
		Map<String, Object> driver = new LinkedHashMap<>();
		driver.put("name", "App Migrations");
		String version = Sarif.class.getPackage().getImplementationVersion();
		if (version != null) {
			driver.put("version", version);
		}
		driver.put("rules", this.rules.stream().map(Sarif::rule).toList());
		Map<String, Object> run = ordered("tool", Map.of("driver", driver), "invocations", List.of(invocation));
		run.put("columnKind", "utf16CodeUnits");
		run.put("results", results);
		Map<String, Object> log = ordered("$schema", SCHEMA, "version", "2.1.0");
		log.put("runs", List.of(run));
		return log;
	}

	private static Map<String, Object> rule(RulePage page) {
		Map<String, Object> rule = ordered("id", page.name(), "shortDescription", text(page.summary()));
		rule.put("fullDescription", text(page.description()));
		rule.put("help", ordered("text", page.description(), "markdown", page.markdown()));
		rule.put("defaultConfiguration", Map.of("level", page.level().toString()));
		return rule;
	}

	private Map<String, Object> result(LintFinding finding) {
		Map<String, Object> result = ordered("ruleId", finding.rule(), "ruleIndex", this.names.indexOf(finding.rule()));
		result.put("level", finding.level().toString());
		result.put("message", text(LintText.message(finding)));
		Map<String, Object> file = Map.of("uri", uri(this.places.apply(finding.path())));
		result.put("locations", List.of(Map.of("physicalLocation",
				ordered("artifactLocation", file, "region", Map.of("startLine", finding.line())))));
		result.put("properties", Map.of("revision", finding.revision()));
		return result;
	}

	private Map<String, Object> suppressed(IgnoredFinding ignored) {
		Map<String, Object> result = result(ignored.finding());
		result.put("suppressions",
				List.of(ordered("kind", "inSource", "justification", Text.printable(ignored.reason()))));
		return result;
	}

	private static Map<String, Object> text(String text) {
		return Map.of("text", Text.printable(text));
	}

	/** A name can have any character. */
	private static String uri(String path) {
		try {
			// a colon in the first part of a relative one would be a scheme's
			return path.startsWith("/") ? new URI("file", "", path, null).toASCIIString()
					: new URI(null, null, "/" + path, null).toASCIIString().substring(1);
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException("Not a path: " + path, ex);
		}
	}

	private static Map<String, Object> ordered(String first, Object one, String second, Object other) {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put(first, one);
		map.put(second, other);
		return map;
	}

}
