package io.appmigrations.internal.script;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The lines that follow a {@code COPY ... FROM stdin}.
 */
@FunctionalInterface
public interface CopyData {

	/**
	 * Returns the lines. Those of a statement that was read from a file are read from it
	 * as they are taken, and can be taken once, before the next statement is read.
	 * @return the lines in UTF-8, without the one that ends them
	 */
	InputStream stream();

	/**
	 * Returns lines that are in memory.
	 * @param text the lines
	 * @return the data
	 */
	static CopyData of(String text) {
		return new CopyData() {

			@Override
			public InputStream stream() {
				return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
			}

			@Override
			public String toString() {
				return text;
			}

		};
	}

}
