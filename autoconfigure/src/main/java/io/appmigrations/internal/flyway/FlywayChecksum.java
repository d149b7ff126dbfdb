package io.appmigrations.internal.flyway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The checksum of Flyway's {@code ChecksumCalculator}: CRC-32 over the lines without
 * their ends and without a byte order mark.
 */
public final class FlywayChecksum {

	private FlywayChecksum() {
	}

	/**
	 * Computes the checksum.
	 * @param text the text of a script, without a byte order mark
	 * @return the number in the history table
	 */
	public static int of(String text) {
		CRC32 crc = new CRC32();
		try (BufferedReader lines = new BufferedReader(new StringReader(text))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				crc.update(line.getBytes(StandardCharsets.UTF_8));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return (int) crc.getValue();
	}

}
