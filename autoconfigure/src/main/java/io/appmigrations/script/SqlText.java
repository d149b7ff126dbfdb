package io.appmigrations.script;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a file of SQL as text.
 */
final class SqlText {

	private SqlText() {
	}

	/**
	 * Reads text.
	 * @param path the file, for the error
	 * @param bytes its content
	 * @return the text without a byte order mark
	 * @throws ScriptException where the file is not UTF-8 or has a NUL character
	 */
	static String decode(String path, byte[] bytes) {
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
			.onMalformedInput(CodingErrorAction.REPORT)
			.onUnmappableCharacter(CodingErrorAction.REPORT);
		ByteBuffer in = ByteBuffer.wrap(bytes);
		CharBuffer out = CharBuffer.allocate(bytes.length + 1);
		CoderResult result = decoder.decode(in, out, true);
		String text = out.flip().toString();
		if (result.isError()) {
			throw new ScriptException(path, lineAt(text, text.length()), "the file is not UTF-8",
					"Save it as UTF-8; '%s' was the last that could be read.".formatted(tail(text)));
		}
		int nul = text.indexOf('\0');
		if (nul >= 0) {
			throw new ScriptException(path, lineAt(text, nul), "the file has a NUL character",
					"Remove it; PostgreSQL's text cannot hold one.");
		}
		return text.startsWith("\uFEFF") ? text.substring(1) : text;
	}

	private static int lineAt(String text, int position) {
		return 1 + (int) text.substring(0, position).chars().filter((c) -> c == '\n').count();
	}

	private static String tail(String text) {
		return text.substring(Math.max(text.lastIndexOf('\n') + 1, text.length() - 20));
	}

}
