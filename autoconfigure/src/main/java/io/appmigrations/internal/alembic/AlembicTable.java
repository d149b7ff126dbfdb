package io.appmigrations.internal.alembic;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The version table of Alembic, as Alembic prints it and as the header
 * {@code imported-from} of a revision names it: {@code alembic public.alembic_version}.
 *
 * @param sql its name for SQL, with its schema where Alembic is configured with one
 */
public record AlembicTable(String sql) {

	private static final String TOOL = "alembic ";

	private static final String PART = "(?:[A-Za-z_\\x{80}-\\x{FFFF}][\\w$\\x{80}-\\x{FFFF}]*|\"(?:[^\"]|\"\")+\")";

	static final Pattern NAME = Pattern.compile("(?:(?<schema>" + PART + ")\\.)?(?<name>" + PART + ")");

	/**
	 * Reads the value of a header.
	 * @param header the value
	 * @return the table, or nothing where the revision was not made from Alembic's
	 */
	public static Optional<AlembicTable> read(String header) {
		String sql = header.startsWith(TOOL) ? header.substring(TOOL.length()).strip() : "";
		return NAME.matcher(sql).matches() ? Optional.of(new AlembicTable(sql)) : Optional.empty();
	}

	/** Writes the value of a header. */
	String header() {
		return TOOL + this.sql;
	}

	/**
	 * Returns the schema.
	 * @return the schema as the catalog has it, or {@code null} for the one of names
	 * without a schema
	 */
	public @Nullable String schema() {
		return part("schema");
	}

	/**
	 * Returns the name.
	 * @return the name as the catalog has it, without its schema
	 */
	public String name() {
		String name = part("name");
		return (name != null) ? name : this.sql;
	}

	private @Nullable String part(String group) {
		Matcher matcher = NAME.matcher(this.sql);
		@Nullable String part = matcher.matches() ? matcher.group(group) : null;
		if (part == null || !part.startsWith("\"")) {
			// SQLAlchemy quotes what is not in lower case
			return part;
		}
		return part.substring(1, part.length() - 1).replace("\"\"", "\"");
	}

	@Override
	public String toString() {
		return this.sql;
	}

}
