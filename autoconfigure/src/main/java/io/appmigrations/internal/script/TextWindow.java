package io.appmigrations.internal.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.appmigrations.internal.sql.CharacterSource;

/**
 * A file of SQL as text, of which no more is in memory than what was not released.
 * Positions count characters from the beginning of the file, its byte order mark left
 * out.
 */
final class TextWindow implements CharacterSource, AutoCloseable {

	private static final int BLOCK = 8 * 1024;

	private static final int SHOWN = 20;

	private final String path;

	private final InputStream in;

	private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
		.onMalformedInput(CodingErrorAction.REPORT)
		.onUnmappableCharacter(CodingErrorAction.REPORT);

	private final ByteBuffer bytes = ByteBuffer.allocate(BLOCK).limit(0);

	private char[] chars = new char[BLOCK];

	/** The position of the first character that is kept. */
	private long start;

	private int length;

	private long released;

	private boolean begun;

	/** Whether there are no more bytes. */
	private boolean exhausted;

	private boolean ended;

	/** The line of the end of what was read. */
	private int line = 1;

	/**
	 * Opens a window.
	 * @param path the file, for errors
	 * @param in its content, closed with the window
	 */
	TextWindow(String path, InputStream in) {
		this.path = path;
		this.in = in;
	}

	/**
	 * Opens a window on a text that is in memory.
	 */
	static TextWindow of(String path, String text) {
		TextWindow window = new TextWindow(path, InputStream.nullInputStream());
		window.chars = text.toCharArray();
		window.length = window.chars.length;
		window.begun = true;
		window.ended = true;
		return window;
	}

	/**
	 * Whether the text goes as far as a position.
	 * @throws ScriptException where the file is not UTF-8 or has a NUL character
	 */
	@Override
	public boolean has(long position) {
		while (position - this.start >= this.length && !this.ended) {
			read();
		}
		return position - this.start < this.length;
	}

	/** The character at a position, or NUL behind the end. */
	@Override
	public char at(long position) {
		return has(position) ? this.chars[(int) (position - this.start)] : '\0';
	}

	String substring(long from, long to) {
		has(to - 1);
		return new String(this.chars, (int) (from - this.start), (int) (to - from));
	}

	boolean startsWith(String text, long position) {
		for (int i = 0; i < text.length(); i++) {
			if (at(position + i) != text.charAt(i)) {
				return false;
			}
		}
		return true;
	}

	/** The position of the next line's first character, or of the end. */
	long nextLine(long position) {
		long next = position;
		while (has(next)) {
			if (at(next++) == '\n') {
				break;
			}
		}
		return next;
	}

	/** Says that nothing before a position is asked for anymore. */
	void release(long position) {
		this.released = Math.max(this.released, position);
	}

	boolean isReleased(long position) {
		return position < this.released;
	}

	/** Moves to a position without keeping what is before it. */
	void skipTo(long position) {
		for (long next = this.start; next < position && has(next); next = this.start + this.length) {
			release(Math.min(next, position));
		}
		release(position);
	}

	private void read() {
		makeRoom();
		try {
			if (!this.bytes.hasRemaining() || this.bytes.remaining() < 4) {
				this.bytes.compact();
				int wanted = this.bytes.remaining();
				int count = this.in.readNBytes(this.bytes.array(), this.bytes.position(), wanted);
				this.exhausted = count < wanted;
				this.bytes.position(this.bytes.position() + count).flip();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		if (!this.begun) {
			requireNoWideCharacters();
		}
		CharBuffer out = CharBuffer.wrap(this.chars, this.length, this.chars.length - this.length);
		CoderResult result = this.decoder.decode(this.bytes, out, this.exhausted);
		this.ended = this.exhausted && result.isUnderflow();
		int end = out.position();
		if (!this.begun && end > 0) {
			this.begun = true;
			if (this.chars[0] == SqlScanner.BYTE_ORDER_MARK) {
				System.arraycopy(this.chars, 1, this.chars, 0, --end);
			}
		}
		check(this.length, end);
		this.length = end;
		if (result.isError()) {
			throw ScriptException.showing(this.path, this.line, "the file is not UTF-8",
					"Save it as UTF-8; the last text that could be read is '%s'.", tail());
		}
	}

	/** A revision begins with ASCII: one of the first two bytes is NUL in UTF-16. */
	private void requireNoWideCharacters() {
		if (this.bytes.remaining() < 2) {
			return;
		}
		int first = this.bytes.get(0) & 0xFF;
		int second = this.bytes.get(1) & 0xFF;
		boolean marked = (first == 0xFE && second == 0xFF) || (first == 0xFF && second == 0xFE);
		if (marked || (first == 0) != (second == 0)) {
			throw new ScriptException(this.path, 1, "the file is UTF-16, not UTF-8",
					"Save it as UTF-8; PowerShell 5 writes UTF-16 with '>' and 'Out-File'.");
		}
	}

	private void check(int from, int to) {
		for (int i = from; i < to; i++) {
			if (this.chars[i] == '\n') {
				this.line++;
			}
			else if (this.chars[i] == '\0') {
				throw new ScriptException(this.path, this.line, "the file contains a NUL character",
						"Remove it; text in PostgreSQL cannot contain one.");
			}
		}
	}

	private void makeRoom() {
		int gone = (int) Math.min(this.released - this.start, this.length);
		if (gone > 0 && gone >= this.length / 2) {
			System.arraycopy(this.chars, gone, this.chars, 0, this.length - gone);
			this.length -= gone;
			this.start += gone;
		}
		if (this.chars.length - this.length < BLOCK / 2) {
			this.chars = Arrays.copyOf(this.chars, this.chars.length + Math.max(this.chars.length / 2, BLOCK));
		}
	}

	private String tail() {
		int from = this.length;
		while (from > 0 && this.length - from < SHOWN && this.chars[from - 1] != '\n') {
			from--;
		}
		return new String(this.chars, from, this.length - from);
	}

	@Override
	public void close() {
		try {
			this.in.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
