package io.appmigrations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The result of an upgrade, a downgrade or a stamp, or what the result would be.
 *
 * @param steps the steps in the order in which they run
 * @param current the rows of the version table afterwards, in ascending order
 * @param script the statements as a script, or {@code null} if they were run
 * @param tenants the result of each tenant by its schema, in order; empty without tenants
 */
public record MigrationResult(List<StepResult> steps, List<String> current, @Nullable MigrationScript script,
		Map<String, MigrationResult> tenants) {

	/**
	 * Copies the collections.
	 */
	public MigrationResult {
		steps = List.copyOf(steps);
		current = List.copyOf(current);
		tenants = Collections.unmodifiableMap(new LinkedHashMap<>(tenants));
	}

	/**
	 * A result without tenants.
	 * @param steps the steps in the order in which they run
	 * @param current the rows of the version table afterwards, in ascending order
	 * @param script the statements as a script, or {@code null} if they were run
	 */
	public MigrationResult(List<StepResult> steps, List<String> current, @Nullable MigrationScript script) {
		this(steps, current, script, Map.of());
	}

	/**
	 * Returns the script as a string.
	 * @return the text, or {@code null} if the statements were run
	 */
	public @Nullable String sql() {
		if (this.script == null) {
			return null;
		}
		try {
			StringBuilder text = new StringBuilder();
			this.script.writeTo(text);
			return text.toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
