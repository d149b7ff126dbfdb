package io.appmigrations.internal.script;

import java.io.ByteArrayInputStream;

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
		try (TextWindow window = new TextWindow(path, new ByteArrayInputStream(bytes))) {
			long end = 0;
			while (window.has(end)) {
				end = window.nextLine(end);
			}
			return window.substring(0, end);
		}
	}

}
