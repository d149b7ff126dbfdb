package io.appmigrations.internal.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.Direction;
import io.appmigrations.Finding;
import io.appmigrations.MigrationException;
import io.appmigrations.RevisionDetails;
import io.appmigrations.internal.database.version.LoggedRun;
import io.appmigrations.internal.engine.HistoryOverview;
import io.appmigrations.internal.engine.HistoryOverview.Script;
import io.appmigrations.internal.engine.HistoryOverview.Scripts;
import io.appmigrations.internal.engine.TenantFailures;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;

/**
 * A history as one HTML file that loads nothing. Its Content Security Policy allows only
 * its own script and style, by their digests. Data is embedded as JSON without a
 * character that could end its element, and the script shows it as text only.
 */
public final class HistoryPage {

	private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");

	/** What means something to a parser of HTML or to an old one of JavaScript. */
	private static final Pattern NOT_PLAIN = Pattern.compile("[<>&\\u2028\\u2029\\ud800-\\udfff]");

	private final HistoryOverview overview;

	private final List<String> drift;

	private final boolean whole;

	private HistoryPage(HistoryOverview overview, List<String> drift, boolean whole) {
		this.overview = overview;
		this.drift = List.copyOf(drift);
		this.whole = whole;
	}

	/**
	 * Draws everything that is known.
	 * @param overview the history and the database
	 * @return the HTML
	 */
	public static String whole(HistoryOverview overview) {
		return new HistoryPage(overview, List.of(), true).render();
	}

	/**
	 * Draws what whoever may see the state of an application may see: not which server it
	 * uses, and SQL only where it was read.
	 * @param overview the history and the database
	 * @param drift how the schema differs from the model
	 * @return the HTML
	 */
	public static String discreet(HistoryOverview overview, List<String> drift) {
		return new HistoryPage(overview, drift, false).render();
	}

	private String render() {
		String style = resource("page.css");
		String script = resource("page.js");
		String application = this.overview.application();
		Map<String, String> slots = new HashMap<>();
		slots.put("policy",
				("default-src 'none'; script-src %s; style-src %s; base-uri 'none'; form-action 'none'; "
						+ "require-trusted-types-for 'script'; trusted-types 'none'")
					.formatted(digest(script), digest(style)));
		slots.put("title", escaped((application != null) ? application + ": migration history" : "Migration history"));
		slots.put("style", style);
		slots.put("script", script);
		slots.put("data", json(data()));
		return SLOT.matcher(resource("page.html"))
			.replaceAll((slot) -> Matcher.quoteReplacement(Objects.requireNonNull(slots.get(slot.group(1)))));
	}

