package io.appmigrations.internal.sql;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A name as a statement has it, with what it is in.
 *
 * @param parts the names between the dots, as the catalog has them
 */
public record QualifiedName(List<String> parts) {

	/**
	 * Copies the list.
	 */
	public QualifiedName {
		parts = List.copyOf(parts);
	}

	/**
	 * Returns the name itself.
	 * @return the last part
	 */
	public String name() {
		return this.parts.get(this.parts.size() - 1);
	}

	/**
	 * Returns what the name is in: a schema, or the table of a column.
	 * @return the last part but one, or {@code null} where there is none
	 */
	public @Nullable String qualifier() {
		return (this.parts.size() > 1) ? this.parts.get(this.parts.size() - 2) : null;
	}

	/**
	 * Writes the name for SQL.
	 * @return the parts, each in double quotes
	 */
	public String quoted() {
		return this.parts.stream()
			.map((part) -> '"' + part.replace("\"", "\"\"") + '"')
			.collect(Collectors.joining("."));
	}

}
