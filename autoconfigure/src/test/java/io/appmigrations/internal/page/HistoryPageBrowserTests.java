package io.appmigrations.internal.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.Direction;
import io.appmigrations.UnfinishedRevision;
import io.appmigrations.internal.engine.HistoryOverview;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What {@link HistoryPage} does in a browser. With {@code -Dhistory.picture}, the picture
 * of the README is made anew.
 */
class HistoryPageBrowserTests {

	private static final Path PICTURE = Path.of("..", "docs", "history.png");

	private static final int MAX_PICTURE = 150_000;

	/** The worst contrast of a text with what is behind it (WCAG 2.2, 1.4.3). */
	private static final String CONTRAST = """
			(() => {
			  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
			  const luminance = (colour) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
			    const part = colour[i] / 255;
			    return sum + weight * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
			  }, 0);
			  const behind = (element) => {
			    for (let at = element; at; at = at.parentElement) {
			      const colour = parse(getComputedStyle(at).backgroundColor);
			      if (colour.length === 3 || colour[3] === 1) {
			        return colour;
			      }
			    }
			    throw new Error("no background");
			  };
			  const texts = [...document.querySelectorAll("body *")].filter((element) =>
			    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
			    && !element.closest("script, style, noscript") && element.checkVisibility());
			  return texts.map((element) => {
			    const style = getComputedStyle(element);
			    const [one, other] = [luminance(parse(style.color)), luminance(behind(element))].sort((a, b) => b - a);
			    return (one + 0.05) / (other + 0.05) * Number(style.opacity === "1" ? 1 : style.opacity);
			  }).reduce((worst, next) => Math.min(worst, next), 21);
			})()""";

	private static final String FOCUSED = """
			(() => {
			  const focused = document.activeElement;
			  const style = getComputedStyle(focused.matches("#filter input") ? focused.parentElement : focused);
			  return [focused.id || focused.className || focused.getAttribute("href") || focused.value,
			    style.outlineStyle, parseFloat(style.outlineWidth) >= 2].join(" ");
			})()""";

	/** Lets {@code work()} say what has changed since the last call. */
	private static final String WATCH = """
			(() => {
			  const list = document.getElementById("revisions");
			  const records = [];
			  const observer = new MutationObserver((more) => records.push(...more));
			  observer.observe(list, { subtree: true, childList: true, attributes: true, attributeFilter: ["tabindex"] });
			  window.work = () => {
			    const all = records.splice(0).concat(observer.takeRecords());
			    return { list: all.filter((one) => one.type === "childList" && !one.target.matches(".revision")).length,
			      attributes: all.filter((one) => one.type === "attributes").length };
			  };
			  return 0;
			})()""";

	/**
	 * The revisions of which two of duration, day and id cover each other, or the id is
	 * cut.
	 */
	private static final String OVERLAPPING = """
			[...document.querySelectorAll(".head")].filter((head) => {
			  const [millis, when, id] = [".millis", ".when", ".id"].map((part) => head.querySelector(part));
			  return millis && (millis.getBoundingClientRect().right > when.getBoundingClientRect().left
			    || id.scrollWidth > id.clientWidth);
			}).map((head) => head.textContent).join(" / ")""";

	private static @Nullable Chromium chromium;

	@TempDir
	private static @Nullable Path folder;

	@BeforeAll
	static void start() throws Exception {
		assumeTrue(Chromium.isInstalled() || "true".equals(System.getenv("CI")),
				"The package chromium is not installed");
		chromium = new Chromium(Objects.requireNonNull(folder));
	}

	@AfterAll
	static void stop() throws IOException {
		if (chromium != null) {
			chromium.close();
		}
	}

	@AfterEach
	void nothingIsBlockedOrFails() {
		assertThat(browser().complaints()).isEmpty();
	}

	private static Chromium browser() {
		return Objects.requireNonNull(chromium);
	}

	private static void open(HistoryOverview overview, String fragment) throws IOException {
		Path file = Files.writeString(Files.createTempFile(folder, "history", ".html"), HistoryPage.whole(overview));
		browser().open(file.toUri() + fragment);
	}

