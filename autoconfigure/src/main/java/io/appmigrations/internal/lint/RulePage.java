package io.appmigrations.internal.lint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.appmigrations.LintFinding.Level;

/**
 * What docs/lint.md, which is a part of the jar, says about a rule.
 *
 * @param name the rule
 * @param level the level of its findings
 * @param summary what it finds, in a sentence
 * @param description why, as a paragraph
 * @param markdown all of its section, with examples
 */
public record RulePage(String name, Level level, String summary, String description, String markdown) {

	/**
	 * Reads the pages of all rules.
	 * @return the pages in their order
	 */
	public static List<RulePage> all() {
		String[] sections = page().split("(?m)^## Rules$", 2)[1].split("(?m)^### ", -1);
		return Arrays.stream(sections).skip(1).map(RulePage::of).toList();
	}

	private static String page() {
		try (InputStream page = RulePage.class.getResourceAsStream("lint.md")) {
			if (page == null) {
				throw new IllegalStateException("lint.md is not beside " + RulePage.class.getName());
			}
			return new String(page.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static RulePage of(String section) {
		String name = section.lines().findFirst().orElseThrow().strip();
		// other pages are not beside it where it is shown
		String markdown = section.substring(section.indexOf('\n')).split("(?m)^## ", 2)[0].strip()
			.replaceAll("\\[([^\\]]+)]\\((?!https?:)[^)]*\\)", "$1");
		String description = markdown.split("\\n(?=(?:Bad|Good)[ :(])", 2)[0].strip().replaceAll("\\s+", " ");
		Level level = markdown.contains("A warning") ? Level.WARNING : Level.ERROR;
		String summary = description.split("(?<=[^.]\\.) (?=[A-Z`])", 2)[0];
		return new RulePage(name, level, summary, description, markdown);
	}

}
