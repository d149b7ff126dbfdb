package io.appmigrations.internal.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.ErrorCode;
import io.appmigrations.Finding;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.engine.HistoryOverview;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HistoryPage}.
 */
class HistoryPageTests {

	private static String element(String page, String pattern) {
		Matcher element = Pattern.compile(pattern, Pattern.DOTALL).matcher(page);
		assertThat(element.find()).as(pattern).isTrue();
		return element.group(1);
	}

	private static Map<String, Object> data(String page) {
		return JsonParserFactory.getJsonParser()
			.parseMap(element(page, "<script type=\"application/json\" id=\"data\">(.*?)</script"));
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> objects(Map<String, Object> data, String name) {
		return (List<Map<String, Object>>) Objects.requireNonNull(data.get(name));
	}

	private static String digest(String text) throws Exception {
		return "'sha256-%s'".formatted(Base64.getEncoder()
			.encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "</script><script>alert(1)</script>", "<script>alert(1)</script>", "<!--<script>", "-->",
			"]]>", "<img src=x onerror=alert(1)>", "</SCRIPT >", "\"},{\"a\":\"", "\\\"\\u003c/script>",
			"' \" ` ${x} $1 \\", "line\u2028separator\u2029s", "\ud800 half of a pair", "\ud83d\ude00 whole",
			"&lt;b&gt; &amp;", "{{script}} {{data}}", "tab\t bell\u0007 null\0 escape\u001b", "javascript:alert(1)" })
	void messageIsDataWhateverItSays(String message) {
		String page = HistoryPage.whole(Histories.of(Histories.revision("a1", message, List.of(), "select 1")));
		assertThat(objects(data(page), "revisions")).singleElement()
			.extracting((revision) -> revision.get("message"))
			.isEqualTo(message);
		String data = element(page, "id=\"data\">(.*?)</script>\n<script>");
		assertThat(data).doesNotContain("<", ">", "&", "\u2028", "\u2029");
		assertThat(page.split("(?i)<script", -1)).hasSize(3);
		assertThat(page.split("(?i)</script", -1)).hasSize(3);
	}

	@Test
	void nameOfTheApplicationIsTextInTheTitle() {
		HistoryOverview overview = Histories.of();
		assertThat(HistoryPage.whole(new HistoryOverview("</title><script>", null, List.of(), List.of(),
				overview.current(), Map.of(), List.of(), Map.of(), null)))
			.contains("<title>&lt;/title&gt;&lt;script&gt;: migration history</title>");
	}

	@Test
	void policyAllowsTheOwnScriptAndStyleByTheirDigestsAndNothingElse() throws Exception {
		String page = HistoryPage.whole(Histories.of());
		String policy = element(page, "http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"");
		assertThat(policy).isEqualTo(("default-src 'none'; script-src %s; style-src %s; base-uri 'none'; "
				+ "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'")
			.formatted(digest(element(page, "</script>\n<script>(.*?)</script>")),
					digest(element(page, "<style>(.*?)</style>"))));
		assertThat(page.indexOf("Content-Security-Policy")).isLessThan(page.indexOf("<style"));
	}

	@Test
	void loadsNothing() {
		assertThat(HistoryPage.whole(Histories.of())).doesNotContain(" src=", "<link", "@import", "url(", "https:",
				"fetch(", "XMLHttpRequest", "innerHTML", " style=", " onclick");
	}

	@Test
	void saysWhatIsKnown() {
		Map<String, Object> data = data(HistoryPage.whole(Histories.sample()));
		assertThat(data).containsEntry("asked", true)
			.containsEntry("current", List.of("874345651777", "f02c7710de5a"))
			.containsEntry("heads", List.of("3c9a1f0be277"))
			.containsEntry("pending", List.of("b81e44c0a9d3", "3c9a1f0be277"))
			.containsEntry("server", "localhost:5432/orders as orders_ddl");
		Map<String, Object> backfill = objects(data, "revisions").stream()
			.filter((revision) -> "1f0c6e0d4a7b".equals(revision.get("revision")))
			.findFirst()
			.orElseThrow();
		assertThat(backfill).containsEntry("applied", true).containsEntry("current", false);
		assertThat(backfill.get("run")).asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsEntry("millis", 184_200)
			.containsEntry("login", "orders_ddl");
	}

	@Test
	void discreetPageNamesNoServerAndQuotesNoSql() {
		HistoryOverview sample = Histories.sample();
		Finding finding = new Finding(Finding.Kind.EDITED, "a1", "Revision a1 was edited (a1.sql):\n  create index",
				"");
		HistoryOverview withoutSql = new HistoryOverview(sample.application(), sample.server(), sample.revisions(),
				sample.heads(), sample.current(), sample.runs(), List.of(finding), Map.of(), null);
		String page = HistoryPage.discreet(withoutSql, List.of("add column public.users.email"));
		assertThat(page).contains("add column public.users.email").doesNotContain("localhost:5432");
		assertThat(objects(data(page), "findings")).singleElement()
			.extracting((each) -> each.get("message"))
			.isEqualTo("Revision a1 was edited (a1.sql)");
		assertThat(objects(data(page), "revisions")).noneMatch((revision) -> revision.containsKey("upgrade"));
	}

	@Test
	void databaseThatCannotBeReadHasOnlyItsErrorCode() {
		String page = HistoryPage.discreet(failed(null), List.of());
		assertThat(data(page)).containsEntry("error", "connection_failed").containsEntry("asked", false);
		assertThat(page).doesNotContain("secret");
	}

	private static HistoryOverview failed(@Nullable CurrentRevisions current) {
		return new HistoryOverview(null, null, Histories.sample().revisions(), List.of(), current, Map.of(), List.of(),
				Map.of(), new MigrationException(ErrorCode.CONNECTION_FAILED, "secret", null));
	}

	@Test
	void tenantsHaveAStateEach() {
		CurrentRevisions one = new CurrentRevisions(List.of("a1"), List.of("b2"), List.of("b2"), List.of(), List.of(),
				null);
		CurrentRevisions all = new CurrentRevisions(List.of("a1"), List.of("b2"), List.of("b2"), List.of(), List.of(),
				Map.of("one", one));
		HistoryOverview overview = new HistoryOverview(null, null, List.of(), List.of("b2"), all, Map.of(), List.of(),
				Map.of(), null);
		assertThat(objects(data(HistoryPage.discreet(overview, List.of())), "tenants")).singleElement()
			.satisfies((tenant) -> assertThat(tenant).containsEntry("schema", "one")
				.containsEntry("current", List.of("a1"))
				.containsEntry("pending", List.of("b2")));
	}

}