	private static Object evaluate(String expression) {
		return Objects.requireNonNull(browser().evaluate(expression));
	}

	private static List<String> focusedAfter(String key, int times) {
		List<String> focused = new ArrayList<>();
		for (int i = 0; i < times; i++) {
			browser().press(key);
			focused.add(String.valueOf(evaluate(FOCUSED)));
		}
		return focused;
	}

	@ParameterizedTest
	@CsvSource({ "400, light", "400, dark", "1280, light", "1280, dark" })
	void fitsIntoTheWindowAndCanBeRead(int width, String colours) throws IOException {
		browser().window(width, 900, colours);
		open(Histories.of(Histories.revision("w".repeat(64), "m".repeat(300), List.of("b".repeat(64)), "s".repeat(900)),
				Histories.revision("b".repeat(64), "two\nlines", List.of(), "select 1")), "");
		evaluate("document.querySelectorAll('.head').forEach((head) => head.click()) || 0");
		assertThat(evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
		open(Histories.sample(), "#r-e1a55c02b3f4");
		assertThat(evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
		assertThat(evaluate("getComputedStyle(document.documentElement).backgroundColor"))
			.isEqualTo(colours.equals("dark") ? "rgb(20, 23, 26)" : "rgb(252, 252, 250)");
		assertThat(((Number) evaluate(CONTRAST)).doubleValue()).isGreaterThanOrEqualTo(4.5);
	}

	@Test
	void everythingIsReachedByTheKeyboardAndShowsTheFocus() throws IOException {
		browser().window(1280, 900, "light");
		open(Histories.sample(), "");
		assertThat(focusedAfter("Tab", 8)).containsExactly("skip solid true", "id solid true", "id solid true",
				"id solid true", "id solid true", "search solid true", "all solid true", "head solid true");
		assertThat(focusedAfter("Shift+Tab", 1)).containsExactly("all solid true");
		browser().press("Tab");
		String place = "document.activeElement.parentElement.id + ' ' + document.activeElement.ariaExpanded";
		assertThat(evaluate(place)).isEqualTo("r-3c9a1f0be277 false");
		browser().press("ArrowDown", "ArrowDown", "Enter");
		assertThat(evaluate(place)).isEqualTo("r-874345651777 true");
		browser().press("End");
		assertThat(evaluate(place)).isEqualTo("r-ae10279b3d5f false");
		browser().press("Home");
		assertThat(evaluate(place)).isEqualTo("r-3c9a1f0be277 false");
		browser().press("/");
		assertThat(evaluate("document.activeElement.id")).isEqualTo("search");
	}

	@Test
	void screenReaderHearsWhatIsSeen() throws IOException {
		browser().window(1280, 900, "light");
		open(Histories.sample(), "");
		assertThat(browser().accessible())
			.contains("heading: Migration history", "heading: Revisions", "searchbox: Search revisions",
					"radio: All 10", "radio: Pending 2", "list: Revisions, newest first", "link: 874345651777")
			.anyMatch((node) -> node.matches("button: invoice numbers are unique per year database is here "
					+ "took 38 ms applied 22 Nov 2026 f02c7710de5a"))
			.anyMatch((node) -> node.startsWith("button: index orders by customer and date pending"))
			.noneMatch((node) -> node.matches("(?:image|img|Svg\\w*): .*"));
	}

	@Test
	void searchAndFilterLeaveWhatMatches() throws IOException {
		browser().window(1280, 900, "light");
		open(Histories.sample(), "");
		String visible = "[...document.querySelectorAll('.revision')].map((row) => row.id).join(' ')"
				+ " + ' / ' + document.getElementById('count').textContent";
		browser().press("/");
		browser().type("ORDERS search");
		assertThat(evaluate(visible)).isEqualTo("r-1f0c6e0d4a7b r-9b1c7f1f0c11 / 2 of 10 revisions");
		browser().press("Enter");
		assertThat(evaluate("document.activeElement.parentElement.id")).isEqualTo("r-1f0c6e0d4a7b");
		browser().press("/", "Escape");
		browser().type("numeric(12");
		assertThat(evaluate(visible)).isEqualTo("r-e1a55c02b3f4 / 1 of 10 revisions");
		browser().press("Escape");
		evaluate("document.querySelector('[value=pending]').click() || 0");
		assertThat(evaluate(visible)).isEqualTo("r-3c9a1f0be277 r-b81e44c0a9d3 / 2 of 10 revisions");
		browser().press("/");
		browser().type("nothing like this");
		assertThat(evaluate("document.getElementById('none').checkVisibility()")).isEqualTo(true);
		evaluate("new Promise((done) => { addEventListener('hashchange', () => setTimeout(done, 0, 0));"
				+ " document.querySelector('#facts a').click(); })");
		assertThat(evaluate(visible)).asString().endsWith("/ 10 revisions");
	}

	@Test
	void messagesAndScriptsAreShownAsTheyAre() throws IOException {
		String hostile = "</script><script>window.hurt = 1</script><img src=x onerror=\"window.hurt = 2\">"
				+ "<!--<script>\u2028 ${1} {{data}} \" ' \\";
		browser().window(1280, 900, "light");
		open(Histories.of(Histories.revision("a1", hostile, List.of(), hostile)), "#r-a1");
		assertThat(evaluate("document.querySelector('.title .text').textContent")).isEqualTo(hostile);
		assertThat(evaluate("document.querySelector('#d-a1 pre').textContent")).isEqualTo(hostile);
		assertThat(evaluate("typeof window.hurt + document.images.length + document.scripts.length"))
			.isEqualTo("undefined02");
	}

	@Test
	void verdictOverTenantsIsThatOfTheWorst() throws IOException {
		browser().window(1280, 900, "light");
		UnfinishedRevision half = new UnfinishedRevision("b2", Direction.UPGRADE, 1, 0);
		CurrentRevisions done = tenant(List.of(), List.of(), List.of());
		CurrentRevisions behind = tenant(List.of("b2"), List.of(), List.of());
		CurrentRevisions ahead = tenant(List.of(), List.of("c3"), List.of());
		CurrentRevisions unfinished = tenant(List.of("b2"), List.of(), List.of(half));
		assertThat(verdict(done)).isEqualTo("verdict done: 1 tenant has all revisions of this build");
		assertThat(verdict(done, behind)).isEqualTo("verdict wait: 1 of 2 tenants are behind this build");
		assertThat(verdict(done, ahead, behind))
			.isEqualTo("verdict wait: 1 of 3 tenants have revisions that this build does not have");
		assertThat(verdict(ahead, unfinished))
			.isEqualTo("verdict bad: 1 of 2 tenants have a revision that is done in part");
		assertThat(String.valueOf(evaluate("document.getElementById('tenant-list').textContent")))
			.contains("unknown: c3", "b2: upgrade unfinished");
	}

	private static CurrentRevisions tenant(List<String> pending, List<String> unknown,
			List<UnfinishedRevision> unfinished) {
		return new CurrentRevisions(List.of("a1"), List.of("b2"), pending, unknown, unfinished, null);
	}

	private static Object verdict(CurrentRevisions... tenants) throws IOException {
		Map<String, CurrentRevisions> byName = new LinkedHashMap<>();
		for (CurrentRevisions tenant : tenants) {
			byName.put("tenant" + byName.size(), tenant);
		}
		CurrentRevisions all = new CurrentRevisions(List.of(), List.of("b2"), List.of(), List.of(), List.of(), byName);
		open(new HistoryOverview(null, null, List.of(), List.of("b2"), all, Map.of(), List.of(), Map.of(), null), "");
		return evaluate("(({ className, textContent }) => className + ': ' + textContent)"
				+ "(document.getElementById('verdict'))");
	}

	@Test
	void policyKeepsOutWhatIsNotThePagesOwn() throws IOException {
		open(Histories.sample(), "");
		evaluate("document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:65535/x' })) || 0");
		evaluate("document.body.setAttribute('style', 'color: red') || 0");
		assertThat(String.join("\n", browser().complaints())).contains("http://127.0.0.1:65535/x", "style-src");
		assertThat(evaluate("(() => { try { document.body.innerHTML = 'x'; return 'set'; } catch (error) {"
				+ " return error.name; } })()"))
			.isEqualTo("TypeError");
		assertThat(browser().complaints()).isNotEmpty();
	}

	@Test
	void squashedRevisionIsFoundByWhatItReplaces() throws IOException {
		browser().window(400, 900, "light");
		List<String> replaced = IntStream.range(0, 500).mapToObj("%012x"::formatted).toList();
		open(Histories.of(Histories.revision("c3", "on top", List.of("b2"), "select 1"),
				Histories.squash("b2", "schema of 2025", replaced)), "#r-" + replaced.get(7));
		assertThat(evaluate("document.activeElement.parentElement.id + ' ' + document.activeElement.ariaExpanded"))
			.isEqualTo("r-b2 true");
		assertThat(String.valueOf(evaluate("document.activeElement.textContent"))).contains("squashed");
		assertThat(String.valueOf(evaluate("document.querySelector('#d-b2 dl').textContent")))
			.contains("Replaces" + String.join(", ", replaced));
		assertThat(((Number) evaluate("document.querySelectorAll('*').length")).intValue()).isLessThan(150);
		assertThat(evaluate("document.documentElement.scrollWidth")).isEqualTo(400);
		browser().press("/");
		browser().type(replaced.get(499));
		assertThat(evaluate("[...document.querySelectorAll('.revision')].map((row) => row.id).join(' ')"))
			.isEqualTo("r-b2");
	}

	/** Elements and work are counted: times would be those of the machine. */
	@ParameterizedTest
	@CsvSource({ "10, 400", "10, 1280", "300, 400", "300, 1280", "2000, 400", "2000, 1280" })
	void allRevisionsAreThereButNotDrawnAtOnce(int size, int width) throws IOException {
		browser().window(width, 900, "light");
		open(Histories.large(size), "");
		assertThat(number("document.querySelectorAll('.revision').length")).isEqualTo(size);
		assertThat(number("document.querySelectorAll('*').length")).isLessThan(14 * size + 900);
		String drawn = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done("
				+ "[...document.querySelectorAll('.head')].filter((head) => head.checkVisibility({ contentVisibilityAuto: true }))"
				+ ".map((head) => head.parentElement.id)))))";
		assertThat((List<?>) evaluate(drawn)).hasSizeBetween(10, 200);
		assertThat(number("document.querySelectorAll('.graph').length")).isBetween(10, 200);
		evaluate("document.querySelector('.head[tabindex=\"0\"]').focus() || 0");
		evaluate(WATCH);
		browser().press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp");
		assertThat(evaluate("JSON.stringify(work())")).isEqualTo("{\"list\":0,\"attributes\":8}");
		browser().press("/");
		for (String letter : List.of("a", "l", "t", "e", "r")) {
			browser().type(letter);
		}
		// all of them match
		assertThat(evaluate("JSON.stringify(work())")).isEqualTo("{\"list\":0,\"attributes\":0}");
		browser().press("Escape");
		evaluate("document.querySelector('.head[tabindex=\"0\"]').focus() || 0");
		browser().press("End");
		Object last = evaluate("document.querySelector('.chunk:last-child .revision:last-child').id");
		assertThat(evaluate("document.activeElement.parentElement.id")).isEqualTo(last);
		assertThat((List<?>) evaluate(drawn)).hasSizeBetween(10, 200).last().isEqualTo(last);
		assertThat(number("document.querySelectorAll('.graph').length")).isBetween(10, 400);
		assertThat(evaluate(OVERLAPPING)).isEqualTo("");
		assertThat(number("document.documentElement.scrollWidth")).isEqualTo(width);
	}

	private static int number(String expression) {
		return ((Number) evaluate(expression)).intValue();
	}

	@Test
	void pictureOfTheReadmeIsSmall() throws IOException {
		if (System.getProperty("history.picture") != null) {
			browser().window(1120, 880, "light");
			open(Histories.sample(), "");
			Files.write(PICTURE, browser().screenshot());
		}
		assertThat(Files.size(PICTURE)).isLessThan(MAX_PICTURE);
	}

}
