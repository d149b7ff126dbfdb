package io.appmigrations.internal.flyway;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A version as Flyway compares it: number by number, {@code 1.1} before {@code 1.10}.
 * Zeros at the end and in front of a number do not count.
 */
public final class FlywayVersion implements Comparable<FlywayVersion> {

	private static final Pattern VERSION = Pattern.compile("[0-9]+(?:\\.[0-9]+)*");

	private final String text;

	private final List<BigInteger> parts;

	private FlywayVersion(String text, List<BigInteger> parts) {
		this.text = text;
		this.parts = List.copyOf(parts);
	}

	/**
	 * Reads a version.
	 * @param written as in a file name or in the history table
	 * @return the version, or {@code null} if Flyway would refuse it
	 */
	public static @Nullable FlywayVersion parse(String written) {
		String text = written.replace('_', '.');
		if (!VERSION.matcher(text).matches()) {
			return null;
		}
		List<BigInteger> parts = new ArrayList<>(
				Arrays.stream(text.split("\\.")).map((part) -> new BigInteger(part)).toList());
		while (parts.size() > 1 && parts.get(parts.size() - 1).signum() == 0) {
			parts.remove(parts.size() - 1);
		}
		return new FlywayVersion(text, parts);
	}

	@Override
	public int compareTo(FlywayVersion other) {
		for (int i = 0; i < Math.max(this.parts.size(), other.parts.size()); i++) {
			int order = part(i).compareTo(other.part(i));
			if (order != 0) {
				return order;
			}
		}
		return 0;
	}

	private BigInteger part(int index) {
		return (index < this.parts.size()) ? this.parts.get(index) : BigInteger.ZERO;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof FlywayVersion version && version.parts.equals(this.parts);
	}

	@Override
	public int hashCode() {
		return this.parts.hashCode();
	}

	/** Returns the version as Flyway writes it into its table, with dots. */
	@Override
	public String toString() {
		return this.text;
	}

}