	private static String resource(String name) {
		try (InputStream in = HistoryPage.class.getResourceAsStream(name)) {
			// the digest must be that of what the browser reads, which knows no \r
			return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8).replace("\r",
					"");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String digest(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return "'sha256-%s'".formatted(Base64.getEncoder().encodeToString(digest));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String escaped(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
	}

	/** These characters are in texts only, where JSON has another way to write them. */
	static String json(Object value) {
		return NOT_PLAIN.matcher(JsonWriter.standard().writeToString(value))
			.replaceAll((found) -> found.group()
				.chars()
				.mapToObj((unit) -> "\\\\u" + HexFormat.of().toHexDigits((char) unit))
				.collect(Collectors.joining()));
	}

	private Map<String, @Nullable Object> data() {
		CurrentRevisions current = this.overview.current();
		MigrationException failure = this.overview.failure();
		Map<String, @Nullable Object> data = new LinkedHashMap<>();
		data.put("made", Instant.now().toString());
		data.put("application", this.overview.application());
		data.put("server", this.whole ? this.overview.server() : null);
		data.put("error", (current == null && failure != null) ? failure.getCode().code() : null);
		data.put("asked", current != null);
		data.put("heads", this.overview.heads());
		data.put("current", (current != null) ? current.current() : List.of());
		data.put("pending", (current != null) ? current.pending() : List.of());
		data.put("unknown", (current != null) ? current.unknown() : List.of());
		data.put("unfinished", unfinished(current));
		data.put("tenants", (current != null) ? tenants(current) : null);
		data.put("findings", this.overview.findings().stream().map(this::finding).toList());
		data.put("drift", this.drift);
		Map<String, RevisionDetails> revisions = byId();
		Lanes lanes = lanes(revisions);
		data.put("lanes", lanes.width());
		data.put("revisions",
				lanes.rows()
					.stream()
					.map((row) -> revision(row, Objects.requireNonNull(revisions.get(row.id()))))
					.toList());
		return data;
	}

	private Map<String, RevisionDetails> byId() {
		Map<String, RevisionDetails> revisions = new LinkedHashMap<>();
		this.overview.revisions().forEach((details) -> revisions.put(details.revision().id(), details));
		return revisions;
	}

	private static Lanes lanes(Map<String, RevisionDetails> revisions) {
		Map<String, List<String>> parents = new LinkedHashMap<>();
		revisions.forEach((id, details) -> parents.put(id,
				details.revision().downRevisions().stream().filter(revisions::containsKey).toList()));
		Set<String> pending = revisions.values()
			.stream()
			.filter((details) -> Boolean.FALSE.equals(details.applied()))
			.map((details) -> details.revision().id())
			.collect(Collectors.toSet());
		return Lanes.of(parents, pending);
	}

	private static List<Map<String, String>> unfinished(@Nullable CurrentRevisions current) {
		return (current != null) ? current.unfinished()
			.stream()
			.map((half) -> Map.of("revision", half.revision(), "direction", half.direction().toString(), "done",
					half.done()))
			.toList() : List.of();
	}

	private @Nullable List<Map<String, @Nullable Object>> tenants(CurrentRevisions current) {
		Map<String, CurrentRevisions> read = current.tenants();
		if (read == null) {
			return null;
		}
		List<Map<String, @Nullable Object>> tenants = new ArrayList<>();
		if (this.overview.failure() instanceof TenantFailures failures) {
			failures.failures().forEach((schema, failure) -> tenants.add(tenant(schema, null, failure)));
		}
		read.forEach((schema, tenant) -> tenants.add(tenant(schema, tenant, null)));
		return tenants;
	}

	private static Map<String, @Nullable Object> tenant(String schema, @Nullable CurrentRevisions current,
			@Nullable MigrationException failure) {
		Map<String, @Nullable Object> tenant = new LinkedHashMap<>();
		tenant.put("schema", schema);
		tenant.put("error", (failure != null) ? failure.getCode().code() : null);
		tenant.put("current", (current != null) ? current.current() : List.of());
		tenant.put("pending", (current != null) ? current.pending() : List.of());
		tenant.put("unknown", (current != null) ? current.unknown() : List.of());
		tenant.put("unfinished", unfinished(current));
		return tenant;
	}

	/** The lines after the first quote SQL. */
	private Map<String, Object> finding(Finding finding) {
		boolean sql = !this.overview.scripts().isEmpty();
		String message = sql ? finding.message()
				: finding.message().lines().findFirst().orElse("").replaceFirst(":$", "");
		return Map.of("kind", finding.kind().name(), "revision", finding.revision(), "message", message, "remedy",
				finding.remedy());
	}

	private Map<String, @Nullable Object> revision(Lanes.Row row, RevisionDetails details) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("revision", row.id());
		json.put("message", details.revision().message());
		json.put("downRevisions", details.revision().downRevisions());
		json.put("dependsOn", details.revision().dependsOn());
		json.put("replaces", details.revision().replaces());
		json.put("children", details.children());
		json.put("labels", details.revision().branchLabels());
		json.put("branches", details.branchLabels());
		json.put("created", text(details.revision().created()));
		json.put("path", details.revision().path());
		json.put("applied", details.applied());
		json.put("current", Boolean.TRUE.equals(details.current()));
		json.put("appliedAt", text(details.appliedAt()));
		json.put("head", details.head());
		json.put("run", Boolean.TRUE.equals(details.applied()) ? run(this.overview.runs().get(row.id())) : null);
		Scripts scripts = this.overview.scripts().get(row.id());
		if (scripts != null) {
			for (Direction direction : Direction.values()) {
				json.put(direction.toString(), script(scripts.of(direction)));
			}
		}
		json.put("lane", row.lane());
		json.put("above", edges(row.above()));
		json.put("below", edges(row.below()));
		json.put("passing", edges(row.passing()));
		return json;
	}

	private static @Nullable String text(@Nullable Instant instant) {
		return (instant != null) ? instant.toString() : null;
	}

	private static @Nullable Map<String, @Nullable Object> run(@Nullable LoggedRun run) {
		if (run == null) {
			return null;
		}
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("outcome", run.outcome());
		json.put("millis", run.millis());
		json.put("login", run.login());
		json.put("host", run.host());
		json.put("application", run.application());
		json.put("applicationVersion", run.applicationVersion());
		return json;
	}

	private static Map<String, @Nullable Object> script(Script script) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("options", script.options());
		json.put("text", script.text());
		json.put("note", script.note());
		return json;
	}

	private static List<List<Integer>> edges(List<Lanes.Edge> edges) {
		return edges.stream().map((edge) -> List.of(edge.lane(), edge.pending() ? 1 : 0)).toList();
	}

}
