package io.appmigrations.internal.script;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.sql.QualifiedName;
import org.jspecify.annotations.Nullable;

/**
 * The options behind the marker of a section.
 *
 * @param transactional {@code false} where the marker says {@code transaction:off} or
 * {@code batch:}
 * @param lockTimeout the {@code lock_timeout} of its statements, zero for none, or
 * {@code null} for the configured one
 * @param statementTimeout the {@code statement_timeout} of its statements, zero for none,
 * or {@code null} for the configured one
 * @param batch how its statement is run over ranges of a key, or {@code null} where it
 * runs at once
 */
record SectionOptions(boolean transactional, @Nullable Duration lockTimeout, @Nullable Duration statementTimeout,
		@Nullable Batch batch) {

	private static final Pattern DURATION = Pattern.compile("(?<amount>\\d{1,9})(?<unit>ms|s|m|min|h)");

	private static final Pattern SIZE = Pattern.compile("\\d{1,9}");

	/**
	 * Reads the options.
	 * @param path the file, for errors
	 * @param line the line, for errors
	 * @param text the rest of the marker's line
	 * @return the options
	 * @throws ScriptException where one is unknown or malformed
	 */
	static SectionOptions read(String path, int line, String text) {
		return new Reader(path, line).read(text);
	}

	/**
	 * Writes the options as they stand behind the marker.
	 * @return for example {@code transaction:off lock-timeout:5000ms}, empty where there
	 * are none
	 */
	String text() {
		List<String> options = new ArrayList<>();
		if (this.batch != null) {
			options.addAll(this.batch.options());
		}
		else if (!this.transactional) {
			options.add("transaction:off");
		}
		if (this.lockTimeout != null) {
			options.add("lock-timeout:%sms".formatted(this.lockTimeout.toMillis()));
		}
		if (this.statementTimeout != null) {
			options.add("statement-timeout:%sms".formatted(this.statementTimeout.toMillis()));
		}
		return String.join(" ", options);
	}

	private static final class Reader {

		private final String path;

		private final int line;

		private @Nullable Boolean transactional;

		private @Nullable Duration lockTimeout;

		private @Nullable Duration statementTimeout;

		private @Nullable QualifiedName column;

		private @Nullable Integer size;

		private @Nullable Duration pause;

		Reader(String path, int line) {
			this.path = path;
			this.line = line;
		}

		SectionOptions read(String text) {
			for (String option : split(text)) {
				int colon = option.indexOf(':');
				String name = (colon < 0) ? option : option.substring(0, colon);
				String value = (colon < 0) ? "" : option.substring(colon + 1);
				switch (name) {
					case "transaction" -> this.transactional = parseSwitch(option, value);
					case "lock-timeout" -> this.lockTimeout = parseDuration(option, value);
					case "statement-timeout" -> this.statementTimeout = parseDuration(option, value);
					case "batch" -> this.column = parseColumn(option, value);
					case "size" -> this.size = parseSize(option, value);
					case "pause" -> this.pause = parseDuration(option, value);
					default -> throw error("'%s' is not an option of a section".formatted(option),
							"Options are transaction:off, lock-timeout:5s, statement-timeout:30s, and batch:TABLE.KEY "
									+ "with size:1000 and pause:50ms.");
				}
			}
			Batch batch = batch();
			return new SectionOptions(batch == null && !Boolean.FALSE.equals(this.transactional), this.lockTimeout,
					this.statementTimeout, batch);
		}

		private @Nullable Batch batch() {
			if (this.column == null) {
				if (this.size != null || this.pause != null) {
					throw error(
							"'%s' is an option of batch:TABLE.KEY, which is missing"
								.formatted((this.size != null) ? "size" : "pause"),
							"Write for example 'batch:orders.id size:1000 pause:50ms'.");
				}
				return null;
			}
			if (Boolean.TRUE.equals(this.transactional)) {
				throw error("'transaction:on' and 'batch:' cannot be combined",
						"Remove transaction:on: each range of the key is a transaction.");
			}
			return new Batch(this.column, (this.size != null) ? this.size : Batch.DEFAULT_SIZE,
					(this.pause != null) ? this.pause : Duration.ZERO);
		}

		/** At blanks, but not within a name in quotes. */
		private static List<String> split(String text) {
			List<String> options = new ArrayList<>();
			StringBuilder option = new StringBuilder();
			boolean quoted = false;
			for (int i = 0; i <= text.length(); i++) {
				char c = (i < text.length()) ? text.charAt(i) : ' ';
				quoted ^= c == '"';
				if ((!quoted && Character.isWhitespace(c)) || i == text.length()) {
					if (!option.isEmpty()) {
						options.add(option.toString());
						option.setLength(0);
					}
				}
				else {
					option.append(c);
				}
			}
			return options;
		}

		private QualifiedName parseColumn(String option, String value) {
			QualifiedName name = Batch.column(value);
			if (name == null) {
				throw error("'%s' does not name a table and one of its columns".formatted(option),
						"Write batch:TABLE.KEY or batch:SCHEMA.TABLE.KEY, with one column, for example batch:orders.id "
								+ "or batch:\"My Orders\".\"Id\".");
			}
			return name;
		}

		private int parseSize(String option, String value) {
			if (!SIZE.matcher(value).matches() || Integer.parseInt(value) == 0) {
				throw error("'%s' is not a number of rows".formatted(option),
						"Write a number from 1 to 999999999, for example size:1000.");
			}
			return Integer.parseInt(value);
		}

		private boolean parseSwitch(String option, String value) {
			return switch (value) {
				case "on" -> true;
				case "off" -> false;
				default -> throw error("'%s' is neither transaction:on nor transaction:off".formatted(option), null);
			};
		}

		private Duration parseDuration(String option, String value) {
			Matcher matcher = DURATION.matcher(value);
			if (value.equals("0")) {
				return Duration.ZERO;
			}
			if (!matcher.matches()) {
				throw error("'%s' has no duration".formatted(option),
						option.startsWith("pause") ? "Write a duration such as 50ms or 1s, or 0 for none."
								: "Write a duration such as 500ms, 5s or 2m, or 0 for no limit.");
			}
			long amount = Long.parseLong(matcher.group("amount"));
			Duration duration = switch (matcher.group("unit")) {
				case "ms" -> Duration.ofMillis(amount);
				case "s" -> Duration.ofSeconds(amount);
				case "h" -> Duration.ofHours(amount);
				default -> Duration.ofMinutes(amount);
			};
			if (duration.toMillis() > Integer.MAX_VALUE) {
				throw error("'%s' exceeds the maximum of PostgreSQL".formatted(option),
						"Write at most %sms, which is 24 days, or 0 for no limit.".formatted(Integer.MAX_VALUE));
			}
			return duration;
		}

		private ScriptException error(String what, @Nullable String hint) {
			return new ScriptException(this.path, this.line, what, hint);
		}

	}

}
