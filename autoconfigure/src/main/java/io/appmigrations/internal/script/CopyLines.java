package io.appmigrations.internal.script;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The lines of data behind a statement, each with its end, up to {@code \.}: psql takes
 * them from the file, so they belong to it.
 */
final class CopyLines {

	private final String path;

	private final TextWindow text;

	private final StatementBuilder statement;

	private long position;

	private int line;

	private boolean ended;

	CopyLines(String path, TextWindow text, StatementBuilder statement, long position, int line) {
		this.path = path;
		this.text = text;
		this.statement = statement;
		this.position = position;
		this.line = line;
	}

	/** Where the next line begins, behind the end of the data at last. */
	long position() {
		return this.position;
	}

	int line() {
		return this.line;
	}

	@Nullable String next() {
		if (this.ended) {
			return null;
		}
		if (!this.text.has(this.position)) {
			throw new ScriptException(this.path, this.statement.line(),
					"the data of COPY ... FROM stdin is not terminated",
					"End the data with a line that contains only \\.");
		}
		this.text.release(this.position);
		long to = this.text.nextLine(this.position);
		String read = this.text.substring(this.position, to);
		this.position = to;
		this.line += read.endsWith("\n") ? 1 : 0;
		String data = read.stripTrailing();
		if (Markers.at(data) != null) {
			throw new ScriptException(this.path, this.statement.line(),
					"the data of COPY ... FROM stdin extends past the '%s' on line %s".formatted(data, this.line - 1),
					"End the data with a line that contains only \\.");
		}
		if (data.equals("\\.")) {
			this.ended = true;
			return null;
		}
		this.statement.digest(read);
		return read;
	}

	/** Only the digest is of interest. */
	void skip() {
		String read = next();
		while (read != null) {
			read = next();
		}
	}

	/** All of the data, or nothing where it is not to be kept. */
	String read(boolean kept) {
		StringBuilder read = new StringBuilder();
		for (String next = next(); next != null; next = next()) {
			if (kept) {
				read.append(next);
			}
		}
		return read.toString();
	}

	/** The data as bytes, read once, in step with whoever reads the statements. */
	InputStream stream() {
		return new LineStream(this);
	}

	private static final class LineStream extends InputStream {

		private final CopyLines lines;

		private byte[] line = {};

		private int position;

		LineStream(CopyLines lines) {
			this.lines = lines;
		}

		@Override
		public int read() {
			return hasMore() ? this.line[this.position++] & 0xFF : -1;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) {
			int count = 0;
			while (count < length && hasMore()) {
				int part = Math.min(length - count, this.line.length - this.position);
				System.arraycopy(this.line, this.position, bytes, offset + count, part);
				this.position += part;
				count += part;
			}
			return (count == 0 && length > 0) ? -1 : count;
		}

		private boolean hasMore() {
			if (this.position == this.line.length) {
				String next = this.lines.next();
				this.line = (next != null) ? next.getBytes(StandardCharsets.UTF_8) : new byte[0];
				this.position = 0;
			}
			return this.line.length > 0;
		}

	}

}
