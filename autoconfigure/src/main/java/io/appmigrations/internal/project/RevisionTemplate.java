package io.appmigrations.internal.project;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.script.Header;
import io.appmigrations.internal.script.MessageLine;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.ScriptException;

/**
 * What is written into the file of a new SQL revision. In the template,
 * <code>${revision}</code>, <code>${down-revision}</code>, <code>${branch-labels}</code>,
 * <code>${depends-on}</code>, <code>${created}</code>, <code>${message}</code>,
 * <code>${upgrade}</code> and <code>${downgrade}</code> are replaced. A comment line
 * whose value is empty is left out.
 *
 * @param text the template
 * @param path where it was read from, for messages
 */
public record RevisionTemplate(String text, String path) {

	/** What a user's own template is called, beside the revision files. */
	public static final String FILE_NAME = "revision.sql.template";

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(?<name>[a-z-]+)}");

	/**
	 * Reads the template that is used where the user has none.
	 * @return the template
	 */
	public static RevisionTemplate standard() {
		try (InputStream stream = Objects.requireNonNull(RevisionTemplate.class.getResourceAsStream(FILE_NAME))) {
			return new RevisionTemplate(new String(stream.readAllBytes(), StandardCharsets.UTF_8), FILE_NAME);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The template is part of the library", ex);
		}
	}

	/**
	 * Fills the template, and makes sure that what comes out is read as what was put in.
	 * @param revision what the header is to say
	 * @param zone the time zone in which {@code created} is written
	 * @param content what it does
	 * @return the contents of the file
	 * @throws MigrationException with {@code invalid_configuration} where the template
	 * does not make a revision file
	 */
	public String fill(Revision revision, ZoneId zone, RevisionContent content) {
		Map<String, String> values = new LinkedHashMap<>();
		values.put(Header.REVISION.key(), revision.id());
		values.put(Header.DOWN_REVISION.key(), String.join(", ", revision.downRevisions()));
		values.put(Header.BRANCH_LABELS.key(), String.join(", ", revision.branchLabels()));
		values.put(Header.DEPENDS_ON.key(), String.join(", ", revision.dependsOn()));
		values.put(Header.CREATED.key(), (revision.created() != null)
				? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(revision.created().atZone(zone)) : "");
		values.put("upgrade", content.upgrade().text());
		values.put("downgrade", content.downgrade().text());
		String filled = this.text.lines()
			.map((line) -> line(withOptions(line, content), revision.message(), values))
			.filter((line) -> !line.equals("\0"))
			.collect(Collectors.joining("\n", "", "\n"));
		requireSame(revision, filled);
		return filled;
	}

	private static String withOptions(String line, RevisionContent content) {
		String options = switch (line.strip()) {
			case "-- migrate:upgrade" -> content.upgrade().options();
			case "-- migrate:downgrade" -> content.downgrade().options();
			default -> "";
		};
		return options.isEmpty() ? line : line.stripTrailing() + " " + options;
	}

	/** NUL stands for a line that is left out. */
	private String line(String line, String message, Map<String, String> values) {
		int start = line.indexOf("${message}");
		if (start >= 0) {
			String before = line.substring(0, start);
			return message.isEmpty() ? "\0"
					: message.lines()
						.map((part) -> (before + MessageLine.escape(part)).stripTrailing())
						.collect(Collectors.joining("\n"));
		}
		Matcher matcher = PLACEHOLDER.matcher(line);
		StringBuilder filled = new StringBuilder();
		while (matcher.find()) {
			String name = matcher.group("name");
			String value = values.get(name);
			if (value == null) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"%s: ${%s} is not a known variable".formatted(this.path, name),
						"Use ${message}, %s.".formatted(values.keySet()
							.stream()
							.map((known) -> "${" + known + "}")
							.collect(Collectors.joining(", "))));
			}
			if (value.isEmpty() && line.startsWith("--") && !name.equals(Header.DOWN_REVISION.key())) {
				return "\0";
			}
			matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
		}
		return matcher.appendTail(filled).toString().stripTrailing();
	}

	private void requireSame(Revision revision, String filled) {
		Revision read;
		try {
			read = RevisionFileReader.read(this.path, filled.getBytes(StandardCharsets.UTF_8)).revision();
		}
		catch (ScriptException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The template does not produce a valid revision file: %s".formatted(ex.getMessage()), ex.getHint());
		}
		boolean same = read.id().equals(revision.id()) && read.downRevisions().equals(revision.downRevisions())
				&& read.dependsOn().equals(revision.dependsOn()) && read.branchLabels().equals(revision.branchLabels());
		if (!same) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s: the header that it produces does not describe the new revision".formatted(this.path),
					"Keep the lines with ${revision}, ${down-revision}, ${branch-labels} and ${depends-on}.");
		}
	}

}
