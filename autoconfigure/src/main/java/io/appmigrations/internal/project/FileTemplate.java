package io.appmigrations.internal.project;

import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.settings.MigrationSettings;

/**
 * How files of new revisions are called, in Alembic's notation: {@code %(rev)s},
 * {@code %(slug)s}, {@code %(epoch)s}, and {@code %(year)d}, {@code %(month).2d},
 * {@code %(day).2d}, {@code %(hour).2d}, {@code %(minute).2d}, {@code %(second).2d}. A
 * slash makes a folder.
 *
 * @param template the template, without the file's ending
 * @param slugLength after how many characters the slug is cut, at the end of a word
 */
public record FileTemplate(String template, int slugLength) {

	private static final Pattern TOKEN = Pattern.compile("%\\((?<name>[^)]*)\\)(?:0?\\.?(?<digits>\\d{0,2}))[sd]|%%|%");

	private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

	private static final Pattern SEGMENT = Pattern.compile("[^\\p{Cntrl}/\\\\:*?\"<>|]+");

	/**
	 * Checks the slug's length.
	 * @throws MigrationException with {@code invalid_configuration} where it is less than
	 * one
	 */
	public FileTemplate {
		if (slugLength < 1) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.truncate-slug-length: %s is not a valid length".formatted(slugLength),
					"Use 1 or more; %s is the default.".formatted(MigrationSettings.DEFAULT_SLUG_LENGTH));
		}
	}

	/**
	 * Names a file.
	 * @param revision the revision id
	 * @param message the revision's message
	 * @param created when it was made, in the time zone that the name is to show
	 * @return a relative path without the ending
	 * @throws MigrationException with {@code invalid_configuration} where the template
	 * cannot be used
	 */
	public String name(String revision, String message, ZonedDateTime created) {
		String slug = slug(message);
		Map<String, Object> values = Map.of("rev", revision, "slug", slug, "epoch", created.toEpochSecond(), "year",
				created.getYear(), "month", created.getMonthValue(), "day", created.getDayOfMonth(), "hour",
				created.getHour(), "minute", created.getMinute(), "second", created.getSecond());
		Matcher matcher = TOKEN.matcher(this.template);
		StringBuilder name = new StringBuilder();
		while (matcher.find()) {
			matcher.appendReplacement(name, Matcher.quoteReplacement(value(matcher, values)));
		}
		String path = matcher.appendTail(name).toString();
		if (path.substring(path.lastIndexOf('/') + 1).startsWith(".")) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.file-template: '%s' would be a hidden file, which is not read".formatted(path),
					"The name must not begin with a dot.");
		}
		return checked(slug.isEmpty() ? path.replaceFirst("[_-]+$", "") : path);
	}

	private String value(Matcher matcher, Map<String, Object> values) {
		if (matcher.group().equals("%%")) {
			return "%";
		}
		Object value = (matcher.group("name") != null) ? values.get(matcher.group("name")) : null;
		if (value == null) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.file-template: '%s' is not a known token".formatted(matcher.group()),
					"Use %(rev)s, %(slug)s, %(epoch)s, %(year)d, %(month).2d, %(day).2d, %(hour).2d, %(minute).2d, %(second).2d.");
		}
		String digits = matcher.group("digits");
		boolean padded = value instanceof Number && digits != null && !digits.isEmpty();
		return padded ? "0".repeat(Math.max(0, Integer.parseInt(digits) - value.toString().length())) + value
				: value.toString();
	}

	private String checked(String path) {
		for (String segment : path.split("/", -1)) {
			if (!SEGMENT.matcher(segment).matches() || segment.equals("..") || segment.equals(".")) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"app.migrations.file-template: '%s' produces the file name '%s', which is invalid"
							.formatted(this.template, path),
						"The default is %s.".formatted(MigrationSettings.DEFAULT_FILE_TEMPLATE));
			}
		}
		return path;
	}

	/** As Alembic's {@code ScriptDirectory.generate_revision}. */
	private String slug(String message) {
		StringBuilder words = new StringBuilder();
		Matcher word = WORD.matcher(message);
		while (word.find() && words.length() <= this.slugLength) {
			words.append(words.isEmpty() ? "" : "_").append(word.group());
		}
		String slug = words.toString().toLowerCase(Locale.ROOT);
		if (slug.length() <= this.slugLength) {
			return slug;
		}
		String cut = slug.substring(0, this.slugLength);
		return cut.contains("_") ? cut.substring(0, cut.lastIndexOf('_')) + "_" : cut + "_";
	}

}
