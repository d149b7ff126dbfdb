package io.appmigrations.internal.execution;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

import io.appmigrations.internal.script.CopyData;

/**
 * Writes the lines of a script for {@code psql}, without a checked exception in each of
 * them.
 */
final class ScriptWriter {

	private static final String LINE = "-- " + "-".repeat(87);

	private final Appendable out;

	ScriptWriter(Appendable out) {
		this.out = out;
	}

	void blankLine() {
		append('\n');
	}

	void ruler() {
		append(LINE).append('\n');
	}

	/** What an author wrote before a statement, or nothing. */
	void comments(String text) {
		append(text.isEmpty() ? "" : "\n").append(text);
	}

	void data(CopyData data) {
		char[] chars = new char[8192];
		boolean ended = true;
		try (Reader reader = new InputStreamReader(data.stream(), StandardCharsets.UTF_8)) {
			for (int count = reader.read(chars); count > 0; count = reader.read(chars)) {
				append(new String(chars, 0, count));
				ended = chars[count - 1] == '\n';
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		append(ended ? "" : "\n").append("\\.\n");
	}

	void statement(String sql) {
		append(sql);
		// behind a line comment the semicolon would be part of it
		if (sql.substring(sql.lastIndexOf('\n') + 1).contains("--")) {
			append('\n');
		}
		append(";\n");
	}

	/** One line, whatever the text holds. */
	void comment(String text) {
		String line = Arrays.stream(text.split("\\R"))
			.map((part) -> part.replaceAll("\\p{Cntrl}", " "))
			.collect(Collectors.joining(" "));
		append("-- ").append(line).append('\n');
	}

	void write(Runnable work) throws IOException {
		try {
			work.run();
		}
		catch (UncheckedIOException ex) {
			throw Objects.requireNonNull(ex.getCause());
		}
	}

	private ScriptWriter append(CharSequence text) {
		try {
			this.out.append(text);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private ScriptWriter append(char c) {
		return append(String.valueOf(c));
	}

}
