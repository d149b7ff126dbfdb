package io.appmigrations.internal.script;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/**
 * A short text that is the same for the same parts only.
 */
public final class Fingerprint {

	/** As many bits as an accident needs to be impossible. */
	private static final int BYTES = 16;

	private Fingerprint() {
	}

	/**
	 * Digests texts.
	 * @param parts the texts, in any order
	 * @return 32 hexadecimal digits
	 */
	public static String of(Collection<String> parts) {
		MessageDigest digest = sha256();
		parts.stream().sorted().map((part) -> part.getBytes(StandardCharsets.UTF_8)).forEach((bytes) -> {
			// two parts must not look like one
			digest.update(new byte[] { (byte) (bytes.length >>> 24), (byte) (bytes.length >>> 16),
					(byte) (bytes.length >>> 8), (byte) bytes.length });
			digest.update(bytes);
		});
		return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
	}

	static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			// every JDK has it
			throw new IllegalStateException(ex);
		}
	}

}
