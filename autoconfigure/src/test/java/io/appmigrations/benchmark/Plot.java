package io.appmigrations.benchmark;

import java.util.List;
import java.util.Locale;

/**
 * A bar for the median of each case, from the fastest to the slowest round a line: one
 * file without anything else, readable on light and dark pages.
 */
final class Plot {

	private static final int LEFT = 300;

	private static final int WIDTH = 380;

	private static final int ROW = 24;

	private Plot() {
	}

	static String of(Results results) {
		double most = results.costs().values().stream().flatMap(List::stream).mapToDouble(Cost::millis).max().orElse(1);
		int height = ROW * results.costs().size() + 12;
		StringBuilder svg = new StringBuilder(
				"""
						<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 %1$s" width="780" height="%1$s" role="img">
						<title>Median time of each case, and its fastest and slowest round</title>
						<style>text{font:13px system-ui,sans-serif;fill:#57606a}.own{fill:#2da44e}.other{fill:#8c959f}.range{stroke:#cf222e;stroke-width:2}
						@media (prefers-color-scheme:dark){text{fill:#9198a1}.own{fill:#3fb950}.other{fill:#656c76}.range{stroke:#f85149}}</style>
						"""
					.formatted(height));
		int y = 6;
		for (String name : results.costs().keySet()) {
			double[] all = results.costs().get(name).stream().mapToDouble(Cost::millis).sorted().toArray();
			double median = results.millis(name);
			svg.append(String.format(Locale.ROOT, """
					<text x="%d" y="%d" text-anchor="end">%s</text>
					<rect class="%s" x="%d" y="%d" width="%.1f" height="16"/>
					<line class="range" x1="%.1f" x2="%.1f" y1="%d" y2="%d"/>
					<text x="%.1f" y="%d">%s</text>
					""", LEFT - 8, y + 13, escape(name),
					name.startsWith(Tool.APP_MIGRATIONS.toString()) ? "own" : "other", LEFT, y, WIDTH * median / most,
					LEFT + WIDTH * all[0] / most, LEFT + WIDTH * all[all.length - 1] / most, y + 8, y + 8,
					LEFT + WIDTH * all[all.length - 1] / most + 6, y + 13, Page.millis(median)));
			y += ROW;
		}
		return svg.append("</svg>\n").toString();
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;");
	}

}
