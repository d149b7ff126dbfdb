package io.appmigrations.internal.script;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digest of the first statements of a section, however many they are.
 */
final class PrefixDigest {

	private final MessageDigest sha256;

	PrefixDigest() {
		try {
			this.sha256 = MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	void add(String digestOfStatement) {
		this.sha256.update(digestOfStatement.getBytes(StandardCharsets.US_ASCII));
	}

	/** Hexadecimal, of what was added so far. */
	String value() {
		try {
			return HexFormat.of().formatHex(((MessageDigest) this.sha256.clone()).digest());
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException("The platform's SHA-256 can be cloned", ex);
		}
	}

}
