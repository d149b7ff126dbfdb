package io.appmigrations.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.Revision;
import io.appmigrations.Step;
import io.appmigrations.StepResult;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares docs/grafana-dashboard.json and the table of docs/observability.md with what
 * Prometheus scrapes of {@link MigrationMeters}.
 */
class GrafanaDashboardTests {

	private static final Pattern SAMPLE = Pattern.compile("(?m)^(app_migrations_\\w+)(?:\\{(.*)})? \\S+$");

	private static final Pattern SELECTOR = Pattern.compile("(app_\\w+)(?:\\{([^}]*)})?");

	private static final Pattern MATCHER = Pattern.compile("(\\w+)(=|=~|!=|!~)\"([^\"]*)\"");

	private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");

	private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

	private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");

	private static final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	/** The values of each label of each metric. */
	private static final Map<String, Map<String, Set<String>>> scraped = new TreeMap<>();

	@BeforeAll
	static void scrape() {
		MigrationMeters meters = new MigrationMeters(List.of("orders", "billing"));
		meters.bindTo(registry);
		for (String database : List.of("orders", "billing")) {
			MigrationListener listener = meters.forInstance(database);
			listener.lockWaited(Duration.ofMillis(3));
			for (Direction direction : Direction.values()) {
				Step step = new Step(direction, new Revision("a1", List.of(), List.of(), List.of(), "", null, "a1.sql"),
						Set.of(), Set.of("a1"));
				listener.beforePlan(List.of(step, step));
				listener.beforeRevision(step);
				listener.afterRevision(new StepResult(step, 12));
				listener.beforeRevision(step);
				listener.retrying(step, 2);
				listener.revisionFailed(step, new MigrationException(ErrorCode.STATEMENT_FAILED, "failed", null));
			}
		}
		SAMPLE.matcher(registry.scrape()).results().forEach((sample) -> {
			Map<String, Set<String>> labels = scraped.computeIfAbsent(sample.group(1), (name) -> new TreeMap<>());
			matchers(sample.group(2)).forEach((label) -> {
				// Prometheus adds these, and renames others of the same names
				assertThat(label.group(1)).isNotIn("job", "instance");
				labels.computeIfAbsent(label.group(1), (absent) -> new TreeSet<>()).add(label.group(3));
			});
			labels.put("job", Set.of());
			labels.put("instance", Set.of());
		});
	}

	@Test
	void queriesAskForWhatIsScraped() throws IOException {
		List<String> errors = new ArrayList<>();
		Set<String> asked = new TreeSet<>();
		for (Map<String, Object> panel : maps(dashboard(), "panels")) {
			for (Map<String, Object> target : maps(panel, "targets")) {
				String query = text(target, "expr");
				Set<String> metrics = metrics(query, errors);
				asked.addAll(metrics);
				Set<String> grouping = found(GROUPING, query).flatMap((labels) -> Stream.of(labels.split(", ")))
					.collect(Collectors.toSet());
				metrics.forEach((metric) -> errors(grouping, labels(metric), query, errors));
				String legend = text(target, "legendFormat");
				errors(found(LEGEND, legend).toList(), grouping, query + " has the legend " + legend, errors);
			}
		}
		assertThat(errors).isEmpty();
		assertThat(families(asked)).isEqualTo(families(scraped.keySet()));
	}

	@Test
	void variablesAreLabelsOfWhatIsScraped() throws IOException {
		List<String> errors = new ArrayList<>();
		List<String> variables = new ArrayList<>();
		for (Map<String, Object> variable : maps(map(dashboard(), "templating"), "list")) {
			if (text(variable, "type").equals("query")) {
				variables.add(text(variable, "name"));
				Matcher query = LABEL_VALUES.matcher(text(variable, "definition"));
				assertThat(query.matches()).as(text(variable, "definition")).isTrue();
				assertThat(text(map(variable, "query"), "query")).isEqualTo(query.group());
				metrics(query.group(1), errors)
					.forEach((metric) -> errors(List.of(query.group(2)), labels(metric), query.group(), errors));
			}
		}
		assertThat(errors).isEmpty();
		assertThat(variables).containsExactly("job", "database");
	}

	@Test
	void metersAreDocumented() throws IOException {
		String page = Files.readString(Path.of("../docs/observability.md"));
		Set<String> documented = Pattern.compile("(?m)^\\| `(app\\.migrations\\.[a-z.]+)` \\| (\\w+) \\|")
			.matcher(page)
			.results()
			.map((row) -> row.group(1) + " " + row.group(2))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(documented).isEqualTo(registry.getMeters()
			.stream()
			.map((meter) -> meter.getId().getName() + " " + meter.getId().getType().name().toLowerCase(Locale.ROOT))
			.collect(Collectors.toCollection(TreeSet::new)));
	}

	private static Set<String> metrics(String query, List<String> errors) {
		Set<String> metrics = new TreeSet<>();
		SELECTOR.matcher(query).results().forEach((selector) -> {
			String metric = selector.group(1);
			metrics.add(metric);
			Map<String, Set<String>> labels = scraped.getOrDefault(metric, Map.of());
			if (labels.isEmpty()) {
				errors.add(metric + " is not scraped: " + query);
			}
			for (MatchResult matcher : matchers(selector.group(2))) {
				Set<String> values = labels.getOrDefault(matcher.group(1), Set.of());
				if (!labels.containsKey(matcher.group(1))
						|| (matcher.group(2).equals("=") && !values.contains(matcher.group(3)))) {
					errors.add(matcher.group() + " matches nothing: " + query);
				}
			}
		});
		return metrics;
	}

	private static Set<String> labels(String metric) {
		return scraped.getOrDefault(metric, Map.of()).keySet();
	}

	private static void errors(Collection<String> labels, Set<String> present, String text, List<String> errors) {
		labels.stream()
			.filter((label) -> !present.contains(label))
			.forEach((label) -> errors.add(label + " is not a label: " + text));
	}

	private static List<MatchResult> matchers(@Nullable String labels) {
		return (labels != null) ? MATCHER.matcher(labels).results().toList() : List.of();
	}

	private static Stream<String> found(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((found) -> found.group(1));
	}

	/** A timer has a count, a sum and a maximum. */
	private static Set<String> families(Set<String> metrics) {
		return metrics.stream()
			.map((metric) -> metric.replaceFirst("_(count|sum|max)$", ""))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Map<String, Object> dashboard() throws IOException {
		return JsonParserFactory.getJsonParser().parseMap(Files.readString(Path.of("../docs/grafana-dashboard.json")));
	}

	private static String text(Map<String, Object> node, String name) {
		return Objects.requireNonNull(node.get(name), name).toString();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Map<String, Object> node, String name) {
		return (Map<String, Object>) Objects.requireNonNull(node.get(name), name);
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> maps(Map<String, Object> node, String name) {
		return (List<Map<String, Object>>) Objects.requireNonNull(node.get(name), name);
	}

}
