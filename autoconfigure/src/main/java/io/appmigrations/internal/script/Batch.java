package io.appmigrations.internal.script;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.TokenType;
import org.jspecify.annotations.Nullable;

/**
 * How the statement of a section is run over ranges of a key, as the options
 * {@code batch:orders.id size:5000 pause:50ms} say.
 *
 * @param column the column of the key, with its table
 * @param size how many rows a range has
 * @param pause how long to wait between two ranges
 */
public record Batch(QualifiedName column, int size, Duration pause) {

	static final int DEFAULT_SIZE = 1000;

	/** Schema, table and column. */
	private static final int MOST_PARTS = 3;

	/**
	 * Reads the name of the key.
	 * @return the name, or {@code null} where the text is not that of a column with its
	 * table
	 */
	static @Nullable QualifiedName column(String text) {
		SqlTokens tokens = SqlTokens.of(text);
		SqlTokens all = tokens.copy();
		for (SqlToken token = all.next(); token != null; token = all.next()) {
			if (!token.terminated()) {
				return null;
			}
		}
		QualifiedName name = tokens.qualifiedName();
		boolean complete = name != null && tokens.isAtEnd() && !text.strip().endsWith(".") && name.parts().size() > 1
				&& name.parts().size() <= MOST_PARTS && name.parts().stream().noneMatch(String::isEmpty);
		return complete ? name : null;
	}

	/**
	 * Returns the table.
	 * @return its name, with the schema where the option names it
	 */
	public QualifiedName table() {
		List<String> parts = this.column.parts();
		return new QualifiedName(parts.subList(0, parts.size() - 1));
	}

	/**
	 * Returns the key.
	 * @return the name of the column
	 */
	public String key() {
		return this.column.name();
	}

	/**
	 * Names the key.
	 * @return for example {@code orders.id}, with quotes only where a name needs them
	 */
	public String name() {
		return name(this.column);
	}

	/**
	 * Writes a name for the option.
	 * @param column the name
	 * @return the name with quotes only where it needs them
	 */
	public static String name(QualifiedName column) {
		return column.parts().stream().map(Batch::quoted).collect(Collectors.joining("."));
	}

	private static String quoted(String part) {
		SqlToken token = SqlTokens.of(part).peek(0);
		boolean plain = token != null && token.type() == TokenType.WORD && token.text().equals(part)
				&& token.name().equals(part);
		return plain ? part : '"' + part.replace("\"", "\"\"") + '"';
	}

	/** As it stands behind the section's marker. */
	List<String> options() {
		return List.of("batch:" + name(), "size:" + this.size, "pause:%sms".formatted(this.pause.toMillis()));
	}

}
