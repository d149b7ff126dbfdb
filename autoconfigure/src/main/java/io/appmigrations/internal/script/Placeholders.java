package io.appmigrations.internal.script;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;

/**
 * What {@code ${name}} in a statement stands for.
 *
 * @param enabled whether anything is replaced; where not, {@code ${...}} is plain text
 * @param values the values by name
 * @param substitution what runs instead of the statement that they result in
 */
public record Placeholders(boolean enabled, Map<String, String> values, Substitution substitution) {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(?<name>[^{}\\s]+)}");

	/** Shorter values would be found everywhere. */
	private static final int MIN_MASKED = 4;

	/**
	 * Copies the values.
	 */
	public Placeholders {
		values = Map.copyOf(values);
	}

	/**
	 * Where statements run as they are written.
	 * @param enabled whether anything is replaced
	 * @param values the values by name
	 */
	public Placeholders(boolean enabled, Map<String, String> values) {
		this(enabled, values, Substitution.NONE);
	}

	/**
	 * Returns the same where something else runs.
	 * @param other what runs instead of a statement
	 * @return the placeholders
	 */
	public Placeholders with(Substitution other) {
		return new Placeholders(this.enabled, this.values, other);
	}

	/**
	 * Takes the values out of a text that goes to people: a value can be a secret.
	 * @param text a message of the server
	 * @return the text with the placeholders where their values were
	 */
	public String mask(String text) {
		String masked = text;
		// the longest first: another may be a part of it
		List<Map.Entry<String, String>> longestFirst = this.values.entrySet()
			.stream()
			.sorted(Comparator.comparing((entry) -> -entry.getValue().length()))
			.toList();
		for (Map.Entry<String, String> value : longestFirst) {
			if (this.enabled && value.getValue().length() >= MIN_MASKED) {
				// the server's messages show names in lower case
				masked = Pattern.compile(Pattern.quote(value.getValue()), Pattern.CASE_INSENSITIVE)
					.matcher(masked)
					.replaceAll(Matcher.quoteReplacement("${" + value.getKey() + "}"));
			}
		}
		return masked;
	}

	/**
	 * Replaces the placeholders of a statement.
	 * @param statement the statement
	 * @param path the file it comes from, for the message
	 * @return the text to run
	 * @throws MigrationException with {@code invalid_script} where a placeholder has no
	 * value
	 */
	public String replaceIn(SqlStatement statement, String path) {
		return this.substitution.replace(valuesIn(statement, path), path + ":" + statement.line());
	}

	private String valuesIn(SqlStatement statement, String path) {
		if (!this.enabled || !statement.text().contains("${")) {
			return statement.text();
		}
		Matcher matcher = PLACEHOLDER.matcher(statement.text());
		StringBuilder replaced = new StringBuilder();
		while (matcher.find()) {
			String name = matcher.group("name");
			String value = this.values.get(name);
			if (value == null) {
				int line = statement.line()
						+ (int) statement.text().substring(0, matcher.start()).chars().filter((c) -> c == '\n').count();
				throw new MigrationException(ErrorCode.INVALID_SCRIPT,
						"%s:%s: the placeholder ${%s} has no value".formatted(path, line, name),
						"Set app.migrations.placeholders.%s, or app.migrations.placeholder-replacement=false if it is plain text."
							.formatted(name));
			}
			matcher.appendReplacement(replaced, Matcher.quoteReplacement(value));
		}
		return matcher.appendTail(replaced).toString();
	}

	/**
	 * Reads a statement as it runs.
	 * @param statement a statement without data of {@code COPY}
	 * @param path the file it comes from, for the message
	 * @return the statement with its placeholders replaced
	 * @throws MigrationException with {@code invalid_script} where a placeholder has no
	 * value, or its value makes no SQL of it
	 */
	public SqlStatement replacedIn(SqlStatement statement, String path) {
		String sql = valuesIn(statement, path);
		if (sql.equals(statement.text())) {
			return statement;
		}
		SqlScanner scanner = new SqlScanner(path, sql, statement.line());
		SqlStatement replaced = Objects.requireNonNullElse(scanner.next(), statement);
		if (scanner.next() != null) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"%s:%s: after placeholder replacement this is more than one statement".formatted(path,
							statement.line()),
					"Remove the semicolon from the value, or the quotation mark in the value that ends the text around it.");
		}
		return replaced;
	}

}
