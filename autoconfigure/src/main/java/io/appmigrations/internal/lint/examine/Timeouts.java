package io.appmigrations.internal.lint.examine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.SqlTokens;
import org.jspecify.annotations.Nullable;

/**
 * The timeouts of a section, as its statements set them one after the other.
 */
public final class Timeouts {

	public static final String LOCK = "lock_timeout";

	public static final String STATEMENT = "statement_timeout";

	private static final Pattern VALUE = Pattern.compile("(?<number>\\d+)\\s*(?<unit>us|ms|s|min|h|d)?");

	private final Map<String, Duration> set = new HashMap<>();

	public Timeouts(Section section) {
		put(LOCK, section.lockTimeout());
		put(STATEMENT, section.statementTimeout());
	}

	private void put(String name, @Nullable Duration value) {
		if (value != null) {
			this.set.put(name, value);
		}
		else {
			this.set.remove(name);
		}
	}

	/** Follows a statement that may set one of them. */
	public void follow(SqlStatement statement) {
		SqlTokens tokens = SqlTokens.of(statement.text());
		boolean resets = tokens.accept("reset");
		if (!resets && !tokens.accept("set")) {
			return;
		}
		if (!tokens.accept("session")) {
			tokens.accept("local");
		}
		String name = tokens.name();
		if (name == null || (!name.equals(LOCK) && !name.equals(STATEMENT))) {
			return;
		}
		if (!tokens.accept("=")) {
			tokens.accept("to");
		}
		String value = statement.text().substring(tokens.offset()).replace("'", "").strip();
		Matcher matcher = VALUE.matcher(value.toLowerCase(Locale.ROOT));
		put(name, (!resets && matcher.matches()) ? duration(matcher) : null);
	}

	private static Duration duration(Matcher matcher) {
		long number = Long.parseLong(matcher.group("number"));
		return switch (Objects.requireNonNullElse(matcher.group("unit"), "ms")) {
			case "us" -> Duration.ofNanos(number * 1000);
			case "s" -> Duration.ofSeconds(number);
			case "min" -> Duration.ofMinutes(number);
			case "h" -> Duration.ofHours(number);
			case "d" -> Duration.ofDays(number);
			default -> Duration.ofMillis(number);
		};
	}

	/** What the section has set, zero for none; {@code null} where it has set nothing. */
	public @Nullable Duration of(String name) {
		return this.set.get(name);
	}

}
